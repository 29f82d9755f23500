#include "daemon/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "net/file.h"

namespace firstcard {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::hours kForgotten{24};

std::string problem(const fs::path& path, std::string_view what) {
  return fmt::format("{} cannot be {}: {}", path.string(), what, std::strerror(errno));
}

// Root may put documents in for a daemon with a user of its own.
bool give_to(int fd, const struct stat& owner) {
  return owner.st_uid == ::geteuid() || ::fchown(fd, owner.st_uid, owner.st_gid) == 0;
}

std::string other_user(const fs::path& path) {
  return fmt::format(
      "{} cannot be given to the owner of the database; run this as that user or as root",
      path.string());
}

std::expected<void, std::string> copy_all(int from, int to, const fs::path& file,
                                          const std::string& name) {
  std::array<char, 65536> block;
  for (;;) {
    const ssize_t n = ::read(from, block.data(), block.size());
    if (n == 0) return {};
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      return std::unexpected(fmt::format("{} cannot be read: {}", name, std::strerror(errno)));
    for (ssize_t done = 0; done < n;) {
      const ssize_t written = ::write(to, block.data() + done, static_cast<std::size_t>(n - done));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return std::unexpected(problem(file, "written"));
      done += written;
    }
  }
}

std::expected<void, std::string> prepare_folder(const fs::path& folder, const struct stat& owner) {
  if (::mkdir(folder.c_str(), 0700) != 0) {
    if (errno == EEXIST) return {};
    return std::unexpected(problem(folder, "created"));
  }
  const File fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd || !give_to(fd.fd(), owner)) {
    ::rmdir(folder.c_str());
    return std::unexpected(other_user(folder));
  }
  return {};
}

}  // namespace

fs::path spool_folder(const fs::path& database) {
  return database.string() + "-import";
}

fs::path spool_file(const fs::path& database, std::int64_t request) {
  return spool_folder(database) / std::to_string(request);
}

std::expected<SpooledDocument, std::string> SpooledDocument::copy(const fs::path& database, int fd,
                                                                  const std::string& name) {
  struct stat owner {};
  if (::stat(database.c_str(), &owner) != 0) return std::unexpected(problem(database, "looked at"));
  const fs::path folder = spool_folder(database);
  if (auto made = prepare_folder(folder, owner); !made)
    return std::unexpected(std::move(made.error()));
  std::string path = (folder / ".XXXXXX").string();
  const File out(::mkostemp(path.data(), O_CLOEXEC));
  if (!out) return std::unexpected(problem(folder, "written to"));
  SpooledDocument copied(database, path);
  if (!give_to(out.fd(), owner)) return std::unexpected(other_user(path));
  if (auto done = copy_all(fd, out.fd(), path, name); !done)
    return std::unexpected(std::move(done.error()));
  if (::fsync(out.fd()) != 0) return std::unexpected(problem(path, "written"));
  return copied;
}

SpooledDocument::SpooledDocument(SpooledDocument&& other) noexcept
    : database_(std::move(other.database_)), file_(std::move(other.file_)) {
  other.file_.clear();
}

SpooledDocument::~SpooledDocument() {
  if (!file_.empty()) ::unlink(file_.c_str());
}

std::expected<void, std::string> SpooledDocument::hand_over(std::int64_t request) {
  const fs::path name = spool_file(database_, request);
  if (::rename(file_.c_str(), name.c_str()) != 0) return std::unexpected(problem(name, "created"));
  file_.clear();
  const File folder(::open(spool_folder(database_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.fd()) != 0) return std::unexpected(problem(name, "created"));
  return {};
}

void clean_spool(const fs::path& database, const std::vector<std::int64_t>& waiting) {
  std::error_code ignored;  // what cannot be looked at or removed does no harm
  const auto now = fs::file_time_type::clock::now();
  for (fs::directory_iterator it(spool_folder(database), ignored), end; it != end;
       it.increment(ignored)) {
    const std::string name = it->path().filename().string();
    const bool waited_for =
        std::ranges::any_of(waiting, [&](std::int64_t id) { return name == std::to_string(id); });
    std::error_code unknown;
    const auto written = fs::last_write_time(it->path(), unknown);
    if (!waited_for && !unknown && now - written > kForgotten) fs::remove(it->path(), ignored);
  }
}

}  // namespace firstcard
