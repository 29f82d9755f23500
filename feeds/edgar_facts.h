#pragma once
// The figures that companies file with the SEC: from what each filing states to one list of
// vintages per period. Pure; knows no JSON.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/time.h"

namespace firstcard {

// Which facts count, by the days that they span. Several end on the same day: Amazon files three,
// six and twelve months up to each quarter's end.
enum class EdgarDuration : std::uint8_t {
  instant,  // no start: a balance
  quarter,  // 80 to 100 days
  half,     // 170 to 195 days
  year,     // 350 to 380 days, and a fiscal year of an annual report
  ytd       // from the fiscal year's first day
};
std::optional<EdgarDuration> parse_edgar_duration(std::string_view text);
std::string_view to_text(EdgarDuration d);

// 10-Q, 10-K, 20-F, 40-F, 6-K and the reports of a transition period. A form counts with its
// amendment (10-K/A). Left out: proxy statements (DEF 14A), whose figures are rounded, and 8-K.
std::vector<std::string> edgar_forms();

struct EdgarMapping {
  std::vector<std::string>
      concepts;  // "RevenueRemaining..." or "us-gaap/Revenue..."; the first is
                 // preferred wherever it has a value; empty: the document's own
  std::string unit = "USD";
  EdgarDuration duration = EdgarDuration::quarter;
  std::vector<std::string> forms = edgar_forms();
  bool derive = true;       // quarters and halves from year-to-date figures
  double rounding = 0.001;  // a smaller relative difference is a difference of rounding
  bool operator==(const EdgarMapping&) const = default;
};

// What one filing says of one concept.
struct EdgarFact {
  std::optional<Date> start;  // none: an instant
  Date end;
  double value = 0;
  Date filed;
  std::string form, accn;
  std::size_t preference = 0;  // of its concept: 0 is preferred
};

enum class EdgarKind : std::uint8_t {
  first,     // "new": the period's first value
  revision,  // another value
  rounding,  // another value, but within EdgarMapping::rounding of the one before
  retagged,  // another value because another concept took over
  mixed      // no value: it would have to be taken from figures of two vintages
};
std::string_view to_text(EdgarKind k);

struct EdgarRow {
  Date period;                  // its last day
  std::optional<Date> start;    // none: an instant
  std::optional<double> value;  // none: `mixed`
  Date known;                   // the day of the filing
  EdgarKind kind = EdgarKind::first;
  bool derived = false;  // a difference of two year-to-date figures
  std::string form, accn;
  std::size_t preference = 0;
  bool operator==(const EdgarRow&) const = default;
};

// The vintages in order of period and filing. A figure that is filed again unchanged is no row.
//
// Derived: a figure less one that starts on the same day and ends a quarter earlier (the year less
// nine months), whenever the longer of them is filed, with the shorter one as then known. Where the
// longer one was restated and the shorter one has not been filed since, the difference would mix
// two vintages: the row has no value. What is reported itself is preferred to what is derived.
std::vector<EdgarRow> edgar_vintages(const std::vector<EdgarFact>& facts,
                                     const EdgarMapping& mapping);

}  // namespace firstcard
