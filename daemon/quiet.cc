#include "daemon/quiet.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/format.h"
#include "storage/feed_state.h"
#include "storage/state.h"

namespace firstcard {

// One that ends with the next change holds nothing back, for what would be told is that change; it
// only stops reminders.
const Silence* Quiet::find(Scope scope, const std::string& name, bool until_change) const {
  const auto found = std::ranges::find_if(silences_, [&](const Silence& s) {
    return s.scope == scope && s.name == name && (until_change || !s.changes);
  });
  return found == silences_.end() ? nullptr : &*found;
}

std::optional<Hold> Quiet::silenced(Scope scope, const std::string& name) const {
  const Silence* s = find(scope, name, false);
  if (!s) return std::nullopt;
  return Hold{.reason = describe(*s), .until = s->ends_at};
}

std::optional<Hold> Quiet::muted(const ReceiverId& receiver, const ThesisId& thesis) const {
  const auto until = muted_until(config_.mutes, receiver, thesis, now_);
  if (!until) return std::nullopt;
  return Hold{.reason = fmt::format("a mute window until {}", format_instant(*until)),
              .until = until,
              .muted = true};
}

std::optional<Hold> Quiet::of_thesis(const ReceiverId& receiver, const ThesisId& thesis) const {
  if (auto hold = silenced(Scope::thesis, thesis.text)) return hold;
  if (auto hold = silenced(Scope::receiver, receiver.text)) return hold;
  return muted(receiver, thesis);
}

std::optional<Hold> Quiet::of_indicator(const IndicatorId& indicator) const {
  return silenced(Scope::indicator, indicator.text);
}

std::optional<Hold> Quiet::of_checkpoint(const ReceiverId& receiver, const IndicatorId& indicator,
                                         const std::vector<ThesisId>& theses) const {
  if (auto hold = of_indicator(indicator)) return hold;
  if (auto hold = silenced(Scope::receiver, receiver.text)) return hold;
  if (theses.empty()) return muted(receiver, {});
  std::optional<Hold> shortest;
  for (const ThesisId& thesis : theses) {
    auto hold = of_thesis(receiver, thesis);
    if (!hold) return std::nullopt;
    if (!shortest || (hold->until && (!shortest->until || *hold->until < *shortest->until)))
      shortest = std::move(hold);
  }
  return shortest;
}

std::optional<Hold> Quiet::of_feed(const ReceiverId& receiver, const FeedId& feed) const {
  if (auto hold = silenced(Scope::feed, feed.text)) return hold;
  if (auto hold = silenced(Scope::receiver, receiver.text)) return hold;
  return muted(receiver, {});
}

std::optional<Hold> Quiet::of_reminder(const ThesisId& thesis,
                                       const std::vector<IndicatorId>& members) const {
  const auto of_member = [&](const IndicatorId& id) {
    return find(Scope::indicator, id.text, true);
  };
  const Silence* s = find(Scope::thesis, thesis.text, true);
  if (!s && !members.empty() && std::ranges::all_of(members, of_member))
    s = of_member(members.front());
  if (!s) return std::nullopt;
  return Hold{.reason = describe(*s), .until = s->ends_at};
}

std::vector<std::string> Quiet::notes(const ReceiverId& receiver, const Thesis& thesis) const {
  std::vector<std::string> lines;
  for (const Silence& s : silences_) {
    const bool concerns =
        (s.scope == Scope::thesis && s.name == thesis.id.text) ||
        (s.scope == Scope::receiver && s.name == receiver.text) ||
        (s.scope == Scope::indicator &&
         std::ranges::find(thesis.indicators, IndicatorId{s.name}) != thesis.indicators.end());
    if (!concerns) continue;
    std::string line = describe(s);
    line.front() = 'S';
    lines.push_back(line + ".");
  }
  return lines;
}

std::int64_t changes_of(Database& db, Scope scope, const std::string& name) {
  switch (scope) {
    case Scope::thesis:
      return State(db).edge_count({name});
    case Scope::indicator:
      return State(db).status_changes({name});
    case Scope::feed:
      if (const auto state = FeedStates(db).find({name})) return state->edges;
      return 0;
    case Scope::receiver:
    case Scope::checkpoint:
      break;
  }
  return 0;
}

Quiet quiet_at(Transaction& tx, Database& db, const Config& config, Instant now) {
  Holdbacks holdbacks(db);
  std::vector<Silence> in_force;
  for (Silence& s : holdbacks.open_silences()) {
    if (s.ends_at && *s.ends_at <= now)
      holdbacks.end(tx, s.id, *s.ends_at, kTimeOver);
    else if (s.changes && changes_of(db, s.scope, s.name) != *s.changes)
      holdbacks.end(tx, s.id, now, kChanged);
    else
      in_force.push_back(std::move(s));
  }
  return Quiet(config, std::move(in_force), now);
}

std::string held_back_note(const Untold& untold) {
  return fmt::format("Held back since {} by {}.", format_instant(untold.since), untold.reason);
}

std::string describe(const Silence& s) {
  std::string text = fmt::format("silence {} of {} {} by {}", s.id, to_text(s.scope), s.name, s.author);
  if (s.ends_at) text += " until " + format_instant(*s.ends_at);
  if (s.changes) text += s.ends_at ? " or the next change" : " until the next change";
  if (!s.reason.empty()) text += ": " + s.reason;
  return text;
}

}  // namespace firstcard
