#pragma once
// The request to a service that has a format of its own. Internal to alerts/.
#include "receiver.h"

namespace firstcard {

// For Slack, Discord, Teams, Telegram, ntfy, PagerDuty and Alertmanager; limits and user agent are
// left to the caller. Throws std::invalid_argument for another type.
HttpRequest service_request(const Receiver& receiver, const Notification& n);

}  // namespace firstcard
