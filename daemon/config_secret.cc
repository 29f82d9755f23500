#include "config_secret.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace firstcard::config {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kForms =
    R"({ credential = "name" }, { file = "path" } or { env = "NAME" })";

// Editors and `echo` end a file with a line break that nobody means.
std::string without_trailing_line_breaks(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

std::optional<std::string> read_secret_file(const Section& s, std::string_view key, Place place,
                                            const fs::path& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  struct stat info{};
  const bool there = stat(path.c_str(), &info) == 0;
  if (!in || !there || S_ISDIR(info.st_mode)) {
    const int reason = there && S_ISDIR(info.st_mode) ? EISDIR : errno != 0 ? errno : EIO;
    s.error(place,
            fmt::format("cannot read the secret \"{}\" from {}: {}; correct the path, or its "
                        "permissions",
                        key, path.string(), std::strerror(reason)));
    return std::nullopt;
  }
  if ((info.st_mode & S_IROTH) != 0)
    s.warn(place, fmt::format("everybody can read the secret in {}; chmod o-r it", path.string()));
  return without_trailing_line_breaks({std::istreambuf_iterator<char>(in), {}});
}

std::optional<std::string> read_credential(const Section& s, std::string_view key, Place place,
                                           const std::string& name) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (!folder || *folder == '\0') {
    s.error(place,
            fmt::format("the credential \"{0}\" of \"{1}\" cannot be had: CREDENTIALS_DIRECTORY"
                        " is not set; systemd sets it for a unit with LoadCredential={0}:PATH",
                        name, key));
    return std::nullopt;
  }
  return read_secret_file(s, key, place, fs::path(folder) / name);
}

std::optional<std::string> read_variable(const Section& s, std::string_view key, Place place,
                                         const std::string& name) {
  const char* text = std::getenv(name.c_str());
  if (text) return std::string(text);
  s.error(place, fmt::format("the environment has no variable {} for \"{}\"; set it, or use a file "
                             "or a credential",
                             name, key));
  return std::nullopt;
}

}  // namespace

std::optional<At<Secret>> read_secret(Section& section, std::string_view key, const Value& v,
                                      Secrets secrets) {
  const auto* table = std::get_if<Table>(&v.what);
  if (!table) {
    section.error(v.place,
                  fmt::format("\"{}\" is a secret and must not stand in the configuration; "
                              "write {}",
                              key, kForms));
    return std::nullopt;
  }
  const auto errors_before = section.report().error_count();
  Section form(*table, v.place, fmt::format("{}, {}", section.title(), key), section.report());
  const auto credential = form.text("credential");
  const auto file = form.text("file");
  const auto variable = form.text("env");
  form.finish();
  if (section.report().error_count() != errors_before) return std::nullopt;
  if (credential.has_value() + file.has_value() + variable.has_value() != 1) {
    form.error(v.place, fmt::format("a secret comes from one place; write {}", kForms));
    return std::nullopt;
  }
  const auto& source = credential ? *credential : file ? *file : *variable;
  if (source.value.empty() || (credential && source.value.find('/') != std::string::npos) ||
      (variable && source.value.find('=') != std::string::npos)) {
    form.error(source.place, fmt::format("\"{}\" is no name of a {}", source.value,
                                         credential ? "credential: a plain file name is wanted"
                                         : file     ? "file"
                                                    : "variable"));
    return std::nullopt;
  }
  if (secrets == Secrets::leave_out) return At{Secret{}, v.place};

  auto text = credential ? read_credential(section, key, source.place, source.value)
              : file     ? read_secret_file(section, key, source.place,
                                            section.report().resolve(source.place, source.value))
                         : read_variable(section, key, source.place, source.value);
  if (!text) return std::nullopt;
  if (text->empty()) {
    section.error(source.place, fmt::format("the secret \"{}\" is empty", key));
    return std::nullopt;
  }
  return At{Secret{std::move(*text)}, v.place};
}

std::optional<At<Secret>> read_secret(Section& section, std::string_view key, Secrets secrets) {
  const Value* v = section.take(key);
  return v ? read_secret(section, key, *v, secrets) : std::nullopt;
}

bool fits_one_line(const Section& section, std::string_view key, const At<Secret>& secret) {
  const bool fits = std::ranges::none_of(secret.value.reveal(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
  });
  if (!fits)
    section.error(secret.place,
                  fmt::format("the secret \"{}\" holds a line break or another control character, "
                              "which cannot be sent",
                              key));
  return fits;
}

}  // namespace firstcard::config
