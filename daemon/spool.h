#pragma once
// Documents on their way to the daemon: in a folder beside the database, one file for each request,
// named by its number. A command writes them, the daemon takes them away.
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace firstcard {

std::filesystem::path spool_folder(const std::filesystem::path& database);
std::filesystem::path spool_file(const std::filesystem::path& database, std::int64_t request);

// A copy under a name that the daemon does not look at; gone with the object unless it was handed
// over. Errors name the file and what to do.
class SpooledDocument {
 public:
  // Copies what can be read from `fd`, which `name` is called, to its end, and forces it to the
  // disk. The copy belongs to whom the database belongs to.
  static std::expected<SpooledDocument, std::string> copy(const std::filesystem::path& database,
                                                          int fd, const std::string& name);
  SpooledDocument(SpooledDocument&& other) noexcept;
  SpooledDocument& operator=(SpooledDocument&&) = delete;
  ~SpooledDocument();

  // Gives it its name. It is there, whatever happens, when this has returned.
  std::expected<void, std::string> hand_over(std::int64_t request);

 private:
  SpooledDocument(std::filesystem::path database, std::filesystem::path file)
      : database_(std::move(database)), file_(std::move(file)) {}
  std::filesystem::path database_, file_;  // file_: empty once handed over
};

// Removes what no request of these waits for and what is older than a day: left by commands that
// did not come to their end.
void clean_spool(const std::filesystem::path& database, const std::vector<std::int64_t>& waiting);

}  // namespace firstcard
