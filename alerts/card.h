#pragma once
// What a message says of one indicator. Internal to alerts/.
#include <string>
#include <vector>

#include "notification.h"

namespace firstcard {

// Where an indicator stands in a message.
enum class Place : std::uint8_t {
  counted,    // it weakens, or the thesis still counts it (`within`)
  recovered,  // it weakened before, and does not any more
  unknown,
  rest,
  secondary
};
Place place_of(const Notification& n, const IndicatorLine& i);

struct Fact {
  std::string label, text;
};

struct Card {
  std::string id, title;
  Status status = Status::unknown;
  std::string change;   // "was holding", or empty
  std::string reading;  // "-1.9 pp in 2026-Q2, before 0.4 pp", or "no reading"
  std::string spark;
  std::vector<Fact> facts;
};

// An indicator's line is the recovery line while its deciding test weakens, else the weakening
// line. The distance tells which: it is positive on the good side, and only a recovery line's own
// side is the good one.
bool is_recovery_line(const IndicatorLine& i);
std::string shown_line(const IndicatorLine& i);  // "below -1.0 pp", "at or above 0.0 pp"

Card card_of(const Notification& n, const IndicatorLine& i);
std::string reading_of(
    const IndicatorLine& i);  // "-1.9 pp in 2026-Q2", "last 2.35 USD/h on 2026-06-14"
std::string change_of(const IndicatorLine& i);  // "was holding", or empty
std::string_view verb_of(Status s);             // "weakens", "holds"

}  // namespace firstcard
