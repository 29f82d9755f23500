#pragma once
// The notifications of a made-up incident of the shipped thesis, as the daemon would compose them.
#include "alerts/notification.h"
#include "alerts/policy.h"

namespace firstcard::test {

Instant at(std::string_view text);  // parse_instant, which must succeed
Thesis ai_demand();

Notification fired();     // mixed -> first card: backlog joins cloud, price is unknown
Notification updated();   // arr joins
Notification resolved();  // cloud strengthens, backlog is back over its line, arr still weakens
Notification digest();    // an incident opened and closed while the daemon was down

}  // namespace firstcard::test
