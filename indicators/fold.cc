// The state machine of one test over its prints.
#include "assess.h"

namespace firstcard {

Line recovery_line(const Test& test) {
  if (test.recovery) return *test.recovery;
  return {.side = test.weakening.side == Side::below ? Side::above : Side::below,
          .value = test.weakening.value};
}

std::vector<Print> prints_of(const Indicator& rule, const Test& test, const Catalogue& catalogue,
                             const Window& window) {
  std::vector<Print> prints = evaluate(test.measure, catalogue, window, rule.min_coverage);
  if (prints.size() > static_cast<std::size_t>(rule.lookback))
    prints.erase(prints.begin(), prints.end() - rule.lookback);
  return prints;
}

std::vector<FoldStep> fold(const Test& test, Frequency f, const std::vector<Print>& prints) {
  const Line recovery = recovery_line(test);
  std::vector<FoldStep> steps;
  steps.reserve(prints.size());
  bool weakening = false;
  int beyond = 0, back_over = 0;
  for (std::size_t i = 0; i < prints.size(); ++i) {
    const bool gap = i > 0 && has_calendar(f) && prints[i].index != prints[i - 1].index + 1;
    if (gap) beyond = back_over = 0;
    const double x = prints[i].value;
    beyond = test.weakening.strictly_beyond(x) ? beyond + 1 : 0;
    back_over = recovery.at_or_beyond(x) ? back_over + 1 : 0;
    if (!weakening && beyond >= test.weakening_for) {
      weakening = true;
      back_over = 0;
    } else if (weakening && back_over >= test.recovery_for) {
      weakening = false;
      beyond = 0;
    }
    Status status = Status::holding;
    if (weakening)
      status = Status::weakening;
    else if (test.strengthening && test.strengthening->strictly_beyond(x))
      status = Status::strengthening;
    steps.push_back({.print = prints[i], .status = status, .run = weakening ? back_over : beyond});
  }
  return steps;
}

}  // namespace firstcard
