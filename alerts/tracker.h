#pragma once
// A notification for services that keep a list of what is open: PagerDuty and Alertmanager. Pure.
#include <map>
#include <optional>
#include <string>

#include "alerts/notification.h"
#include "net/secret.h"

namespace firstcard {

// What a notification is about in such a list. An incident and a feed are opened and closed under
// one key; everything else is a thing of its own that nothing closes.
struct Tracked {
  enum class What : std::uint8_t { incident, feed, passing };
  What what = What::passing;
  std::string key;   // "ai-demand/incident-3", "feed/aws", or the notification's own
  bool open = true;  // after this notification
  bool operator==(const Tracked&) const = default;
};
Tracked tracked(const Notification& n);

// The message that closes `n.closed`, which such a list has to have before `n`: what n says of the
// moment, as a "resolved" of that incident. Nothing where none has closed.
std::optional<Notification> closing(const Notification& n);
// The message that opens the incident which is open instead, as a "fired" of it: for who does not
// take n itself.
std::optional<Notification> opening(const Notification& n);

// An event of PagerDuty's Events API v2; it holds the key.
std::string pagerduty_body(const Notification& n, const Secret& routing_key);

// What Alertmanager's POST /api/v2/alerts takes: one alert. Its labels are the same as long as it
// is open, for they are its identity. An open one ends in ten years, because Alertmanager closes
// what it is not told of again; one that nothing closes ends in a week. A closed one ended a minute
// before `n.at`: an end that lies ahead by Alertmanager's own clock would leave it open.
std::string alertmanager_body(const Notification& n,
                              const std::map<std::string, std::string>& labels);
// The labels that are ours.
bool is_own_label(std::string_view name);

}  // namespace firstcard
