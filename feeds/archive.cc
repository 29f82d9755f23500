#include "archive.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstring>
#include <memory>
#include <vector>

#include "hooks/crash_point.h"
#include "net/temporary_file.h"

namespace firstcard {

namespace {

constexpr std::size_t kBlock = 64 << 10;
constexpr std::string_view kSuffix = ".gz";
// Of a document that is being written; one that is an hour old was left behind by a crash.
constexpr std::string_view kPart = ".part";
constexpr std::chrono::hours kAbandoned{1};

struct CloseGzip {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
using Gzip = std::unique_ptr<gzFile_s, CloseGzip>;

std::unexpected<std::string> failed(const std::filesystem::path& path, std::string_view what,
                                    int error) {
  return std::unexpected(fmt::format("{} {}: {}", path.string(), what, std::strerror(error)));
}

// A name of its own for each attempt: two sources may bring the same bytes at once.
std::filesystem::path part_of(const std::filesystem::path& path) {
  static std::atomic<unsigned> next{0};
  return fmt::format("{}.{}.{}{}", path.string(), ::getpid(), next.fetch_add(1), kPart);
}

// Why it failed; 0: it did not.
int copy_in(int fd, std::int64_t from, std::int64_t size, gzFile_s* out) {
  std::array<char, kBlock> block;
  for (std::int64_t at = from; at < size;) {
    const auto want = static_cast<std::size_t>(std::min<std::int64_t>(size - at, kBlock));
    const ssize_t n = ::pread(fd, block.data(), want, at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : EIO;
    if (gzwrite(out, block.data(), static_cast<unsigned>(n)) != n) return errno ? errno : EIO;
    at += n;
  }
  return 0;
}

}  // namespace

std::filesystem::path Archive::path_of(const std::string& hash) const {
  return folder_ / hash.substr(0, 2) / (hash + std::string(kSuffix));
}

bool Archive::has(const std::string& hash) const {
  std::error_code ignored;
  return keeps() && std::filesystem::exists(path_of(hash), ignored);
}

bool Archive::copy_kept(const KeptBeginning& beginning, int to) const {
  if (beginning.bytes <= 0) return false;
  const File from(::open(path_of(beginning.hash).c_str(), O_RDONLY | O_CLOEXEC));
  if (!from) return false;
  for (;;) {
    const ssize_t n = ::copy_file_range(from.fd(), nullptr, to, nullptr, SSIZE_MAX, 0);
    if (n == 0) return true;
    if (n < 0 && errno != EINTR) break;
  }
  // Whatever the reason, the whole document can still be written.
  if (::ftruncate(to, 0) == 0) ::lseek(to, 0, SEEK_SET);
  return false;
}

std::expected<void, std::string> Archive::keep(int fd, std::int64_t size, const std::string& hash,
                                               const KeptBeginning& beginning) const {
  if (!keeps() || has(hash)) return {};
  const std::filesystem::path path = path_of(hash);
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) return failed(path.parent_path(), "cannot be made", error.value());
  const std::filesystem::path part = part_of(path);
  File file(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!file) return failed(part, "cannot be written", errno);
  int why = 0;
  {
    const std::int64_t from = copy_kept(beginning, file.fd()) ? beginning.bytes : 0;
    // Level 1: a document is written once and rarely read, and its feed waits for the commit.
    Gzip out(gzdopen(::dup(file.fd()), "wb1"));
    if (!out) why = ENOMEM;
    if (why == 0) why = copy_in(fd, from, size, out.get());
    errno = 0;
    if (out && gzclose(out.release()) != Z_OK && why == 0) why = errno ? errno : EIO;
  }
  // Before the rename, or a power failure could leave an empty file under the final name.
  if (why == 0 && ::fdatasync(file.fd()) != 0) why = errno;
  crash_point("document-written");
  if (why == 0 && ::rename(part.c_str(), path.c_str()) != 0) why = errno;
  crash_point("document-kept");
  if (why == 0) return {};
  ::unlink(part.c_str());
  return failed(path, "cannot be written", why);
}

std::expected<File, std::string> Archive::open(const std::string& hash) const {
  if (!keeps()) return std::unexpected("no documents are kept: [storage] keep_documents is \"0d\"");
  const std::filesystem::path path = path_of(hash);
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return failed(path, "cannot be opened", errno);
  Gzip in(gzdopen(::dup(file.fd()), "rb"));
  if (!in) return failed(path, "cannot be read", ENOMEM);
  File out = temporary_file();
  std::array<char, kBlock> block;
  for (;;) {
    const int n = gzread(in.get(), block.data(), block.size());
    if (n == 0) break;
    if (n < 0) return std::unexpected(path.string() + " is damaged");
    for (int at = 0; at < n;) {
      const ssize_t put = ::write(out.fd(), block.data() + at, static_cast<std::size_t>(n - at));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return failed(path, "cannot be unpacked", errno);
      at += static_cast<int>(put);
    }
  }
  // gzread takes a file that is cut short for its end; closing tells.
  if (gzclose(in.release()) != Z_OK) return std::unexpected(path.string() + " is cut short");
  ::lseek(out.fd(), 0, SEEK_SET);
  return out;
}

int Archive::prune(const std::function<bool(const std::string& hash)>& wanted) const {
  if (!keeps()) return 0;
  std::vector<std::filesystem::path> unwanted;
  int pruned = 0;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder_, error), end; at != end && !error;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.ends_with(kPart)) {
      const auto age = std::filesystem::file_time_type::clock::now() - at->last_write_time(error);
      if (!error && age > kAbandoned) unwanted.push_back(at->path());
    } else if (name.ends_with(kSuffix) && !wanted(name.substr(0, name.size() - kSuffix.size()))) {
      unwanted.push_back(at->path());
      ++pruned;
    }
  }
  for (const auto& path : unwanted) std::filesystem::remove(path, error);
  return pruned;
}

}  // namespace firstcard
