#include "compose.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "exact_json.h"

namespace firstcard {

Target body_target(const Receiver& receiver) {
  const auto* webhook = std::get_if<WebhookConfig>(&receiver.how);
  if (webhook == nullptr) return Target::html;
  for (const auto& [name, value] : webhook->headers) {
    const auto lower = [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    if (!std::ranges::equal(name, std::string_view("content-type"), {}, lower)) continue;
    if (value.contains("json")) return Target::json;
    if (value.contains("x-www-form-urlencoded")) return Target::form;
    if (value.contains("html") || value.contains("xml")) return Target::html;
    return Target::text;
  }
  return Target::json;
}

boost::json::value template_data(const Notification& n) {
  return exact_parse(to_json(n));
}

Composed compose(const Receiver& receiver, const Notification& n) {
  Composed out;
  const Texts& texts = receiver.texts;
  if (!texts.subject && !texts.text && !texts.body && texts.headers.empty()) return out;
  const boost::json::value data = template_data(n);
  const auto render = [&](const std::string& name, const Template& from,
                          Target target) -> std::optional<std::string> {
    auto text = from.render(data, target);
    if (text) return std::move(*text);
    out.faults.push_back(fmt::format("template {}: {}", name, to_text(text.error())));
    return std::nullopt;
  };
  const bool log = std::holds_alternative<LogConfig>(receiver.how);
  if (texts.subject) out.subject = render("subject", *texts.subject, Target::line);
  if (texts.text) out.text = render("text", *texts.text, log ? Target::line : Target::text);
  if (texts.body) out.body = render("body", *texts.body, body_target(receiver));
  for (const auto& [name, value] : texts.headers)
    if (auto text = render("header " + name, value, Target::line))
      out.headers.emplace_back(name, std::move(*text));
  return out;
}

std::string fault_note(const Composed& composed) {
  if (composed.faults.empty()) return {};
  return fmt::format("Built-in text stands in for what this receiver's configuration asks: {}",
                     fmt::join(composed.faults, "; "));
}

std::vector<std::string> template_faults(const Receiver& receiver, const Notification& n) {
  return compose(receiver, n).faults;
}

}  // namespace firstcard
