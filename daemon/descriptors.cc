#include "daemon/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace firstcard {

namespace {

constexpr rlim_t kWanted = 8192;
// Each transfer may hold a socket and a file.
constexpr rlim_t kEach = 2;
constexpr rlim_t kForTheRest = 100;  // database, log, timers, documents that are read
constexpr rlim_t kMost = 2000;       // more would only cost memory

}  // namespace

int room_for_transfers() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 400;
  if (limit.rlim_cur < kWanted) {
    rlimit more = limit;
    more.rlim_cur = std::min(kWanted, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &more) == 0) limit = more;
  }
  const rlim_t room = limit.rlim_cur > kForTheRest ? (limit.rlim_cur - kForTheRest) / kEach : 1;
  return static_cast<int>(std::clamp<rlim_t>(room, 8, kMost));
}

}  // namespace firstcard
