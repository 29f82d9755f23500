#include "course.h"

namespace firstcard::test {

namespace {

Standing standing_of(const std::vector<Print>& prints, Instant at) {
  std::map<std::string, Print> newest;
  for (const Print& p : prints) {  // in order of known_at
    if (p.known_at > at) break;
    const auto found = newest.find(p.series);
    if (found == newest.end() || p.period >= found->second.period) newest[p.series] = p;
  }
  Standing s;
  int weak = 0;
  for (const auto& [series, p] : newest) {
    if (p.value >= 10) continue;
    ++weak;
    s.members += (s.members.empty() ? "" : ", ") + series;
  }
  s.open = weak >= 2;
  s.verdict = s.open ? "first_card" : weak == 0 ? "scarcity" : "mixed";
  return s;
}

}  // namespace

Course::Course(const std::vector<Print>& prints, Instant first)
    : first_(standing_of(prints, first)), last_(first_) {
  int incidents = 0;
  standings_[to_text(first)] = first_;
  if (first_.open) edges_.push_back({to_text(first), "fired", ++incidents});
  std::set<Instant> instants;
  for (const Print& p : prints)
    if (p.known_at > first) instants.insert(p.known_at);
  for (const Instant at : instants) {
    const Standing now = standing_of(prints, at);
    standings_[to_text(at)] = now;
    if (now.open && !last_.open)
      edges_.push_back({to_text(at), "fired", ++incidents});
    else if (!now.open && last_.open)
      edges_.push_back({to_text(at), "resolved", incidents});
    else if (now.open && now.members != last_.members)
      edges_.push_back({to_text(at), "updated", incidents});
    else if (now.verdict != last_.verdict)
      edges_.push_back({to_text(at), "verdict", 0});
    last_ = now;
  }
}

Standing Course::at(const std::string& instant) const {
  auto after = standings_.upper_bound(instant);  // ISO texts sort as the instants do
  return after == standings_.begin() ? Standing{} : std::prev(after)->second;
}

std::string text_of(const std::vector<CourseEdge>& edges) {
  std::string text;
  for (const CourseEdge& e : edges)
    text += e.at + " " + e.kind + " " + std::to_string(e.incident) + "\n";
  return text;
}

}  // namespace firstcard::test
