// `drop` in place of `source`.
#include "config_cases.h"

namespace firstcard::test {
namespace {

constexpr const char* kRest =
    "period = { column = \"p\" }\nvalue = { column = \"v\" }\nseries = \"{e}.x\"\n";

std::string feed(const std::string& id, const std::string& keys) {
  return "[[feed]]\nid = \"" + id + "\"\n" + keys + kRest;
}

TEST(ConfigDrop, TheFolderIsAbsoluteAndWithoutASlashAtItsEnd) {
  const Scratch scratch;
  const auto config =
      load(scratch, with_sound_tables(feed("d", "drop = \"in/coming//\"\nwatch = false\n")));
  ASSERT_TRUE(config) << to_text(config.error().front());
  const Feed& read = config->feeds.front();
  EXPECT_EQ(std::get<DropSource>(read.source),
            (DropSource{.folder = (scratch / "in/coming").string(), .watch = false}));
  EXPECT_EQ(read.shown_source, (scratch / "in/coming").string());
}

class DropErrors : public ConfigErrors {};

TEST_P(DropErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, DropErrors,
    testing::Values(
        ErrorCase{
            "DropBesideSourceAndKeysOfAUrl",
            R"toml([[feed]]
id = "g"
source = "a.csv"
drop = "in"
timeout = "1s"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
            "",
            {R"(3:1: feed "g": "source" and "drop" are two sources; take one of them out)",
             R"(5:1: feed "g": "timeout" belongs to a source that is an http(s) URL; take it out)"}},
        ErrorCase{"DropThatIsEmptyAndDropWithWildcards",
                  R"toml([[feed]]
id = "g"
drop = ""
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
[[feed]]
id = "h"
drop = "in/*.csv"
period = { column = "p" }
value = { column = "v" }
series = "{e}.y"
)toml",
                  "",
                  {R"(3:8: feed "g": "drop" is empty; write a folder)",
                   R"(9:8: feed "h": "drop" is one folder, without wildcards)"}},
        ErrorCase{
            "TwoFeedsThatEmptyOneFolder",
            R"toml([[feed]]
id = "g"
drop = "in"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
[[feed]]
id = "h"
drop = "./in/"
period = { column = "p" }
value = { column = "v" }
series = "{e}.y"
)toml",
            "",
            {R"(9:8: feed "h": the folder in is emptied by feed "g" already; each needs a folder of its own)"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
