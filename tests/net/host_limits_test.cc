// Which requests may start, and when. No clock runs here.
#include "net/host_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firstcard {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const HostLimits::Time kStart{seconds{1000}};

HostRules rules(int connections, std::optional<Rate> rate = std::nullopt) {
  return {.connections = connections, .rate = rate, .hosts = {}};
}

TEST(HostLimits, SoManyAtATimeAndTheOthersInTheOrderOfComing) {
  HostLimits limits(rules(2));
  for (const HostLimits::Id id : {1, 2, 3, 4}) limits.wait(id, "a", 0);
  EXPECT_EQ(limits.next(kStart), kStart);
  EXPECT_THAT(limits.start(kStart), ElementsAre(1, 2));
  EXPECT_EQ(limits.next(kStart), std::nullopt);
  EXPECT_THAT(limits.start(kStart), IsEmpty());
  limits.leave(2);
  EXPECT_THAT(limits.start(kStart), ElementsAre(3));
  limits.leave(4);  // waits no more
  limits.leave(1);
  EXPECT_THAT(limits.start(kStart), IsEmpty());
}

TEST(HostLimits, OneHostDoesNotHoldUpAnother) {
  HostLimits limits(rules(1));
  for (HostLimits::Id id = 1; id <= 500; ++id) limits.wait(id, "silent", 0);
  limits.wait(501, "healthy", 0);
  EXPECT_THAT(limits.start(kStart), ElementsAre(1, 501));
}

TEST(HostLimits, LowerRanksGoFirst) {
  HostLimits limits(rules(1));
  limits.wait(1, "a", 3);
  limits.wait(2, "a", 0);
  limits.wait(3, "a", 0);
  EXPECT_THAT(limits.start(kStart), ElementsAre(2));
  limits.leave(2);
  EXPECT_THAT(limits.start(kStart), ElementsAre(3));
  limits.leave(3);
  EXPECT_THAT(limits.start(kStart), ElementsAre(1));
}

TEST(HostLimits, InNoSpanOfTheRateAreThereMore) {
  HostLimits limits(rules(100, Rate{.count = 10, .per = seconds{1}}));
  for (HostLimits::Id id = 0; id < 1000; ++id) limits.wait(id, "a", 0);
  std::vector<HostLimits::Time> starts;
  HostLimits::Time now = kStart;
  int step = 0;
  while (const auto next = limits.next(now)) {
    now = *next;
    for (const HostLimits::Id id : limits.start(now)) {
      starts.push_back(now);
      limits.leave(id);
    }
    now += milliseconds{++step % 7};
  }
  ASSERT_EQ(starts.size(), 1000U);
  for (std::size_t i = 10; i < starts.size(); ++i)
    EXPECT_GE(starts[i] - starts[i - 10], seconds{1}) << i;
  EXPECT_LT(starts.back() - starts.front(), seconds{110});
}

TEST(HostLimits, ARuleStandsForTheHostsBelowItTogether) {
  HostRules some = rules(4);
  some.hosts = {{.name = "sec.gov", .connections = 2, .rate = {}},
                {.name = "slow.sec.gov", .connections = 1, .rate = {}}};
  HostLimits limits(some);
  limits.wait(1, "www.sec.gov", 0);
  limits.wait(2, "data.sec.gov", 0);
  limits.wait(3, "sec.gov", 0);
  limits.wait(4, "notsec.gov", 0);       // another
  limits.wait(5, "data.sec.gov:81", 0);  // another, too
  limits.wait(6, "slow.sec.gov", 0);     // the longer name counts
  limits.wait(7, "slow.sec.gov", 0);
  EXPECT_THAT(limits.start(kStart), ElementsAre(1, 2, 4, 5, 6));
}

TEST(HostLimits, AllHostsTogetherHaveALimitThatStarvesNobody) {
  HostRules some = rules(4);
  some.at_once = 2;
  HostLimits limits(some);
  limits.wait(1, "z", 0);
  limits.wait(2, "a", 0);
  limits.wait(3, "a", 0);
  limits.wait(4, "m", 0);
  EXPECT_THAT(limits.start(kStart), ElementsAre(1, 2));
  EXPECT_EQ(limits.next(kStart), std::nullopt);
  limits.leave(1);
  EXPECT_THAT(limits.start(kStart), ElementsAre(3));
}

TEST(HostLimits, NewRulesKeepWhatRunsWaitsAndHasBeen) {
  const Rate rate{.count = 2, .per = seconds{60}};
  HostLimits limits(rules(4, rate));
  for (const HostLimits::Id id : {1, 2, 3, 4}) limits.wait(id, "a", 0);
  EXPECT_THAT(limits.start(kStart), ElementsAre(1, 2));
  limits.leave(1);
  limits.use(rules(1, rate));
  EXPECT_THAT(limits.start(kStart + seconds{9}), IsEmpty());  // 2 still runs
  limits.leave(2);
  limits.use(rules(4, rate));
  EXPECT_EQ(limits.next(kStart + seconds{10}), kStart + seconds{60});
  EXPECT_THAT(limits.start(kStart + seconds{60}), ElementsAre(3, 4));
  limits.use(rules(4));
  limits.wait(5, "a", 0);
  EXPECT_THAT(limits.start(kStart + seconds{60}), ElementsAre(5));
}

TEST(HostLimits, WhoNeverCameMayLeave) {
  HostLimits limits;
  limits.leave(7);
  EXPECT_EQ(limits.next(kStart), std::nullopt);
}

}  // namespace
}  // namespace firstcard
