// [[receiver]] with type = "exec"
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "config_receiver_types.h"
#include "config_secret.h"

namespace firstcard::config {

namespace {

// Texts end at a NUL where the kernel takes them over.
bool holds_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

bool is_variable(std::string_view name) {
  return !name.empty() && (name.front() < '0' || name.front() > '9') &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

void read_command(Section& s, ExecConfig& out) {
  s.require("command", R"(command = ["/usr/local/bin/page", "--now"])");
  const auto command = s.texts("command");
  if (!command) return;
  if (command->empty() || command->front().value.empty()) {
    s.error(s.place_of("command"), "\"command\" names no program; write its path first");
    return;
  }
  for (const auto& word : *command) {
    if (holds_nul(word.value))
      s.error(word.place, "\"command\" holds a NUL, which no program gets");
    out.command.push_back(word.value);
  }
  const auto path = s.report().resolve(command->front().place, command->front().value);
  out.command.front() = path.string();
  if (::access(path.c_str(), X_OK) != 0)
    s.warn(command->front().place,
           fmt::format("{} is no program that can be run here", path.string()));
}

void read_environment(Section& s, ExecConfig& out, Secrets secrets) {
  auto table = s.table("environment");
  if (!table) return;
  for (const Entry& entry : table->entries()) {
    if (!is_variable(entry.key)) {
      table->error(entry.place,
                   fmt::format("\"{}\" is no name of a variable: letters, digits and \"_\" only, a "
                               "digit not first",
                               entry.key));
      continue;
    }
    bool nul = false;
    if (std::holds_alternative<Table>(entry.value.what)) {
      auto secret = read_secret(*table, entry.key, entry.value, secrets);
      if (!secret) continue;
      nul = holds_nul(secret->value.reveal());
      out.secret_environment.emplace_back(entry.key, std::move(secret->value));
    } else if (auto text = table->line_breaks_too(entry.key)) {
      nul = holds_nul(text->value);
      out.environment.emplace_back(entry.key, std::move(text->value));
    }
    if (nul)
      table->error(entry.value.place,
                   fmt::format("\"{}\" holds a NUL, which no program gets", entry.key));
  }
}

}  // namespace

ExecConfig read_exec(Section& s, Limits& limits, Secrets secrets) {
  ExecConfig out;
  read_command(s, out);
  read_environment(s, out, secrets);
  if (const auto total = s.span("timeout")) limits.total = total->value;
  return out;
}

}  // namespace firstcard::config
