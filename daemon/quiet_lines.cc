#include "daemon/quiet_lines.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>

#include "alerts/format.h"
#include "daemon/quiet.h"

namespace firstcard {

namespace {

boost::json::value or_null(const std::optional<Instant>& t) {
  return t ? boost::json::value(to_text(*t)) : boost::json::value(nullptr);
}

}  // namespace

std::vector<Silence> silences_at(Database& db, bool all, Instant now) {
  constexpr int kMost = 1000;
  std::vector<Silence> silences =
      all ? Holdbacks(db).silences(kMost) : Holdbacks(db).open_silences();
  for (Silence& s : silences) {
    if (s.ended_at) continue;
    if (s.ends_at && *s.ends_at <= now) {
      s.ended_at = s.ends_at;
      s.ended_by = kTimeOver;
    } else if (s.changes && changes_of(db, s.scope, s.name) != *s.changes) {
      s.ended_at = now;
      s.ended_by = kChanged;
    }
  }
  if (!all) std::erase_if(silences, [](const Silence& s) { return s.ended_at.has_value(); });
  return silences;
}

std::string state_text(const Silence& s) {
  if (s.ended_at) return fmt::format("ended {}: {}", format_instant(*s.ended_at), s.ended_by);
  std::string until = s.ends_at ? format_instant(*s.ends_at) : "";
  if (s.changes) until += until.empty() ? "the next change" : ", or the next change";
  return "until " + until;
}

boost::json::array silences_json(const std::vector<Silence>& silences) {
  boost::json::array rows;
  for (const Silence& s : silences)
    rows.push_back(boost::json::object{{"silence", s.id},
                                       {"created_at", to_text(s.created_at)},
                                       {"scope", to_text(s.scope)},
                                       {"name", s.name},
                                       {"ends_at", or_null(s.ends_at)},
                                       {"until_change", s.changes.has_value()},
                                       {"author", s.author},
                                       {"reason", s.reason},
                                       {"ended_at", or_null(s.ended_at)},
                                       {"ended_by", s.ended_by}});
  return rows;
}

std::vector<std::string> quiet_lines(Database& db, const std::vector<ThesisId>& theses,
                                     Instant now) {
  std::vector<std::string> lines;
  for (const Silence& s : silences_at(db, false, now)) lines.push_back(describe(s));
  State state(db);
  Holdbacks holdbacks(db);
  for (const ThesisId& thesis : theses) {
    const auto last = state.last_verdict(thesis);
    if (!last || !last->verdict.incident) continue;
    const std::int64_t edge = state.edge_count(thesis);
    for (const Ack& ack : holdbacks.acks(thesis, *last->verdict.incident))
      if (ack.edge == edge)
        lines.push_back(fmt::format("incident {} of {} acknowledged by {} on {}{}{}", ack.incident,
                                    thesis.text, ack.author, format_instant(ack.at),
                                    ack.reason.empty() ? "" : ": ", ack.reason));
  }
  for (const Scope scope : {Scope::thesis, Scope::indicator, Scope::feed, Scope::checkpoint})
    for (const Untold& u : holdbacks.untold(scope))
      lines.push_back(fmt::format("news of {} {} held back for {} since {} by {}", to_text(scope),
                                  u.name, u.receiver.text, format_instant(u.since), u.reason));
  return lines;
}

}  // namespace firstcard
