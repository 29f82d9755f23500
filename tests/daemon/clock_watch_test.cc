#include "daemon/clock_watch.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

namespace firstcard::test {
namespace {

TEST(ClockWatch, TellsEachTimeThatTheTimerCanBeRead) {
  boost::asio::io_context loop;
  const int event = ::eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
  int steps = 0;
  ClockWatch watch(loop, File(event), [&] {
    ++steps;
    if (steps == 3) return loop.stop();
    const std::uint64_t one = 1;
    ASSERT_EQ(::write(event, &one, sizeof one), 8);
  });
  loop.run_for(std::chrono::seconds{20});
  EXPECT_EQ(steps, 3);
}

TEST(ClockWatch, OfTheSystemsClockIsSilentWhileNobodySetsIt) {
  boost::asio::io_context loop;
  int steps = 0;
  ClockWatch watch(loop, timer_of_clock_steps(), [&] { ++steps; });
  ASSERT_TRUE(watch.watches());
  loop.poll();
  EXPECT_EQ(steps, 0);
}

TEST(ClockWatch, WithoutATimerWatchesNothing) {
  boost::asio::io_context loop;
  ClockWatch watch(loop, File(), [] { FAIL(); });
  EXPECT_FALSE(watch.watches());
  EXPECT_EQ(loop.run(), 0U);  // nothing to wait for
}

TEST(Cautious, DoesNotBelieveAJumpAhead) {
  const Moment then{.wall = Instant{days{20'000}}, .steady = {}};
  const auto at = [&](seconds wall, seconds steady) {
    return cautious(then, {.wall = then.wall + wall, .steady = then.steady + steady}) - then.wall;
  };
  EXPECT_EQ(at(seconds{600}, seconds{600}), seconds{600});
  EXPECT_EQ(at(days{365}, seconds{600}), seconds{600});
  EXPECT_EQ(at(-days{365}, seconds{600}), -days{365});
}

struct Case {
  const char* name;
  seconds wall, steady;
  seconds back;
};
class SetBack : public testing::TestWithParam<Case> {};

TEST_P(SetBack, IsWhatTheWallClockLacks) {
  const Moment then{.wall = Instant{days{20'000}}, .steady = {}};
  const Moment now{.wall = then.wall + GetParam().wall, .steady = then.steady + GetParam().steady};
  EXPECT_EQ(set_back_between(then, now), GetParam().back);
}

INSTANTIATE_TEST_SUITE_P(
    Between, SetBack,
    testing::Values(Case{"TimeThatPasses", seconds{600}, seconds{600}, seconds{0}},
                    Case{"ASecondOfRounding", seconds{599}, seconds{600}, seconds{0}},
                    Case{"ForwardsIsNotBack", seconds{4200}, seconds{600}, seconds{0}},
                    Case{"ASleepOfTheMachine", seconds{30'000}, seconds{10}, seconds{0}},
                    Case{"BackByAnHour", seconds{-3000}, seconds{600}, seconds{3600}},
                    Case{"BackByLessThanHasPassed", seconds{300}, seconds{600}, seconds{300}}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace firstcard::test
