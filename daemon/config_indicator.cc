// [[indicator]] and [[indicator.test]]
#include <fmt/format.h>

#include <algorithm>

#include "config_parts.h"

namespace firstcard::config {

namespace {

std::string_view to_text(Side side) {
  return side == Side::below ? "below" : "above";
}
Side other(Side side) {
  return side == Side::below ? Side::above : Side::below;
}

// { below = -0.01, for = 2 }
struct ReadLine {
  std::optional<At<Line>> line;
  int count = 1;
  std::optional<Place> count_place;
};

enum class Absent : std::uint8_t { refused, allowed };

// With `only` the line must lie on that side: the other is an error that says so.
ReadLine read_line(Section& s, std::optional<Side> only, Absent absent) {
  ReadLine out;
  const auto below = s.number("below");
  const auto above = s.number("above");
  if (below && above) {
    s.error(std::max(below->place, above->place), "names both \"below\" and \"above\"; keep one");
  } else if (below || above) {
    const auto& found = below ? *below : *above;
    const Side side = below ? Side::below : Side::above;
    if (only && side != *only)
      s.error(found.place, fmt::format("\"{}\" lies on the weakening side; write {} = {}",
                                       to_text(side), to_text(*only), found.value));
    else
      out.line = At{Line{.side = side, .value = found.value}, found.place};
  } else if (absent == Absent::refused && !s.take("below") && !s.take("above")) {
    s.error(s.place(), "names no line; write below = ... or above = ...");
  }
  return out;
}

void read_count(Section& s, ReadLine& line) {
  const auto count = s.integer("for", 1);
  if (!count) return;
  line.count = static_cast<int>(count->value);
  line.count_place = count->place;
}

// How long a line must hold, for the check against `lookback`.
struct Held {
  std::string_view which;
  int count = 1;
  Place place;
};

struct ReadTest {
  Test test;
  std::vector<Held> held;
  std::optional<Place> measure_place;
};

void read_recovery(Section& owner, const Line* weakening, ReadTest& out) {
  auto s = owner.table("recovery");
  if (!s) return;
  const std::optional<Side> side = weakening ? std::optional(other(weakening->side)) : std::nullopt;
  ReadLine line = read_line(*s, side, Absent::allowed);
  read_count(*s, line);
  s->finish();
  out.test.recovery_for = line.count;
  if (line.count_place) out.held.push_back({"recovery", line.count, *line.count_place});
  if (!line.line) return;
  out.test.recovery = line.line->value;
  if (weakening && weakening->strictly_beyond(line.line->value.value))
    s->error(
        line.line->place,
        fmt::format("{} {} lies deeper in weakening than its line {}; a reading there would enter "
                    "and leave at once; write {} = {} or further away from it",
                    to_text(*side), line.line->value.value, weakening->value, to_text(*side),
                    weakening->value));
}

void read_strengthening(Section& owner, const Line* weakening, ReadTest& out) {
  auto s = owner.table("strengthening");
  if (!s) return;
  const std::optional<Side> side = weakening ? std::optional(other(weakening->side)) : std::nullopt;
  const ReadLine line = read_line(*s, side, Absent::refused);
  s->refuse("for", "belongs to weakening and recovery; strengthening holds from the first print");
  s->finish();
  if (!line.line) return;
  out.test.strengthening = line.line->value;
  if (weakening && weakening->strictly_beyond(line.line->value.value))
    s->error(
        line.line->place,
        fmt::format("{} {} lies inside weakening, which begins at {}; move it to the other side",
                    to_text(*side), line.line->value.value, weakening->value));
}

// measure, weakening, recovery and strengthening, of an indicator or of one of its tests.
ReadTest read_test(Section& s, const Catalogue& catalogue, const Names& names) {
  ReadTest out;
  if (auto measure = read_measure(s, catalogue, names)) {
    out.test.measure = std::move(measure->value);
    out.measure_place = measure->place;
  }
  s.require("weakening", "weakening = { below = -0.01, for = 2 }");
  std::optional<Line> weakening;
  if (auto table = s.table("weakening")) {
    ReadLine line = read_line(*table, std::nullopt, Absent::refused);
    read_count(*table, line);
    table->finish();
    out.test.weakening_for = line.count;
    if (line.count_place) out.held.push_back({"weakening", line.count, *line.count_place});
    if (line.line) weakening = out.test.weakening = line.line->value;
  }
  const Line* const known = weakening ? &*weakening : nullptr;
  read_recovery(s, known, out);
  read_strengthening(s, known, out);
  return out;
}

std::vector<ReadTest> read_tests(Section& s, const Catalogue& catalogue, const Names& names) {
  std::vector<ReadTest> out;
  if (!s.take("test")) {
    out.push_back(read_test(s, catalogue, names));
    return out;
  }
  for (const auto* key : {"measure", "weakening", "recovery", "strengthening"})
    s.refuse(key, "must stand in each [[indicator.test]], not beside them; move it there");
  Declared test_names;
  const auto errors_before = s.report().error_count();
  auto sections = s.tables("test");
  if (sections.empty() && s.report().error_count() == errors_before)
    s.error(s.place(), "has no test; write [[indicator.test]] below it");
  for (Section& section : sections) {
    section.require("name", R"(name = "price")");
    const auto name = section.text("name");
    if (name) {
      section.retitle(fmt::format("{}, test \"{}\"", s.title(), name->value));
      const auto [first, added] = test_names.emplace(name->value, name->place);
      if (name->value.empty())
        section.error(name->place, "\"name\" is empty");
      else if (!added)
        section.error(name->place, fmt::format("this name is taken at {}; give each test its own",
                                               section.report().shown(first->second)));
    }
    out.push_back(read_test(section, catalogue, names));
    if (name) out.back().test.name = name->value;
    section.finish();
  }
  return out;
}

// "any", "all" or a number.
int read_quorum(Section& s, int tests) {
  const Value* v = s.take("quorum");
  if (!v) return 1;
  if (std::holds_alternative<std::int64_t>(v->what)) {
    const auto quorum = s.integer("quorum", 1);
    if (!quorum) return 1;
    if (quorum->value > tests && tests > 0)
      s.error(v->place,
              fmt::format("\"quorum\" is {} of {} test{}, so it can never fire; write at most "
                          "{}",
                          quorum->value, tests, tests == 1 ? "" : "s", tests));
    return static_cast<int>(quorum->value);
  }
  if (!std::holds_alternative<std::string>(v->what)) {
    s.error(v->place,
            fmt::format("\"quorum\" must be \"any\", \"all\" or an integer, not {}", kind_of(*v)));
    return 1;
  }
  const auto& word = std::get<std::string>(v->what);
  if (word != "any" && word != "all")
    s.error(
        v->place,
        fmt::format("\"quorum\" is \"{}\"; write \"any\", \"all\" or how many tests must weaken",
                    word));
  return word == "all" ? tests : 1;
}

int read_lookback(Section& s, const std::vector<ReadTest>& tests, int standard) {
  const auto lookback = s.integer("lookback", 1);
  if (s.take("lookback") && !lookback) return standard;
  const int prints = lookback ? static_cast<int>(lookback->value) : standard;
  for (const ReadTest& test : tests)
    for (const Held& held : test.held)
      if (held.count > prints)
        s.error(
            lookback ? lookback->place : held.place,
            fmt::format(
                "\"lookback\" is {} prints{}, and {} must hold for {}: it can never happen; "
                "write lookback = {} or more",
                prints, lookback ? "" : " unless it is set", held.which, held.count, held.count));
  return prints;
}

int read_min_coverage(Section& s, const std::vector<ReadTest>& tests) {
  const auto coverage = s.integer("min_coverage", 1);
  if (!coverage) return 1;
  bool baskets = false, all_read = true;
  for (const ReadTest& test : tests) {
    if (!test.measure_place) {
      all_read = false;
      continue;
    }
    const int members = smallest_basket(test.test.measure);
    if (members == 0) continue;
    baskets = true;
    if (coverage->value > members)
      s.error(
          coverage->place,
          fmt::format("\"min_coverage\" is {}, and matched() has {} member{}: it can never have a "
                      "print; write at most {}",
                      coverage->value, members, members == 1 ? "" : "s", members));
  }
  if (!baskets && all_read)
    s.error(coverage->place,
            "\"min_coverage\" counts the members of matched(), and there is none; take "
            "it out");
  return static_cast<int>(coverage->value);
}

std::optional<Indicator> read_one(Section& s, Names& names, const Catalogue& catalogue) {
  Indicator out;
  const auto id = read_id(s, names.indicators);
  if (const auto title = s.text("title")) out.title = title->value;
  if (const auto unit = s.text("unit")) out.unit = unit->value;
  std::vector<ReadTest> tests = read_tests(s, catalogue, names);
  out.quorum = read_quorum(s, static_cast<int>(tests.size()));
  out.lookback = read_lookback(s, tests, out.lookback);
  out.min_coverage = read_min_coverage(s, tests);
  if (const auto stale = s.day_span("stale_after", Section::Zero::refused))
    out.stale_after = stale->value;
  s.finish();
  if (!id) return std::nullopt;
  out.id = IndicatorId{*id};
  for (ReadTest& test : tests) out.tests.push_back(std::move(test.test));
  return out;
}

}  // namespace

std::map<IndicatorId, Indicator> read_indicators(std::vector<Section> sections, Names& names,
                                                 const Catalogue& catalogue) {
  std::map<IndicatorId, Indicator> out;
  for (Section& section : sections)
    if (auto indicator = read_one(section, names, catalogue))
      out.emplace(indicator->id, std::move(*indicator));
  return out;
}

}  // namespace firstcard::config
