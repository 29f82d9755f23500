#pragma once
// Why an assessment changed.
#include <string>
#include <string_view>

#include "assess.h"

namespace firstcard {

enum class Cause : std::uint8_t {
  none,
  first_look,
  new_print,
  revision,
  restatement,
  rebase,
  withdrawal,
  staleness,
  recovered_feed,
  config,
  rounding  // values changed, but within Series::rounding
};
std::string_view to_text(Cause c);  // "new_print", ...
std::optional<Cause> parse_cause(std::string_view text);

struct CauseFound {
  Cause cause = Cause::none;
  std::string detail;  // "aws.revenue 2026-Q2: 42232 -> 40100, published 2026-09-01"
  bool operator==(const CauseFound&) const = default;
};

// `before` and `after` are two assessments of one indicator, the windows what each of them saw.
// `rule_changed` says that the rule itself differs.
CauseFound cause_of(const Assessment& before, const Window& saw_before, const Assessment& after,
                    const Window& saw_after, const Catalogue& catalogue, bool rule_changed);

}  // namespace firstcard
