#pragma once
// { credential = "name" }, { file = "path" } or { env = "NAME" }. No message quotes a value.
#include <optional>
#include <string>

#include "daemon/config.h"
#include "daemon/config_section.h"
#include "net/secret.h"

namespace firstcard::config {

// The secret behind a key, or nullopt if the key is absent or its error reported. With
// Secrets::leave_out only the form is checked, and the result is empty.
std::optional<At<Secret>> read_secret(Section& section, std::string_view key, Secrets secrets);

// The same of a value at hand; `key` is for messages.
std::optional<At<Secret>> read_secret(Section& section, std::string_view key, const Value& v,
                                      Secrets secrets);

// A secret that goes into a header or an SMTP dialogue must hold no control character; reported.
bool fits_one_line(const Section& section, std::string_view key, const At<Secret>& secret);

}  // namespace firstcard::config
