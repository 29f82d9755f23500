#include "daemon/watcher.h"

#include <sys/inotify.h>

#include <boost/asio/buffer.hpp>
#include <cstring>
#include <set>

namespace firstcard {

namespace {
constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR;
}

Watcher::Watcher(boost::asio::io_context& loop, Changed changed, std::function<void()> lost)
    : inotify_(loop), changed_(std::move(changed)), lost_(std::move(lost)) {
  const int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) return;  // no instance left for this user: every folder is left to polling
  inotify_.assign(fd);
  read();
}

std::vector<std::filesystem::path> Watcher::watch(
    const std::vector<std::filesystem::path>& folders) {
  std::vector<std::filesystem::path> not_watched;
  const std::set<std::filesystem::path> wanted(folders.begin(), folders.end());
  if (!inotify_.is_open()) return {wanted.begin(), wanted.end()};
  std::set<std::filesystem::path> have;
  for (auto it = folders_.begin(); it != folders_.end();) {
    if (wanted.contains(it->second)) {
      have.insert(it->second);
      ++it;
    } else {
      inotify_rm_watch(inotify_.native_handle(), it->first);
      it = folders_.erase(it);
    }
  }
  for (const auto& folder : wanted) {
    if (have.contains(folder)) continue;
    const int id = inotify_add_watch(inotify_.native_handle(), folder.c_str(), kEvents);
    if (id < 0)
      not_watched.push_back(folder);
    else
      folders_[id] = folder;
  }
  return not_watched;
}

void Watcher::stop() {
  if (inotify_.is_open()) inotify_.close();
}

void Watcher::read() {
  inotify_.async_read_some(boost::asio::buffer(buffer_),
                           [this](boost::system::error_code error, std::size_t bytes) {
                             if (error) return;  // closed
                             handle(bytes);
                             read();
                           });
}

void Watcher::handle(std::size_t bytes) {
  for (std::size_t at = 0; at + sizeof(inotify_event) <= bytes;) {
    inotify_event event;
    std::memcpy(&event, buffer_.data() + at, sizeof event);
    const char* name = buffer_.data() + at + sizeof event;
    at += sizeof event + event.len;
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
      lost_();
    } else if ((event.mask & IN_IGNORED) != 0) {
      folders_.erase(event.wd);
    } else if (const auto folder = folders_.find(event.wd);
               folder != folders_.end() && event.len > 0) {
      changed_(folder->second / name, (event.mask & IN_MOVED_TO) != 0);
    }
  }
}

}  // namespace firstcard
