#pragma once
// Tells when a file in one of the watched folders was written to its end or moved into place.
// Folders that cannot be watched (or do not exist yet) are left to polling.
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <vector>

namespace firstcard {

class Watcher {
 public:
  // `moved`: it came into place whole; else its writer closed it, and may open it again.
  using Changed = std::function<void(const std::filesystem::path& file, bool moved)>;
  // `lost` is called when the kernel dropped events: everything may have changed.
  Watcher(boost::asio::io_context& loop, Changed changed, std::function<void()> lost);

  // Watches exactly these folders from now on. Returns those that cannot be watched.
  std::vector<std::filesystem::path> watch(const std::vector<std::filesystem::path>& folders);
  void stop();

 private:
  void read();
  void handle(std::size_t bytes);

  boost::asio::posix::stream_descriptor inotify_;
  Changed changed_;
  std::function<void()> lost_;
  std::map<int, std::filesystem::path> folders_;
  alignas(8) std::array<char, 16384> buffer_{};
};

}  // namespace firstcard
