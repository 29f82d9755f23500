#include "alerts/kind.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "ai_demand_fake.h"

namespace firstcard::test {
namespace {

Severity severity_of_kind(const std::string& kind, bool open) {
  Notification n = fired();
  n.kind = kind;
  n.open = open;
  return severity_of(n);
}

TEST(Severity, FollowsTheKindAndForADigestWhatItLeavesOpen) {
  EXPECT_EQ(severity_of_kind("fired", true), Severity::critical);
  EXPECT_EQ(severity_of_kind("updated", true), Severity::critical);
  EXPECT_EQ(severity_of_kind("digest", true), Severity::critical);
  EXPECT_EQ(severity_of_kind("digest", false), Severity::info);
  EXPECT_EQ(severity_of_kind("undecided", false), Severity::warning);
  for (const char* kind : {"resolved", "decided", "verdict", "test"})
    EXPECT_EQ(severity_of_kind(kind, false), Severity::info) << kind;
}

TEST(Severity, OfAFeedFollowsItsHealth) {
  Notification n;
  n.kind = "feed";
  n.feed = FeedNews{};
  for (const Health h : {Health::late, Health::dead}) {
    n.feed->state = h;
    EXPECT_EQ(severity_of(n), Severity::warning);
  }
  n.feed->state = Health::not_due;
  EXPECT_EQ(severity_of(n), Severity::info);
}

TEST(RoutingSeverity, OfAKindIsWhatItsNotificationsCanHave) {
  using enum Severity;
  for (const char* kind : {"fired", "updated", "resolved", "reminder", "digest"})
    EXPECT_EQ(routing_severities(kind), std::set{critical}) << kind;
  for (const char* kind : {"undecided", "decided", "feed"})
    EXPECT_EQ(routing_severities(kind), std::set{warning}) << kind;
  for (const char* kind : {"verdict", "indicator", "summary", "test"})
    EXPECT_EQ(routing_severities(kind), std::set{info}) << kind;
  EXPECT_EQ(routing_severities("checkpoint"), (std::set{warning, info}));
}

TEST(Kinds, WhatIsSentByDefaultIsKnown) {
  for (const std::string& kind : default_kinds())
    EXPECT_NE(std::ranges::find(all_kinds(), kind), all_kinds().end()) << kind;
}

}  // namespace
}  // namespace firstcard::test
