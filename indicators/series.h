#pragma once
// What a series is, and the data of one as an evaluation sees it.
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "period.h"

namespace firstcard {

// A name that cannot be mistaken for another kind of text.
template <class Tag>
struct Name {
  std::string text;
  auto operator<=>(const Name&) const = default;
};
using SeriesId = Name<struct SeriesTag>;        // "aws.revenue": lower case, digits, _, parts joined by dots
using IndicatorId = Name<struct IndicatorTag>;  // "cloud"
using ThesisId = Name<struct ThesisTag>;        // "ai-demand"
using FeedId = Name<struct FeedTag>;
using ReceiverId = Name<struct ReceiverTag>;

bool valid_series_name(std::string_view text);

struct Series {
  SeriesId id;
  std::string title;                      // may be empty
  std::string unit;                       // "USD", "percent", ...: of the stored values, after `scale`
  Frequency frequency = Frequency::event;
  std::optional<days> due;                // after the period's end; see due_of
  std::optional<days> grace;              // see grace_of
  std::optional<double> rounding;         // a smaller relative change of a value is no revision
  bool operator==(const Series&) const = default;
};
// Declared, or one period length; an event series without `due` has none and is never stale.
std::optional<days> due_of(const Series& s);
// Declared, or a quarter of due_of, to the second.
seconds grace_of(const Series& s);

using Catalogue = std::map<SeriesId, Series>;

// One period's value as known at an instant. Never NaN, never a withdrawn row.
struct Point {
  Date period;              // the period's last day
  double value = 0;         // in the series' unit
  Instant known_at;
  std::int64_t vintage = 0; // the ledger's row, 0 where there is none: for provenance only
  bool operator==(const Point&) const = default;
};

// How far back a measure must see: at least `prints` newest periods, and from the oldest of these
// everything `reach` further back.
struct Need {
  int prints = 0;
  days reach{0};
  bool operator==(const Need&) const = default;
};

// What was known at `as_of`: for each series its points in order of period, one a period. `complete`
// says that nothing older exists in the ledger, so that reading further back would bring nothing.
struct WindowSeries {
  std::vector<Point> points;
  bool complete = true;
  bool operator==(const WindowSeries&) const = default;
};
struct Window {
  Instant as_of;
  std::map<SeriesId, WindowSeries> series;
  bool operator==(const Window&) const = default;
};

}  // namespace firstcard
