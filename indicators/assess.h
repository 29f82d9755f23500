#pragma once
// assess: an indicator's status at an instant, with its evidence. Pure: no clock, no I/O, no state.
#include <optional>
#include <string>
#include <vector>

#include "rule.h"

namespace firstcard {

enum class Status : std::uint8_t { holding, strengthening, weakening, unknown };
std::string_view to_text(Status s);
std::optional<Status> parse_status(std::string_view text);

enum class UnknownReason : std::uint8_t { none, no_data, too_few_prints, stale };

// One test at an instant.
struct TestResult {
  std::string name;
  Status status = Status::unknown;
  UnknownReason why_unknown = UnknownReason::no_data;
  Frequency frequency = Frequency::event;
  std::optional<Print> reading;    // the newest print; also when stale
  std::optional<double> previous;  // the print before it
  Line line;  // the one that matters now: recovery while weakening, else weakening
  std::optional<double> distance;  // from the reading to `line`; positive on the good side of it
  int run = 0;     // newest prints in a row beyond (weakening) or back over (recovery) the line
  int needed = 1;  // how long that run must be to change the status
  std::optional<Instant> stale_at;  // the first instant at which the reading counts as stale
  // When the print became known at which the present status began (a later revision of that print
  // does not move it); of a stale one, stale_at.
  std::optional<Instant> since;
  // When the print became known at which it last recovered; no later than when the print before
  // that went stale.
  std::optional<Instant> left_weakening_at;
  std::vector<double> recent;  // up to 16 newest prints, oldest first: for a sparkline
  Index recent_from = 0;       // the period of the first of them
  bool operator==(const TestResult&) const = default;
};

struct Assessment {
  IndicatorId indicator;
  Instant as_of;
  Status status = Status::unknown;
  std::vector<TestResult> tests;  // in the rule's order
  std::size_t lead = 0;           // the test that decides: the one to show first
  // When fewer tests than the quorum were weakening for the first time since; nullopt while they
  // are enough, or if they never were.
  std::optional<Instant> left_weakening_at;
  bool operator==(const Assessment&) const = default;
  const TestResult& leading() const { return tests[lead]; }
};

Assessment assess(const Indicator& rule, const Catalogue& catalogue, const Window& window,
                  Instant as_of);

// The fold alone: the state machine of a test over prints (oldest first). For tests and `explain`.
struct FoldStep {
  Print print;
  Status status = Status::holding;
  int run = 0;  // towards the next change
};
std::vector<FoldStep> fold(const Test& test, Frequency f, const std::vector<Print>& prints);
// The newest `lookback` prints of one of the rule's tests: what the fold sees.
std::vector<Print> prints_of(const Indicator& rule, const Test& test, const Catalogue& catalogue,
                             const Window& window);
// The declared one, or the far side of the weakening line.
Line recovery_line(const Test& test);

// A quorum over the tests' statuses.
Status combine(const std::vector<Status>& tests, int quorum);

// What each series must bring for this rule.
std::map<SeriesId, Need> needs_of(const Indicator& rule, const Catalogue& catalogue);

// The next print that would change the status, where one test alone can do it and it can be solved;
// the leading test is tried first. Every series of that test gets one further period: its newest
// value times a factor, or with a step added to it. For one series `value` is that number in the
// series' unit; for a basket it is the sum. Weakening begins strictly on `side` of it; it ends
// at `value` too.
struct Flip {
  Status to = Status::weakening;
  Side side = Side::below;  // the status changes when the next value is on this side
  double value = 0;
  double factor = 1;  // of the newest value (or basket sum); 0 where that is 0
  std::string unit;
  bool operator==(const Flip&) const = default;
};
std::optional<Flip> flip_of(const Indicator& rule, const Catalogue& catalogue, const Window& window,
                            const Assessment& now);

}  // namespace firstcard
