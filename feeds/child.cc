#include "child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "net/file.h"

namespace firstcard {

namespace {

using Clock = std::chrono::steady_clock;

// How often the child's memory and the stop token are looked at. A program can fill about a
// gigabyte in a second, so this is 10 MiB or so.
constexpr std::chrono::milliseconds kLook{10};

// The files and signals that the child starts with.
class SpawnSettings {
 public:
  SpawnSettings(const std::vector<int>& descriptors, bool own_group) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    const int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                      (own_group ? POSIX_SPAWN_SETPGROUP : 0);
    ::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
    const int count = static_cast<int>(descriptors.size());
    for (int i = 0; i < count; ++i) {
      ::posix_spawn_file_actions_adddup2(&actions_, descriptors[static_cast<std::size_t>(i)], i);
    }
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, count);
  }
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  // The process, or errno's value as a negative number.
  pid_t spawn(const std::filesystem::path& executable, const std::vector<std::string>& arguments,
              const ChildStart& start) {
    std::vector<char*> argv = {const_cast<char*>(start.name.c_str())};
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    std::vector<char*> environment;
    for (const std::string& variable : start.environment)
      environment.push_back(const_cast<char*>(variable.c_str()));
    environment.push_back(nullptr);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, executable.c_str(), &actions_, &attributes_, argv.data(),
                                    environment.data());
    return error == 0 ? pid : -error;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// Resident bytes of a process; 0 if that cannot be said.
std::int64_t resident_bytes(pid_t pid) {
  const File file(::open(fmt::format("/proc/{}/statm", pid).c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 128> text{};
  if (!file || ::read(file.fd(), text.data(), text.size() - 1) <= 0) return 0;
  char* rest = nullptr;
  std::strtoll(text.data(), &rest, 10);  // the address space
  return std::strtoll(rest, nullptr, 10) * ::sysconf(_SC_PAGESIZE);
}

void reap(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// Reads what is there. False: everything has been read.
bool read_some(int fd, std::size_t most, std::string& to) {
  std::array<char, 4096> piece{};
  const ssize_t n = ::read(fd, piece.data(), piece.size());
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  to.append(piece.data(), std::min(static_cast<std::size_t>(n), most - to.size()));
  return n > 0;
}

// What a child that has ended left in the pipe, which holds 64 KiB; something that it started may
// write on.
void read_rest(int fd, std::size_t most, std::string& to) {
  for (int i = 0; i < 32; ++i) {
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 0) <= 0 || !read_some(fd, most, to)) return;
  }
}

// Until the child has ended: then `status` is how. Otherwise it has to be killed.
ChildEnd watch(pid_t pid, int answer, const ChildLimits& limits, std::string& text, int& status) {
  const auto deadline = Clock::now() + limits.time;
  // By number: the header of glibc 2.36 forgets C++. Without one, its end is seen at the next look.
  const File process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  for (bool open = true;;) {
    std::array<pollfd, 2> waiting{
        {{.fd = open ? answer : -1, .events = POLLIN, .revents = 0},
         {.fd = process ? process.fd() : -1, .events = POLLIN, .revents = 0}}};
    ::poll(waiting.data(), waiting.size(), static_cast<int>(kLook.count()));
    if (waiting[0].revents != 0 && !read_some(answer, limits.answer, text)) open = false;
    if (::waitpid(pid, &status, WNOHANG) == pid) {
      if (open) read_rest(answer, limits.answer, text);
      return ChildEnd::done;
    }
    if (limits.stop.stop_requested()) return ChildEnd::stopped;
    if (Clock::now() >= deadline) return ChildEnd::out_of_time;
    if (resident_bytes(pid) > limits.memory) return ChildEnd::out_of_memory;
  }
}

}  // namespace

ChildResult run_child(const std::filesystem::path& executable,
                      const std::vector<std::string>& arguments, const std::vector<int>& files,
                      const ChildLimits& limits, const ChildStart& start) {
  ChildResult out;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    out.reason = fmt::format("no pipe can be made: {}", std::strerror(errno));
    return out;
  }
  const File answer(ends[0]);
  File theirs(ends[1]);
  // dup2 onto one's own number would keep CLOEXEC, and a number below the count might be
  // overwritten before it is copied: so all are first copied out of the way.
  std::vector<File> kept;
  std::vector<int> descriptors;
  for (std::size_t i = 0; i <= files.size(); ++i) {
    const int from = i < files.size() ? files[i] : theirs.fd();
    kept.emplace_back(::fcntl(from, F_DUPFD_CLOEXEC, static_cast<int>(files.size()) + 1));
    if (!kept.back()) {
      out.reason = fmt::format("no descriptor is left: {}", std::strerror(errno));
      return out;
    }
    descriptors.push_back(kept.back().fd());
  }
  const pid_t pid =
      SpawnSettings(descriptors, start.own_group).spawn(executable, arguments, start);
  theirs = File();
  kept.clear();
  if (pid < 0) {
    out.reason = fmt::format("{} cannot be started: {}", executable.string(), std::strerror(-pid));
    return out;
  }
  int status = 0;
  out.end = watch(pid, answer.fd(), limits, out.answer, status);
  if (out.end != ChildEnd::done) {
    ::kill(start.own_group ? -pid : pid, SIGKILL);
    reap(pid);
    return out;
  }
  if (WIFEXITED(status)) {
    out.exit_code = WEXITSTATUS(status);
  } else {
    out.end = ChildEnd::failed;
    out.reason = fmt::format("it was ended by signal {}", WTERMSIG(status));
  }
  return out;
}

}  // namespace firstcard
