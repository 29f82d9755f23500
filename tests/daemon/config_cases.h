#pragma once
// A small sound configuration and what is wrong with it once a case is added.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/config.h"
#include "support/scratch.h"

namespace firstcard::test {

// The tables of the sound configuration, by kind.
inline const std::vector<std::pair<std::string_view, std::string_view>>& sound_tables() {
  static const std::vector<std::pair<std::string_view, std::string_view>> tables = {
      {"storage", "[storage]\npath = \"h.db\"\n"},
      {"series",
       "[[series]]\nid = \"a.x\"\nfrequency = \"quarter\"\n"
       "[[series]]\nid = \"b.x\"\nfrequency = \"month\"\n"},
      {"feed",
       "[[feed]]\nid = \"f\"\nsource = \"a.csv\"\nperiod = { column = \"p\" }\n"
       "value = { column = \"v\" }\nseries = \"{e}.x\"\n"},
      {"indicator",
       "[[indicator]]\nid = \"i\"\nmeasure = \"yoy(a.x)\"\nweakening = { below = 0 }\n"},
      {"thesis", "[thesis]\nid = \"t\"\nindicators = [\"i\"]\nweakening_count = 1\n"},
      {"receiver", "[[receiver]]\nid = \"r\"\ntype = \"log\"\n"}};
  return tables;
}

// The text with the sound tables below it, so that its lines keep their numbers. `instead_of` names
// the kinds of tables, parted by blanks, that the text brings itself or does without.
inline std::string with_sound_tables(std::string_view text, std::string_view instead_of = "") {
  std::string out(text);
  for (const auto& [kind, table] : sound_tables())
    if (!instead_of.contains(kind)) out += table;
  return out;
}

using Loaded = std::expected<Config, std::vector<ConfigError>>;

inline Loaded load(const Scratch& scratch, std::string_view text) {
  return load_config(scratch.write("c.toml", text));
}

// "LINE:COLUMN: message", or "message" of the file as a whole; the scratch folder's name cut out.
inline std::vector<std::string> texts_of(const std::vector<ConfigError>& errors,
                                         const Scratch& scratch) {
  const std::string folder = scratch.path().string() + "/";
  const std::string file = folder + "c.toml:";
  std::vector<std::string> out;
  for (const ConfigError& e : errors) {
    std::string text = to_text(e);
    if (text.starts_with(file)) text.erase(0, file.size() + (e.line == 0 ? 1 : 0));
    for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at))
      text.erase(at, folder.size());
    out.push_back(std::move(text));
  }
  return out;
}

inline std::vector<std::string> errors_of(const Scratch& scratch, std::string_view text) {
  const Loaded config = load(scratch, text);
  return config ? std::vector<std::string>{} : texts_of(config.error(), scratch);
}

// One configuration that must be refused, and everything that is said of it. An expected text that
// ends with "..." is a beginning: the rest is another folder's wording.
struct ErrorCase {
  std::string_view name;
  std::string_view text;
  std::string_view instead_of;
  std::vector<std::string> errors;
};
inline void PrintTo(const ErrorCase& c, std::ostream* out) {
  *out << c.name;
}

class ConfigErrors : public testing::TestWithParam<ErrorCase> {
 protected:
  void SetUp() override {
    setenv("FIRSTCARD_TEST_SECRET", "hunter2", 1);
    setenv("FIRSTCARD_TEST_TWO_LINES", "hunter2\nhunter3", 1);
    setenv("FIRSTCARD_TEST_EMPTY", "", 1);
    unsetenv("FIRSTCARD_TEST_UNSET");
    unsetenv("CREDENTIALS_DIRECTORY");
  }
  Scratch scratch_;
};

// Every case is checked for exactly its errors, and for no secret in them.
inline void expect_errors(const Scratch& scratch, const ErrorCase& c) {
  const auto found = errors_of(scratch, with_sound_tables(c.text, c.instead_of));
  std::vector<testing::Matcher<std::string>> expected;
  for (std::string error : c.errors) {
    if (error.ends_with("..."))
      expected.push_back(testing::StartsWith(error.substr(0, error.size() - 3)));
    else
      expected.push_back(testing::Eq(std::move(error)));
  }
  EXPECT_THAT(found, testing::ElementsAreArray(expected));
  EXPECT_THAT(found, testing::Each(testing::Not(testing::HasSubstr("hunter"))));
}

inline std::string name_of(const testing::TestParamInfo<ErrorCase>& info) {
  return std::string(info.param.name);
}

}  // namespace firstcard::test
