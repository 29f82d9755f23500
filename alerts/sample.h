#pragma once
// Messages of nothing that happened: what `firstcard notifications test RECEIVER` sends, and what
// `firstcard check` tries templates with.
#include <string_view>

#include "notification.h"

namespace firstcard {

// A message of kind "test" that looks like a real alert and says that it is none. The key holds the
// receiver and the time, so that each test is a message of its own.
Notification sample_notification(const ReceiverId& receiver, Instant now);

// The same as if it were of another kind, with what such a message has and without what it has not.
Notification sample_of_kind(std::string_view kind, const ReceiverId& receiver, Instant now);

}  // namespace firstcard
