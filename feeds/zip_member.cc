#include "zip_member.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <unistd.h>
#include <zip.h>

#include <memory>
#include <vector>

#include "text.h"

namespace firstcard {

namespace {

using Refused = std::optional<Rejection>;

struct Close {
  void operator()(zip_t* archive) const { ::zip_discard(archive); }
  void operator()(zip_file_t* file) const { ::zip_fclose(file); }
};

struct Member {
  zip_uint64_t index = 0;
  std::string name;
  bool encrypted = false;
};

Refused refuse(std::string reason) {
  return Rejection{0, "", "the document is a ZIP archive " + std::move(reason)};
}

bool matches(const std::string& glob, const std::string& name) {
  const std::size_t slash = name.rfind('/');
  return ::fnmatch(glob.c_str(), name.c_str(), 0) == 0 ||
         (slash != std::string::npos && ::fnmatch(glob.c_str(), name.c_str() + slash + 1, 0) == 0);
}

std::string names_of(const std::vector<Member>& members) {
  constexpr std::size_t kMost = 10;
  std::string out;
  for (std::size_t i = 0; i < members.size() && i < kMost; ++i) {
    out += fmt::format("{}{}", i == 0 ? "" : ", ", shown(members[i].name, 100));
  }
  if (members.size() > kMost) out += fmt::format(" and {} more", members.size() - kMost);
  return out;
}

// The files, without folders and without what macOS adds.
std::vector<Member> files_in(zip_t* archive) {
  std::vector<Member> out;
  const zip_int64_t count = ::zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t facts;
    ::zip_stat_init(&facts);
    const auto index = static_cast<zip_uint64_t>(i);
    if (::zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &facts) != 0 || facts.name == nullptr)
      continue;
    std::string name = facts.name;
    if (name.ends_with('/') || name.starts_with("__MACOSX/")) continue;
    const bool encrypted =
        (facts.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && facts.encryption_method != ZIP_EM_NONE;
    out.push_back({index, std::move(name), encrypted});
  }
  return out;
}

std::expected<Member, Rejection> choose(zip_t* archive, const std::string& glob) {
  std::vector<Member> files = files_in(archive);
  const auto no = [](std::string reason) { return std::unexpected(*refuse(std::move(reason))); };
  if (files.empty()) return no("without a file in it");
  const std::string all = names_of(files);
  if (glob.empty()) {
    for (const Member& file : files) {
      if (file.name == "[Content_Types].xml")
        return no("that is a workbook (.xlsx) or another office file; save the sheet as CSV");
    }
    if (files.size() > 1)
      return no(fmt::format("of {} files; say which with member = \"...\": {}", files.size(), all));
  } else {
    std::erase_if(files, [&](const Member& file) { return !matches(glob, file.name); });
    if (files.empty())
      return no(fmt::format("without a file that member = \"{}\" names; it holds: {}", glob, all));
    if (files.size() > 1)
      return no(
          fmt::format("with several files that member = \"{}\" names: {}", glob, names_of(files)));
  }
  if (files[0].encrypted)
    return no(
        fmt::format("whose file {} is encrypted, which cannot be read", shown(files[0].name, 100)));
  return std::move(files[0]);
}

}  // namespace

std::optional<Rejection> unzip(int fd, const std::string& member,
                               const std::function<Refused(std::string_view)>& to) {
  const int own = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);  // libzip closes it
  if (own < 0) return refuse("that cannot be opened: no descriptor is left");
  int code = 0;
  const std::unique_ptr<zip_t, Close> archive(::zip_fdopen(own, 0, &code));
  if (!archive) {
    ::close(own);
    zip_error_t error;
    ::zip_error_init_with_code(&error, code);
    auto out =
        refuse(fmt::format("that is damaged or cut short: {}", ::zip_error_strerror(&error)));
    ::zip_error_fini(&error);
    return out;
  }
  const auto chosen = choose(archive.get(), member);
  if (!chosen) return chosen.error();
  const std::string name = shown(chosen->name, 100);
  const std::unique_ptr<zip_file_t, Close> file(::zip_fopen_index(archive.get(), chosen->index, 0));
  if (!file) {
    return refuse(
        fmt::format("whose file {} cannot be unpacked: {}", name, ::zip_strerror(archive.get())));
  }
  std::vector<char> block(128 << 10);
  for (;;) {
    const zip_int64_t n = ::zip_fread(file.get(), block.data(), block.size());
    if (n < 0) {
      return refuse(fmt::format("whose file {} is damaged: {}", name,
                                ::zip_error_strerror(::zip_file_get_error(file.get()))));
    }
    if (n == 0) return std::nullopt;
    if (auto refused = to({block.data(), static_cast<std::size_t>(n)})) return refused;
  }
}

}  // namespace firstcard
