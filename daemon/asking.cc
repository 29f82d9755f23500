#include "daemon/asking.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "storage/lock_file.h"

namespace firstcard {

namespace {

constexpr std::chrono::milliseconds kFirstPause{5}, kLongestPause{200};

}  // namespace

std::string author_of_this() {
  if (const char* caller = std::getenv("SUDO_USER"); caller != nullptr && ::geteuid() == 0)
    return caller;
  const passwd* who = ::getpwuid(::geteuid());
  return who != nullptr ? who->pw_name : fmt::format("user {}", ::geteuid());
}

std::optional<std::string> cannot_signal(int daemon) {
  if (::kill(daemon, 0) == 0) return std::nullopt;
  if (errno == ESRCH) return fmt::format("the daemon (process {}) has just ended", daemon);
  return fmt::format("the daemon (process {}) cannot be woken: {}; run this as its user or as root",
                     daemon, std::strerror(errno));
}

std::expected<std::vector<Request>, std::string> ask_daemon(const Config& config, int daemon,
                                                            const Asking& asking) {
  if (auto problem = cannot_signal(daemon)) return std::unexpected(std::move(*problem));
  Database db(config.database, Database::Mode::edit);
  Requests requests(db);
  std::vector<Request> all = asking.requests;
  {
    Transaction tx(db);
    for (Request& request : all) request.id = requests.add(tx, request);
    if (asking.prepare)
      if (auto prepared = asking.prepare(all.front().id); !prepared)
        return std::unexpected(std::move(prepared.error()));
    tx.commit();
  }
  ::kill(daemon, SIGUSR1);
  const auto deadline = std::chrono::steady_clock::now() + asking.wait;
  auto pause = kFirstPause;
  for (bool ended = false;;) {
    for (Request& request : all)
      if (request.state == RequestState::queued)
        request = requests.find(request.id).value_or(request);
    const bool answered =
        std::ranges::none_of(all, [](const Request& r) { return r.state == RequestState::queued; });
    if (answered || ended || std::chrono::steady_clock::now() >= deadline) return all;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
    // One more look after its end: the answer may have been its last act.
    ended = writer_of(config.database) != daemon;
  }
}

}  // namespace firstcard
