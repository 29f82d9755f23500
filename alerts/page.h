#pragma once
// What a message says, before it is text or HTML: so that both say the same. Internal to alerts/.
#include <string>
#include <vector>

#include "card.h"
#include "notification.h"

namespace firstcard {

enum class Tone : std::uint8_t { alarm, relief, neutral };

struct Section {
  std::string title, note;  // the note may be empty
  std::vector<Card> cards;
};

// One line of the list at the top.
struct Glance {
  std::string id;
  Status status = Status::unknown;
  std::string verb;  // "weakens", "holds"
  std::string change;
  std::string reading;  // "-1.9 pp in 2026-Q2"
  bool operator==(const Glance&) const = default;
};

struct Page {
  Tone tone = Tone::neutral;
  std::string headline;            // "First card: 2 of 4 weakening"
  std::string verdict;             // "mixed -> first card (alert at 2 of 4)"
  std::string context;             // "AI demand, incident 3, as of 2026-08-11 20:05 UTC"
  std::vector<std::string> notes;  // what joined and left, lateness, the way back
  std::vector<std::string> history;
  std::vector<Glance> glance;
  std::vector<Section> sections;
  std::vector<std::string> footer;
};

Page page_of(const Notification& n);
std::string subject_of(const Notification& n);
}  // namespace firstcard
