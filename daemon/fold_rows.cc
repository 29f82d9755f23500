#include "daemon/fold_rows.h"

#include <fmt/format.h>

#include "alerts/format.h"

namespace firstcard {

namespace {

constexpr std::size_t kNewest = 6;
constexpr std::size_t kRun = 3;

// Which line the print is beyond, with the count that it brings; empty: none that counts.
std::string beyond_of(const Test& test, const std::string& unit, const std::vector<FoldStep>& steps,
                      std::size_t i) {
  const FoldStep& step = steps[i];
  const double x = step.print.value;
  const bool was_weakening = i > 0 && steps[i - 1].status == Status::weakening;
  const bool weakening = step.status == Status::weakening;
  if (!was_weakening && test.weakening.strictly_beyond(x))
    return fmt::format("{}, {} of {}", format_line(test.weakening, unit),
                       weakening ? test.weakening_for : step.run, test.weakening_for);
  if (was_weakening && recovery_line(test).at_or_beyond(x))
    return fmt::format("{}, {} of {}", format_recovery(recovery_line(test), unit),
                       weakening ? step.run : test.recovery_for, test.recovery_for);
  if (!weakening && test.strengthening && test.strengthening->strictly_beyond(x))
    return format_line(*test.strengthening, unit);
  return {};
}

}  // namespace

std::vector<FoldRow> fold_rows(const Test& test, const std::string& unit,
                               const std::vector<FoldStep>& steps) {
  std::vector<FoldRow> rows;
  const std::size_t newest = steps.size() - std::min(kNewest, steps.size());
  // A print that says what the one before it said: the same status, and beyond no line that counts.
  const auto quiet = [&](std::size_t i) {
    return i > 0 && i < newest && steps[i].status == steps[i - 1].status && steps[i].run == 0;
  };
  for (std::size_t i = 0; i < steps.size();) {
    std::size_t end = i;
    while (quiet(end) && steps[end].status == steps[i].status) ++end;
    if (end - i >= kRun) {
      rows.push_back({.first = i, .last = end - 1, .beyond = {}, .changed = false});
      i = end;
      continue;
    }
    for (const std::size_t stop = std::max(end, i + 1); i < stop; ++i)
      rows.push_back({.first = i,
                      .last = i,
                      .beyond = beyond_of(test, unit, steps, i),
                      .changed = i > 0 && steps[i].status != steps[i - 1].status});
  }
  return rows;
}

}  // namespace firstcard
