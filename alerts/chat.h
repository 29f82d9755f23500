#pragma once
// A notification as the JSON body that a chat service takes. Pure. Each stays within its service's
// limits and calls nobody by name, whatever a title or a feed's text holds.
#include <array>
#include <string>

#include "alerts/notification.h"

namespace firstcard {

// An incoming webhook: a header and a section; `text` is what a phone's notice shows.
std::string slack_body(const Notification& n);
// A webhook: one embed, coloured by severity.
std::string discord_body(const Notification& n);
// A webhook of Workflows: a message with one Adaptive Card.
std::string teams_body(const Notification& n);
// The method sendMessage, without a parse_mode, so that nothing needs an escape.
std::string telegram_body(const Notification& n, const std::string& chat);
// Published as JSON to the server's root. Priorities are 1 to 5, by severity.
std::string ntfy_body(const Notification& n, const std::string& topic,
                      const std::array<int, 3>& priorities);

}  // namespace firstcard
