#pragma once
// One row as a feed yields it and as the ledger takes it.
#include <cstdint>
#include <optional>
#include <string>

#include "series.h"

namespace firstcard {

// Where known_at comes from: the source's own publication date, the time of fetching, or the period
// plus the feed's declared publication lag.
enum class Basis : std::uint8_t { source, fetched, declared };
std::string_view to_text(Basis b);

struct Row {
  std::uint32_t series = 0;      // index into the batch's list of series
  Date period;
  Instant known_at;
  std::optional<double> value;   // in the series' unit; nullopt: withdrawn
  Basis basis = Basis::fetched;
  std::uint32_t line = 0;        // in the document, 1-based
  bool operator==(const Row&) const = default;
};

// Two values of a series that ought to be of one size: of one period before and after a revision, or
// of the newest period known before and of the first one that came behind it.
struct ValueStep {
  SeriesId series;
  Date period_before, period;    // equal: a revision
  double before = 0, after = 0;
  // Of neighbours only: how many values up to `before` were looked at, twelve at most and none that
  // is zero, and between which sizes they lie.
  int values = 0;
  double least = 0, most = 0;
  bool operator==(const ValueStep&) const = default;
};

// A period of a series, and the line of the document that wrote it.
struct WrittenPeriod {
  SeriesId series;
  Date period;
  std::uint32_t line = 0;
  bool operator==(const WrittenPeriod&) const = default;
};

// A bad row: reported, counted, passed over. line 0 is the whole document.
struct Fault {
  std::uint32_t line = 0;
  std::string column;            // its name, or empty
  std::string text;              // the offending text, cut to 200 bytes
  std::string reason;            // what is wrong and what to do
  bool operator==(const Fault&) const = default;
};

}  // namespace firstcard
