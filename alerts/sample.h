#pragma once
// What `firstcard notifications test RECEIVER` sends.
#include "notification.h"

namespace firstcard {

// A message of kind "test" that looks like a real alert and says that it is none. The key holds the
// receiver and the time, so that each test is a message of its own.
Notification sample_notification(const ReceiverId& receiver, Instant now);

}  // namespace firstcard
