// [thesis] or [[thesis]]
#include <fmt/format.h>

#include <algorithm>

#include "config_parts.h"
#include "config_telling.h"

namespace firstcard::config {

namespace {

void read_members(Section& s, const Names& names, Thesis& out) {
  s.require("indicators", R"(indicators = ["arr", "cloud"])");
  const auto members = s.texts("indicators");
  if (!members) return;
  if (members->empty())
    s.error(s.place_of("indicators"), "\"indicators\" is an empty list; name at least one");
  for (const auto& member : *members) {
    is_declared(s, "indicator", member, names.indicators, names);
    const IndicatorId id{member.value};
    if (std::ranges::find(out.indicators, id) != out.indicators.end())
      s.error(member.place,
              fmt::format("the indicator \"{}\" stands here twice; it counts once", member.value));
    else
      out.indicators.push_back(id);
  }
}

void read_threshold(Section& s, Thesis& out) {
  const auto k = s.integer("weakening_count", 1);
  const bool bad = s.take("weakening_count") && !k;
  if (k) out.weakening_count = static_cast<int>(k->value);
  const int n = static_cast<int>(out.indicators.size());
  if (!bad && n > 0 && out.weakening_count > n)
    s.error(
        k ? k->place : s.place(),
        fmt::format("\"weakening_count\" is {}{}, and there {} {} indicator{}: it can never fire; "
                    "write at most {}",
                    out.weakening_count, k ? "" : " unless it is set", n == 1 ? "is" : "are", n,
                    n == 1 ? "" : "s", n));
  const auto clear = s.integer("clear_below", 1);
  if (!clear) return;
  out.clear_below = static_cast<int>(clear->value);
  if (!bad && *out.clear_below > out.weakening_count)
    s.error(
        clear->place,
        fmt::format("\"clear_below\" is {} and \"weakening_count\" {}: an incident would be open "
                    "and cleared at once; write at most {}",
                    *out.clear_below, out.weakening_count, out.weakening_count));
}

void read_secondary(Section& s, const Names& names, Thesis& out) {
  for (Section& section : s.tables("secondary")) {
    section.require("indicator", R"(indicator = "meta")");
    const auto indicator = section.text("indicator");
    const auto weight = section.number("weight");
    section.finish();
    if (weight && weight->value <= 0)
      section.error(weight->place,
                    "\"weight\" must be more than 0; take the signal out if it does not "
                    "matter");
    if (!indicator) continue;
    is_declared(section, "indicator", *indicator, names.indicators, names);
    const IndicatorId id{indicator->value};
    const auto same = [&](const Secondary& other) { return other.indicator == id; };
    if (std::ranges::find(out.indicators, id) != out.indicators.end())
      section.error(
          indicator->place,
          fmt::format("\"{}\" is counted in \"indicators\" and cannot be a secondary signal as "
                      "well; keep one",
                      indicator->value));
    else if (std::ranges::any_of(out.secondary, same))
      section.error(indicator->place, fmt::format("\"{}\" stands here twice", indicator->value));
    else
      out.secondary.push_back({.indicator = id, .weight = weight ? weight->value : 1});
  }
}

void read_verdict_names(Section& s, Thesis& out) {
  auto table = s.table("names");
  if (!table) return;
  for (const VerdictKind kind : {VerdictKind::scarcity, VerdictKind::mixed, VerdictKind::undecided,
                                 VerdictKind::first_card}) {
    const auto name = table->text(firstcard::to_text(kind));
    if (!name) continue;
    if (name->value.empty())
      table->error(name->place, "a verdict's name is empty; write one, or take it out");
    out.names.emplace(kind, name->value);
  }
  table->finish();
}

std::optional<Thesis> read_one(Section& s, Names& names, std::map<ThesisId, Telling>& telling) {
  Thesis out;
  const auto id = read_id(s, names.theses);
  if (const auto title = s.text("title")) out.title = title->value;
  read_members(s, names, out);
  read_threshold(s, out);
  if (const auto within = s.day_span("within", Section::Zero::refused)) out.within = within->value;
  read_secondary(s, names, out);
  read_verdict_names(s, out);
  Telling told = read_telling(s);
  s.finish();
  if (!id) return std::nullopt;
  out.id = ThesisId{*id};
  telling.emplace(out.id, std::move(told));
  return out;
}

}  // namespace

std::vector<Thesis> read_theses(std::vector<Section> sections, Names& names,
                                std::map<ThesisId, Telling>& telling) {
  std::vector<Thesis> out;
  names.any_thesis = !sections.empty();
  for (Section& section : sections)
    if (auto thesis = read_one(section, names, telling)) out.push_back(std::move(*thesis));
  return out;
}

}  // namespace firstcard::config
