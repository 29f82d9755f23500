// Places in JSON, found without building it.
#include "feeds/json_pointer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text_file.h"

namespace firstcard {
namespace {

using Kind = JsonPlace::Kind;
using testing::ElementsAre;
using testing::HasSubstr;

std::expected<std::vector<JsonPlace>, std::string> find(std::string_view text,
                                                        const std::vector<std::string>& pointers) {
  const File file = test::file_of(text);
  std::vector<JsonPointer> parsed;
  for (const std::string& p : pointers) parsed.push_back(*parse_json_pointer(p));
  return find_in_json(file.fd(), static_cast<std::int64_t>(text.size()), parsed);
}
JsonPlace place(std::string_view text, const std::string& pointer) {
  const auto found = find(text, {pointer});
  if (found) return found->at(0);
  ADD_FAILURE() << found.error();
  return {};
}

TEST(JsonPointer, IsParsedAsRfc6901Says) {
  EXPECT_THAT(parse_json_pointer("")->parts, ElementsAre());
  EXPECT_THAT(parse_json_pointer("/")->parts, ElementsAre(""));
  EXPECT_THAT(parse_json_pointer("/a~1b/~01/0")->parts, ElementsAre("a/b", "~1", "0"));
  for (const char* bad : {"a", "a/b", "/~", "/~2", "#/a"})
    EXPECT_EQ(parse_json_pointer(bad), std::nullopt) << bad;
}

TEST(FindInJson, EveryKindOfValue) {
  const std::string text =
      R"({"t":"x\u00e4\n","n":-1.50e3,"i":7,"b":true,"z":null,"l":[1,2,3],"o":{"a":1},"e":[]})";
  EXPECT_EQ(place(text, "/t"), (JsonPlace{Kind::text, "x\xc3\xa4\n", 0}));
  EXPECT_EQ(place(text, "/n"), (JsonPlace{Kind::number, "-1.50e3", 0}));
  EXPECT_EQ(place(text, "/i"), (JsonPlace{Kind::number, "7", 0}));
  EXPECT_EQ(place(text, "/b").kind, Kind::boolean);
  EXPECT_EQ(place(text, "/z").kind, Kind::null);
  EXPECT_EQ(place(text, "/l"), (JsonPlace{Kind::list, "", 3}));
  EXPECT_EQ(place(text, "/o"), (JsonPlace{Kind::object, "", 1}));
  EXPECT_EQ(place(text, "/e"), (JsonPlace{Kind::list, "", 0}));
  EXPECT_EQ(place(text, ""), (JsonPlace{Kind::object, "", 8}));
  EXPECT_EQ(place(text, "/nothing").kind, Kind::absent);
  EXPECT_EQ(place(text, "/l/2"), (JsonPlace{Kind::number, "3", 0}));
  EXPECT_EQ(place(text, "/l/3").kind, Kind::absent);
  EXPECT_EQ(place(text, "/t/0").kind, Kind::absent);
}

TEST(FindInJson, TheWayMattersAndNotTheNameAlone) {
  const std::string text =
      R"([{"next":"wrong","meta":[{"next":"wrong"},{"next":"right"}]},{"meta":[0,{"next":"too"}]}])";
  EXPECT_EQ(place(text, "/0/meta/1/next").text, "right");
  EXPECT_EQ(place(text, "/1/meta/1/next").text, "too");
  const auto several = find(text, {"/1", "/0/next", "/9", "/1/meta/0"});
  ASSERT_TRUE(several);
  EXPECT_EQ(several->at(0), (JsonPlace{Kind::object, "", 1}));
  EXPECT_EQ(several->at(1).text, "wrong");
  EXPECT_EQ(several->at(2).kind, Kind::absent);
  EXPECT_EQ(several->at(3).text, "0");
}

TEST(FindInJson, ALongDocumentInPieces) {
  std::string text = "\xef\xbb\xbf  {\"items\":[";
  for (int i = 0; i < 40'000; ++i) text += (i > 0 ? "," : "") + std::string("{\"a\":\"bcdefgh\"}");
  text += "],\"next\":\"" + std::string(3000, 'u') + "\"}\n\n";
  EXPECT_EQ(place(text, "/items").size, 40'000U);
  EXPECT_EQ(place(text, "/next").text, std::string(3000, 'u'));
  EXPECT_EQ(place(text + std::string(200'000, ' '), "/items").size, 40'000U);
}

TEST(FindInJson, WhatIsNotOneWholeTextIsRefused) {
  for (const char* bad : {"{\"a\":1", "[1,2", "{\"a\":1}x", "{} {}", "{a:1}", "[1,]", "\"a"}) {
    const auto found = find(bad, {"/a"});
    ASSERT_FALSE(found) << bad;
    EXPECT_THAT(found.error(), HasSubstr("is no JSON")) << bad;
  }
  EXPECT_EQ(find("", {""}).error(), "is empty");
  EXPECT_FALSE(find(std::string(5000, '['), {""}));  // deeper than anybody means
}

}  // namespace
}  // namespace firstcard
