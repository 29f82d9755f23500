#pragma once
// The long form of a notification: what it said, derived anew from the database and the rules.
#include <optional>
#include <string>
#include <vector>

#include "alerts/notification.h"
#include "daemon/explanation.h"

namespace firstcard {

struct Rederived {
  std::optional<Verdict> verdict;       // of its thesis; nullopt: it is about none
  std::vector<Explanation> indicators;  // in the order of the notification
  // What is not as it was sent, a line each. A rule that was edited since, or a value that was
  // published before and fetched after, may be the reason.
  std::vector<std::string> differences;
};

// As of the notification's time. `config` must outlive it.
Rederived rederive(const Config& config, Database& db, const Notification& sent);

}  // namespace firstcard
