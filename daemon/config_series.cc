// [[series]]
#include <fmt/format.h>

#include <algorithm>

#include "config_parts.h"

namespace firstcard::config {

std::optional<std::string> read_id(Section& section, Declared& declared) {
  section.require("id", R"(id = "name")");
  const auto id = section.text("id");
  if (!id) return std::nullopt;
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  if (id->value.empty() || !std::ranges::all_of(id->value, good)) {
    section.error(id->place,
                  fmt::format("\"{}\" is no id; use letters, digits, _, - and .", id->value));
    return std::nullopt;
  }
  const std::string kind = section.title();
  section.retitle(fmt::format("{} \"{}\"", kind, id->value));
  const auto [first, added] = declared.emplace(id->value, id->place);
  if (!added) {
    section.error(id->place, fmt::format("this id is taken at {}; give each {} its own",
                                         section.report().shown(first->second), kind));
    return std::nullopt;
  }
  return id->value;
}

bool is_declared(const Section& section, std::string_view kind, const At<std::string>& name,
                 const Declared& declared, const Names& names) {
  if (declared.contains(name.value)) return true;
  if (!names.complete) return false;
  std::vector<std::string> known;
  for (const auto& [id, place] : declared) known.push_back(id);
  section.error(name.place, fmt::format("unknown {} \"{}\"{}", kind, name.value,
                                        suggestion(name.value, known)));
  return false;
}

std::optional<double> read_rounding(Section& section) {
  const auto rounding = section.number("rounding");
  if (!rounding) return std::nullopt;
  if (rounding->value >= 0 && rounding->value < 1) return rounding->value;
  section.error(rounding->place,
                "\"rounding\" is a share of the value, from 0 to less than 1, like 0.001");
  return std::nullopt;
}

namespace {

std::optional<Series> read_one(Section& s, Names& names) {
  const auto errors_before = s.report().error_count();
  Series out;
  const auto id = read_id(s, names.series);
  if (id && !valid_series_name(*id))
    s.error(
        names.series.at(*id),
        "a series is named in lower case letters, digits and _, in parts joined by dots, none of "
        "which starts with a digit: \"aws.revenue\"");
  s.require("frequency", R"(frequency = "quarter")");
  const auto title = s.text("title");
  const auto unit = s.text("unit");
  const auto frequency = s.word("frequency", {"event", "day", "week", "month", "quarter", "year"});
  const auto due = s.day_span("due", Section::Zero::allowed);
  const auto grace = s.day_span("grace", Section::Zero::allowed);
  const auto rounding = read_rounding(s);
  s.finish();

  if (title) out.title = title->value;
  if (unit) out.unit = unit->value;
  if (frequency) out.frequency = static_cast<Frequency>(frequency->value);
  if (due) out.due = due->value;
  if (grace) out.grace = grace->value;
  out.rounding = rounding;
  if (frequency && out.frequency == Frequency::event && grace && !due)
    s.warn(grace->place,
           "\"grace\" has no effect on an event series without \"due\": it never goes "
           "stale");
  if (!id) return std::nullopt;
  out.id = SeriesId{*id};
  if (s.report().error_count() != errors_before) names.doubtful_series.insert(out.id);
  return out;
}

}  // namespace

Catalogue read_series(std::vector<Section> sections, Names& names) {
  Catalogue out;
  for (Section& section : sections)
    if (auto series = read_one(section, names)) out.emplace(series->id, *series);
  return out;
}

}  // namespace firstcard::config
