#include "checkpoint.h"

#include <algorithm>
#include <cstdio>

namespace firstcard {

namespace {

std::string number(double x) {
  char out[32];
  std::snprintf(out, sizeof out, "%.10g", x);
  return out;
}

}  // namespace

std::string to_text(const Expectation& e) {
  switch (e.kind) {
    case Expectation::Kind::strengthening:
      return "strengthening";
    case Expectation::Kind::holding:
      return "holding or better";
    case Expectation::Kind::weakening:
      return "weakening";
    case Expectation::Kind::line:
      break;
  }
  return (e.test.empty() ? "" : e.test + " ") + (e.line.side == Side::below ? "below " : "above ") +
         number(e.line.value);
}

const TestResult* judged_test(const Expectation& e, const Assessment& a) {
  if (e.test.empty()) return a.tests.empty() ? nullptr : &a.leading();
  const auto found = std::ranges::find(a.tests, e.test, &TestResult::name);
  return found == a.tests.end() ? nullptr : &*found;
}

bool holds(const Expectation& e, const Assessment& a) {
  switch (e.kind) {
    case Expectation::Kind::strengthening:
      return a.status == Status::strengthening;
    case Expectation::Kind::holding:
      return a.status == Status::holding || a.status == Status::strengthening;
    case Expectation::Kind::weakening:
      return a.status == Status::weakening;
    case Expectation::Kind::line:
      break;
  }
  const TestResult* test = judged_test(e, a);
  return test != nullptr && test->status != Status::unknown && test->reading &&
         e.line.strictly_beyond(test->reading->value);
}

}  // namespace firstcard
