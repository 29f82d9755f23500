// Several files, one configuration.
#include "config_cases.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ConfigInclude, AGlobTakesFilesInOrderOfNameAndMayMatchNone) {
  const Scratch scratch;
  scratch.write("conf.d/20.toml", "[[receiver]]\nid = \"second\"\ntype = \"log\"\n");
  scratch.write("conf.d/10.toml", "[[receiver]]\nid = \"first\"\ntype = \"log\"\n");
  const auto config =
      load(scratch, with_sound_tables("include = [\"conf.d/*.toml\", \"none.d/*.toml\"]\n"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  ASSERT_EQ(config->receivers.size(), 3U);
  EXPECT_EQ(config->receivers[0].id.text, "r");
  EXPECT_EQ(config->receivers[1].id.text, "first");
  EXPECT_EQ(config->receivers[2].id.text, "second");
}

TEST(ConfigInclude, PathsStartAtTheFileThatNamesThem) {
  const Scratch scratch;
  scratch.write("sub/feeds.toml",
                "include = \"more/store.toml\"\n[[feed]]\nid = \"g\"\nsource = \"data.csv\"\n"
                "period = { column = \"p\" }\nvalue = { column = \"v\" }\nseries = \"{e}.x\"\n");
  scratch.write("sub/more/store.toml", "[storage]\npath = \"../h.db\"\n");
  const auto config = load(scratch, with_sound_tables("include = \"sub/feeds.toml\"\n", "storage"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  EXPECT_EQ(config->database, scratch / "sub/h.db");
  EXPECT_EQ(std::get<FileSource>(config->feeds[1].source).pattern,
            (scratch / "sub/data.csv").string());
}

TEST(ConfigInclude, TheUserAgentOfAnIncludedFileHoldsForAll) {
  const Scratch scratch;
  scratch.write("contact.toml", "contact = \"desk@example.org\"\n");
  const auto config = load(scratch, with_sound_tables(R"toml(include = "contact.toml"
[[feed]]
id = "g"
source = "https://example.org/a.csv"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml"));
  ASSERT_TRUE(config);
  EXPECT_EQ(std::get<HttpSource>(config->feeds[0].source).request.user_agent,
            "firstcard/0.1 (desk@example.org)");
}

TEST(ConfigInclude, ErrorsNameTheFileTheyStandIn) {
  const Scratch scratch;
  scratch.write("more.toml", "[[receiver]]\nid = \"s\"\ntype = \"pager\"\n");
  EXPECT_THAT(
      errors_of(scratch, with_sound_tables("include = \"more.toml\"\ncolour = 1\n")),
      ElementsAre(HasSubstr("2:1: unknown key"), HasSubstr("more.toml:3:8: receiver \"s\"")));
}

TEST(ConfigInclude, AnIdOfAnotherFileIsTaken) {
  const Scratch scratch;
  scratch.write("more.toml", "[[receiver]]\nid = \"r\"\ntype = \"log\"\n");
  EXPECT_THAT(
      errors_of(scratch, with_sound_tables("include = \"more.toml\"\n")),
      ElementsAre(HasSubstr("more.toml:2:6: receiver \"r\": this id is taken at c.toml:25")));
}

TEST(ConfigInclude, ASettingOfAnotherFileIsNotSetTwice) {
  const Scratch scratch;
  scratch.write("more.toml", "contact = \"b\"\nlog_level = \"warn\"\n[storage]\npath = \"x.db\"\n");
  EXPECT_THAT(
      errors_of(scratch, with_sound_tables(
                             "include = \"more.toml\"\ncontact = \"a\"\nlog_level = \"info\"\n")),
      ElementsAre(HasSubstr("more.toml:1:11: \"contact\" is set at c.toml:2 already"),
                  HasSubstr("more.toml:2:13: \"log_level\" is set at c.toml:3 already"),
                  HasSubstr("more.toml:4:8: storage: \"path\" is set at c.toml:5 already")));
}

TEST(ConfigInclude, AMissingFileIsReportedAndNothingThatMayStandInIt) {
  const Scratch scratch;
  EXPECT_THAT(errors_of(scratch, with_sound_tables("include = [ \"none.toml\" ]\ncolour = 1\n",
                                                   "storage series indicator thesis")),
              ElementsAre("1:13: cannot read none.toml: No such file or directory; correct the "
                          "path, or its permissions",
                          HasSubstr("2:1: unknown key \"colour\"")));
}

TEST(ConfigInclude, ABrokenFileIsReportedAndNothingThatMayStandInIt) {
  const Scratch scratch;
  scratch.write("broken.toml", "[[series]\nid = \"a.x\"\n");
  EXPECT_THAT(errors_of(scratch, with_sound_tables("include = \"broken.toml\"\n", "series")),
              ElementsAre(HasSubstr("broken.toml:1:")));
}

TEST(ConfigInclude, AFolderIsNoFile) {
  const Scratch scratch;
  scratch.write("conf.d/a.toml", "");
  EXPECT_THAT(errors_of(scratch, with_sound_tables("include = \"conf.d\"\n")),
              ElementsAre(HasSubstr("1:11: cannot read conf.d: it is a directory")));
}

TEST(ConfigInclude, ACycleIsRefused) {
  const Scratch scratch;
  scratch.write("a.toml", "include = \"b.toml\"\n");
  scratch.write("b.toml", "include = \"./a.toml\"\n");
  EXPECT_THAT(errors_of(scratch, with_sound_tables("include = \"a.toml\"\n")),
              ElementsAre(HasSubstr("b.toml:1:11: a.toml would include itself")));
}

TEST(ConfigInclude, APatternThatMatchesItsOwnFileIsRefused) {
  const Scratch scratch;
  EXPECT_THAT(errors_of(scratch, with_sound_tables("include = \"*.toml\"\n")),
              ElementsAre(HasSubstr("1:11: c.toml would include itself")));
}

TEST(ConfigInclude, AFileIsIncludedOnce) {
  const Scratch scratch;
  scratch.write("a.toml", "");
  EXPECT_THAT(errors_of(scratch, with_sound_tables("include = [\"a.toml\", \"./a.toml\"]\n")),
              ElementsAre(HasSubstr("1:22: a.toml is already included at c.toml:1")));
}

TEST(ConfigInclude, AnIncludeOfAnotherTypeIsRefused) {
  const Scratch scratch;
  EXPECT_THAT(errors_of(scratch, with_sound_tables("include = 5\n")),
              ElementsAre(HasSubstr("1:11: \"include\" must be a text or a list of texts")));
}

TEST(ConfigInclude, AMissingConfigurationIsNamed) {
  const Scratch scratch;
  const auto config = load_config(scratch / "none.toml");
  ASSERT_FALSE(config);
  EXPECT_THAT(texts_of(config.error(), scratch),
              ElementsAre("none.toml: cannot read the configuration: No such file or directory; "
                          "give its path with -c FILE"));
}

}  // namespace
}  // namespace firstcard::test
