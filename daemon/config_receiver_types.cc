#include "config_receiver_types.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace firstcard::config {

namespace {

const std::initializer_list<std::string_view> kTypes = {
    "webhook",  "email", "log",       "slack",        "discord", "teams",
    "telegram", "ntfy",  "pagerduty", "alertmanager", "exec"};

std::string_view name_of(Type type) {
  return kTypes.begin()[static_cast<std::size_t>(type)];
}

using enum Type;

// A key that not all types have.
struct Owned {
  std::string_view key;
  std::vector<Type> types;
};

const std::vector<Owned>& owned_keys() {
  static const std::vector<Type> http = {webhook,  slack, discord,   teams,
                                         telegram, ntfy,  pagerduty, alertmanager};
  static const std::vector<Owned> keys = [] {
    std::vector<Type> remote = http;
    remote.push_back(email);
    std::vector<Type> timed = remote;
    timed.push_back(exec);
    return std::vector<Owned>{{"url", {webhook, slack, discord, teams}},
                              {"headers", {webhook, alertmanager}},
                              {"bearer", {webhook, alertmanager}},
                              {"basic", {webhook, ntfy, alertmanager}},
                              {"hmac_key", {webhook}},
                              {"connect_timeout", http},
                              {"allow_plain_secret", remote},
                              {"timeout", timed},
                              {"host", {email}},
                              {"port", {email}},
                              {"tls", {email}},
                              {"ca_file", {email}},
                              {"user", {email}},
                              {"password", {email}},
                              {"from", {email}},
                              {"to", {email}},
                              {"server", {telegram, ntfy, pagerduty, alertmanager}},
                              {"token", {telegram, ntfy}},
                              {"chat", {telegram}},
                              {"topic", {ntfy}},
                              {"priority", {ntfy}},
                              {"routing_key", {pagerduty}},
                              {"labels", {alertmanager}},
                              {"command", {exec}},
                              {"environment", {exec}}};
  }();
  return keys;
}

// 'belongs to type = "telegram" or "ntfy"; take it out'
std::string refusal(const Owned& owned, Type type) {
  constexpr std::size_t few = 4;
  if (owned.types.size() > few)
    return fmt::format("has no effect on type = \"{}\"; take it out", name_of(type));
  std::string owners;
  for (std::size_t i = 0; i < owned.types.size(); ++i)
    owners += fmt::format("{}\"{}\"",
                          i == 0                        ? ""
                          : i + 1 == owned.types.size() ? " or "
                                                        : ", ",
                          name_of(owned.types[i]));
  return fmt::format("belongs to type = {}; take it out", owners);
}

}  // namespace

std::optional<Type> read_type(Section& s) {
  s.require("type", R"(type = "webhook")");
  const auto word = s.word("type", kTypes);
  if (!word) return std::nullopt;
  return static_cast<Type>(word->value);
}

void refuse_keys_of_others(Section& s, std::optional<Type> type) {
  for (const Owned& owned : owned_keys()) {
    if (!type)
      s.take(owned.key);
    else if (std::ranges::find(owned.types, *type) == owned.types.end())
      s.refuse(owned.key, refusal(owned, *type));
  }
}

void read_how(Section& s, Type type, Receiver& out, Secrets secrets) {
  if (type == email)
    out.how = read_email(s, out.limits, secrets);
  else if (type == exec)
    out.how = read_exec(s, out.limits, secrets);
  else if (type == log)
    out.how = LogConfig{};
  else
    read_http(s, type, out, secrets);
}

}  // namespace firstcard::config
