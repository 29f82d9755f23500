// The canonical texts of rules, by which an edit of a rule is told from one of its wording.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "config_parts.h"
#include "indicators/expr.h"

namespace firstcard::config {

namespace {

std::string text_of(const std::optional<Line>& line) {
  if (!line) return "none";
  return fmt::format("{} {}", line->side == Side::below ? "below" : "above", line->value);
}

std::string text_of(const std::optional<days>& length) {
  return length ? fmt::format("{}d", length->count()) : "none";
}

// Written out from the tree, so that blanks and needless parentheses are no part of it.
std::string text_of(const Test& test) {
  return fmt::format("test {}\n  weakening {} for {}\n  recovery {} for {}\n  strengthening {}\n",
                     to_text(test.measure.root()), text_of(std::optional(test.weakening)),
                     test.weakening_for, text_of(test.recovery), test.recovery_for,
                     text_of(test.strengthening));
}

}  // namespace

std::string canonical_text(const Indicator& indicator, const Catalogue& catalogue) {
  std::string out;
  std::set<SeriesId> series;
  for (const Test& test : indicator.tests) {
    out += text_of(test);
    series.merge(series_of(test.measure));
  }
  out += fmt::format("quorum {}\nlookback {}\nmin_coverage {}\nstale_after {}\n", indicator.quorum,
                     indicator.lookback, indicator.min_coverage, text_of(indicator.stale_after));
  // Frequency and due date of a series decide as well: what a period is, and when it is stale.
  for (const SeriesId& id : series)
    if (const auto s = catalogue.find(id); s != catalogue.end())
      out += fmt::format("series {} {} due {} grace {}s\n", id.text, to_text(s->second.frequency),
                         text_of(due_of(s->second)), grace_of(s->second).count());
  return out;
}

std::string canonical_text(const Thesis& thesis) {
  std::vector<std::string> members, secondary;
  for (const IndicatorId& id : thesis.indicators) members.push_back(id.text);
  for (const Secondary& s : thesis.secondary)
    secondary.push_back(fmt::format("secondary {} {}\n", s.indicator.text, s.weight));
  // Their order decides nothing.
  std::ranges::sort(members);
  std::ranges::sort(secondary);
  return fmt::format("indicators {}\nweakening_count {}\nclear_below {}\nwithin {}\n{}",
                     fmt::join(members, " "), thesis.weakening_count,
                     thesis.clear_below.value_or(thesis.weakening_count), text_of(thesis.within),
                     fmt::join(secondary, ""));
}

}  // namespace firstcard::config
