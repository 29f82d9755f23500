#pragma once
// What a receiver's templates make of a notification.
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "notification.h"
#include "receiver.h"

namespace firstcard {

// What templates see: the notification's JSON.
boost::json::value template_data(const Notification& n);

// Nothing where there is no template, or where it failed; then the fault says which and why.
struct Composed {
  std::optional<std::string> subject, text, body;
  std::vector<std::pair<std::string, std::string>> headers;  // those that failed are left out
  std::vector<std::string> faults;  // "template body: line 2, column 9: ..."
};

// A webhook's body is escaped for what its Content-Type says it is, a mail's is HTML.
Target body_target(const Receiver& receiver);

Composed compose(const Receiver& receiver, const Notification& n);

// One line for people: that built-in text stands in for templates, and why. Empty: none failed.
std::string fault_note(const Composed& composed);

}  // namespace firstcard
