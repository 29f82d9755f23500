#include "config_edgar.h"

#include <fmt/format.h>

#include <algorithm>

#include "config_parts.h"

namespace firstcard::config {

namespace {

// A list of names, none of them empty.
std::vector<std::string> read_names(Section& s, std::string_view key, std::string_view example) {
  std::vector<std::string> out;
  const auto names = s.texts(key);
  if (!names) return out;
  if (names->empty())
    s.error(s.place_of(key), fmt::format("\"{}\" is an empty list; write {}", key, example));
  for (const auto& name : *names) {
    if (name.value.empty())
      s.error(name.place, fmt::format("\"{}\" is empty; write {}", key, example));
    else if (std::ranges::find(out, name.value) != out.end())
      s.error(name.place, fmt::format("\"{}\" stands here twice", name.value));
    else
      out.push_back(name.value);
  }
  return out;
}

}  // namespace

EdgarMapping read_facts(Section& section, Format format) {
  EdgarMapping out;
  if (format != Format::edgar) {
    section.refuse("facts", "belongs to format = \"edgar\"; set the format, or take it out");
    return out;
  }
  section.require("series", "series = \"msft.backlog\"");
  auto s = section.table("facts");
  if (!s) return out;
  out.concepts = read_names(*s, "concept", "concept = \"us-gaap/Revenues\", or a list");
  if (const auto unit = s->text("unit")) {
    out.unit = unit->value;
    if (out.unit.empty())
      s->error(unit->place, "\"unit\" is empty; write it as the SEC does: \"USD\", \"USD/shares\"");
  }
  if (const auto duration = s->word("duration", {"instant", "quarter", "half", "year", "ytd"}))
    out.duration = static_cast<EdgarDuration>(duration->value);
  if (const auto forms = read_names(*s, "forms", "forms = [\"10-Q\", \"10-K\"]"); !forms.empty())
    out.forms = forms;
  const auto derive = s->boolean("derive");
  if (derive) out.derive = derive->value;
  if (derive && out.derive && out.duration != EdgarDuration::quarter &&
      out.duration != EdgarDuration::half)
    s->error(derive->place,
             "\"derive\" makes quarters and halves of longer figures; with this "
             "\"duration\" there is nothing to derive, take it out");
  if (const auto rounding = read_rounding(*s)) out.rounding = *rounding;
  s->finish();
  return out;
}

void take_rounding(const Feed& feed, Catalogue& catalogue) {
  if (feed.format != Format::edgar) return;
  const auto series = catalogue.find(SeriesId{feed.csv.series});
  if (series != catalogue.end() && !series->second.rounding)
    series->second.rounding = feed.edgar.rounding;
}

}  // namespace firstcard::config
