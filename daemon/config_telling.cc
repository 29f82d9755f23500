// `updates`, `remind` and `flap` of a thesis, and [[mute]].
#include "config_telling.h"

#include <fmt/format.h>

#include "config_parts.h"
#include "config_schedule.h"

namespace firstcard::config {

namespace {

// Shorter ones would be noise, and longer windows a removed receiver.
constexpr seconds kShortestReminder = std::chrono::minutes{1};
constexpr seconds kLongestMute = std::chrono::days{366};

void read_reminders(Section& s, Telling& out) {
  const auto gaps = s.texts("remind");
  if (!gaps) return;
  if (gaps->empty())
    s.error(s.place_of("remind"),
            "\"remind\" is an empty list; write \"7d\" or [\"7d\", \"14d\"], or take it out");
  for (const auto& gap : *gaps) {
    const auto span = parse_span(gap.value);
    if (!span)
      s.error(gap.place, fmt::format("\"remind\": \"{}\" is no span of time: write a whole number "
                                     "with m, h, d or w, like \"7d\"",
                                     gap.value));
    else if (*span < kShortestReminder)
      s.error(gap.place, "\"remind\" is shorter than a minute; write at least \"1m\"");
    else
      out.remind.push_back(*span);
  }
}

void read_flap(Section& s, Telling& out) {
  auto flap = s.table("flap");
  if (!flap) return;
  FlapDamping damping;
  if (const auto crossings = flap->integer("crossings", 2, 1000))
    damping.crossings = static_cast<int>(crossings->value);
  if (const auto within = flap->span("within")) damping.within = within->value;
  if (const auto settle = flap->span("settle")) damping.settle = settle->value;
  flap->finish();
  out.flap = damping;
}

std::optional<MuteWindow> read_mute(Section& s, const Names& names) {
  MuteWindow out;
  s.require("at", R"(at = "Fri 18:00 Europe/Berlin")");
  s.require("for", R"(for = "62h")");
  const auto at = s.text("at");
  const auto rule = at ? read_rule(s, "at", *at) : std::nullopt;
  if (rule) out.from = *rule;
  const auto lasts = s.span("for");
  if (lasts) out.lasts = lasts->value;
  if (lasts && lasts->value > kLongestMute)
    s.error(lasts->place, "\"for\" is longer than a year; take the receiver out instead");
  else if (rule && lasts && never_ends(out))
    s.warn(lasts->place, "mutes for ever: each window begins before the one before it is over; "
                         "write a shorter \"for\", or take the receiver out instead");
  const auto read_names = [&](std::string_view key, std::string_view kind, const Declared& known,
                              auto& to) {
    const auto list = s.texts(key);
    if (!list) return;
    if (list->empty())
      s.error(s.place_of(key),
              fmt::format("\"{0}\" is an empty list; name one, or take it out to mean all", key));
    for (const auto& name : *list) {
      is_declared(s, kind, name, known, names);
      to.insert({name.value});
    }
  };
  read_names("receivers", "receiver", names.receivers, out.receivers);
  read_names("theses", "thesis", names.theses, out.theses);
  s.finish();
  if (!rule || !lasts) return std::nullopt;
  return out;
}

}  // namespace

Telling read_telling(Section& thesis) {
  Telling out;
  if (const auto updates = thesis.word("updates", {"members", "growth", "none"}))
    out.updates = static_cast<Updates>(updates->value);
  read_reminders(thesis, out);
  read_flap(thesis, out);
  return out;
}

std::vector<MuteWindow> read_mutes(std::vector<Section> sections, const Names& names) {
  std::vector<MuteWindow> out;
  for (Section& section : sections)
    if (auto mute = read_mute(section, names)) out.push_back(std::move(*mute));
  return out;
}

}  // namespace firstcard::config
