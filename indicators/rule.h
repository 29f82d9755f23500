#pragma once
// Tests, indicators, theses: what is judged. Values; built by the configuration.
#include <optional>
#include <string>
#include <vector>

#include "measure.h"
#include "series.h"

namespace firstcard {

enum class Side : std::uint8_t { below, above };

// A line and the side of it that counts. Strictly beyond: value < line (below) or > line (above).
// At or beyond: <= or >=.
struct Line {
  Side side = Side::below;
  double value = 0;  // in the measure's own terms: a fraction for growth, not percentage points
  bool strictly_beyond(double x) const { return side == Side::below ? x < value : x > value; }
  bool at_or_beyond(double x) const { return side == Side::below ? x <= value : x >= value; }
  bool operator==(const Line&) const = default;
};

// A measure with its lines.
struct Test {
  std::string name;               // within the indicator; may be empty where it is the only one
  Measure measure;
  Line weakening;
  int weakening_for = 1;          // consecutive prints
  std::optional<Line> recovery;   // default: no longer strictly beyond the weakening line
  int recovery_for = 1;
  std::optional<Line> strengthening;
  bool operator==(const Test&) const = default;
};

struct Indicator {
  IndicatorId id;
  std::string title;
  std::string unit;               // how a reading is shown: "percent" and "pp" show a fraction times 100
  std::vector<Test> tests;        // at least one
  int quorum = 1;                 // how many tests must weaken: any = 1, all = tests.size()
  int lookback = 120;             // prints that the fold sees
  int min_coverage = 1;           // members of a matched basket
  std::optional<days> stale_after;// after the newest print's period end; overrides due and grace
  bool operator==(const Indicator&) const = default;
};

// A secondary signal: shown with its weight, never counted.
struct Secondary {
  IndicatorId indicator;
  double weight = 1;
  bool operator==(const Secondary&) const = default;
};

enum class VerdictKind : std::uint8_t { scarcity, mixed, undecided, first_card };
std::string_view to_text(VerdictKind v);  // "scarcity", ...
std::optional<VerdictKind> parse_verdict(std::string_view text);

struct Thesis {
  ThesisId id;
  std::string title;
  std::vector<IndicatorId> indicators;   // n of them
  int weakening_count = 2;               // k
  std::optional<int> clear_below;        // default k
  std::optional<days> within;            // counts an indicator this long after it last weakened
  std::vector<Secondary> secondary;
  std::map<VerdictKind, std::string> names;  // how a verdict is shown, where not by its own name
  bool operator==(const Thesis&) const = default;
};
std::string verdict_name(const Thesis& t, VerdictKind v);

}  // namespace firstcard
