#pragma once
// Asking the running daemon: requests go into the table beside it, a signal wakes it, the table
// holds the answer.
#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "storage/requests.h"

namespace firstcard {

// Who runs this command: the login name; under sudo that of who called it.
std::string author_of_this();

// Nullopt, or why the daemon at this process number cannot be woken and what to do.
std::optional<std::string> cannot_signal(int daemon);

struct Asking {
  std::vector<Request> requests;
  std::chrono::seconds wait{60};  // for all answers together; 0: not at all
  // Called in the transaction that adds the first request, with its number: an error undoes it.
  std::function<std::expected<void, std::string>(std::int64_t id)> prepare{};
};

// The requests as they stand at the end of the wait, in the same order: those that were not
// answered are queued still. The error is for people. The wait ends when the daemon does.
std::expected<std::vector<Request>, std::string> ask_daemon(const Config& config, int daemon,
                                                            const Asking& asking);

}  // namespace firstcard
