#pragma once
// How a [[receiver]] is reached: the keys that belong to its type.
#include <optional>

#include "alerts/receiver.h"
#include "config_section.h"
#include "daemon/config.h"

namespace firstcard::config {

// In the order of the documents.
enum class Type : std::uint8_t {
  webhook,
  email,
  log,
  slack,
  discord,
  teams,
  telegram,
  ntfy,
  pagerduty,
  alertmanager,
  exec
};

std::optional<Type> read_type(Section& s);
// Keys of another type are told apart from misspelt ones; nullopt: which belong to it cannot be
// said, and none is refused.
void refuse_keys_of_others(Section& s, std::optional<Type> type);
// receiver.how and receiver.limits.
void read_how(Section& s, Type type, Receiver& out, Secrets secrets);

// For read_how, one for each kind of transport.
void read_http(Section& s, Type type, Receiver& out, Secrets secrets);
EmailConfig read_email(Section& s, Limits& limits, Secrets secrets);
ExecConfig read_exec(Section& s, Limits& limits, Secrets secrets);

}  // namespace firstcard::config
