#pragma once
// Checkpoints: dated expectations of an indicator, judged once, on their day. Pure.
#include <optional>
#include <string>

#include "assess.h"

namespace firstcard {

using CheckpointId = Name<struct CheckpointTag>;

// What is expected: a status, or on which side of a line a reading lies, strictly.
struct Expectation {
  enum class Kind : std::uint8_t {
    strengthening,
    holding,  // holding or better: holding or strengthening; also written "not weakening"
    weakening,
    line
  };
  Kind kind = Kind::holding;
  Line line;         // of the kind `line`, in the measure's own terms
  std::string test;  // whose reading; empty: the only test's
  bool operator==(const Expectation&) const = default;
};
// "strengthening", "holding or better", "above 0.02", "margin above 0.02": in the measure's own
// terms.
std::string to_text(const Expectation& e);

// Its identity is `id` with `by`: another day is another checkpoint.
struct Checkpoint {
  CheckpointId id;
  std::string title;  // may be empty
  Date by;
  IndicatorId indicator;
  Expectation expect;
  bool operator==(const Checkpoint&) const = default;
};

// The last second of the day `by`, UTC: what is known by then counts.
constexpr Instant judged_at(const Checkpoint& c) {
  return end_of_day(c.by);
}

// Whether the expectation holds. What is unknown meets none: nullptr says so of a test that is not
// there, a result whose status is unknown of one whose reading is missing or stale.
bool holds(const Expectation& e, const Assessment& a);
// The result that a line is about: that of the named test, or of the only one; nullptr: there is
// none of this name.
const TestResult* judged_test(const Expectation& e, const Assessment& a);

}  // namespace firstcard
