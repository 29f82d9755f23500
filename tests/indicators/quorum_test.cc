#include <gtest/gtest.h>

#include "evaluation_fixture.h"

namespace firstcard {
namespace {

std::vector<Status> statuses(std::string_view letters) {
  std::vector<Status> all;
  for (const char c : letters) all.push_back(test::status_of(c));
  return all;
}

struct Case {
  std::string_view tests;
  int quorum;
  char indicator;
};

TEST(Quorum, OneTestIsTheIndicator) {
  for (const char c : std::string_view("hswu"))
    EXPECT_EQ(test::letter_of(combine(statuses(std::string(1, c)), 1)), c);
}

TEST(Quorum, AnyOfThree) {
  for (const Case& c : std::initializer_list<Case>{{"hhh", 1, 'h'},
                                                   {"hsh", 1, 's'},
                                                   {"sss", 1, 's'},
                                                   {"whs", 1, 'w'},
                                                   {"wuu", 1, 'w'},
                                                   {"hhu", 1, 'u'},
                                                   {"ssu", 1, 'u'},
                                                   {"uuu", 1, 'u'}})
    EXPECT_EQ(test::letter_of(combine(statuses(c.tests), c.quorum)), c.indicator) << c.tests;
}

TEST(Quorum, AllOfThree) {
  for (const Case& c : std::initializer_list<Case>{{"www", 3, 'w'},
                                                   {"wwu", 3, 'u'},
                                                   {"uuu", 3, 'u'},
                                                   {"wwh", 3, 'h'},
                                                   {"wws", 3, 'h'},  // one still weakens
                                                   {"uuh", 3, 'h'},  // cannot be three any more
                                                   {"uus", 3, 'h'},  // unknown ones: not stronger
                                                   {"hhs", 3, 's'},
                                                   {"hhh", 3, 'h'}})
    EXPECT_EQ(test::letter_of(combine(statuses(c.tests), c.quorum)), c.indicator) << c.tests;
}

TEST(Quorum, TwoOfThree) {
  for (const Case& c : std::initializer_list<Case>{{"wwh", 2, 'w'},
                                                   {"wwu", 2, 'w'},
                                                   {"www", 2, 'w'},
                                                   {"wuh", 2, 'u'},
                                                   {"wus", 2, 'u'},
                                                   {"uuh", 2, 'u'},
                                                   {"uuu", 2, 'u'},
                                                   {"uhh", 2, 'h'},
                                                   {"uhs", 2, 'h'},
                                                   {"whh", 2, 'h'},
                                                   {"whs", 2, 'h'},
                                                   {"hhs", 2, 's'}})
    EXPECT_EQ(test::letter_of(combine(statuses(c.tests), c.quorum)), c.indicator) << c.tests;
}

TEST(Quorum, EveryCombinationOfThreeFollowsTheDesign) {
  constexpr std::string_view kLetters = "hswu";
  for (int code = 0; code < 64; ++code) {
    const std::string tests = {kLetters[code % 4], kLetters[code / 4 % 4], kLetters[code / 16]};
    for (int q = 1; q <= 3; ++q) {
      // An unknown test may be any of the other three: the indicator is unknown only where that
      // decides whether it weakens.
      bool can_weaken = false, must_weaken = true;
      for (int guess = 0; guess < 8; ++guess) {
        int weakening = 0;
        for (int i = 0; i < 3; ++i)
          weakening += tests[i] == 'w' || (tests[i] == 'u' && (guess >> i & 1));
        can_weaken = can_weaken || weakening >= q;
        must_weaken = must_weaken && weakening >= q;
      }
      const bool strengthens =
          tests.find('s') != std::string::npos && tests.find_first_of("uw") == std::string::npos;
      const char expected = must_weaken ? 'w' : can_weaken ? 'u' : strengthens ? 's' : 'h';
      EXPECT_EQ(test::letter_of(combine(statuses(tests), q)), expected) << tests << " " << q;
    }
  }
}

TEST(Status, ItsTextReadsBack) {
  for (const Status s :
       {Status::holding, Status::strengthening, Status::weakening, Status::unknown})
    EXPECT_EQ(parse_status(to_text(s)), s);
  EXPECT_EQ(to_text(Status::unknown), "unknown");
  EXPECT_FALSE(parse_status("weak"));
}

}  // namespace
}  // namespace firstcard
