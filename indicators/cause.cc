#include "cause.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "words.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 11> kCauses = {
    "none",       "first_look", "new_print",      "revision", "restatement", "rebase",
    "withdrawal", "staleness",  "recovered_feed", "config",   "rounding"};

// Many old periods moved together from this many on, if they are also half of those compared.
constexpr int kMany = 4;
// Relative spread of the ratios new/old within which they count as one common factor.
constexpr double kOneFactor = 1e-3;

std::string number(double x) {
  char out[32];
  const bool whole = x == std::trunc(x) && std::abs(x) < 1e15;
  std::snprintf(out, sizeof out, whole ? "%.0f" : "%.10g", x);
  return out;
}

// How one series differs between two windows, as far back as both can see.
struct Difference {
  SeriesId id;
  Frequency frequency = Frequency::event;
  std::vector<Point> added, withdrawn;
  std::vector<std::pair<Point, Point>> changed;  // before, after
  std::vector<std::pair<Point, Point>> rounded;  // the same, within the series' `rounding`
  int newer = 0;                                 // of `added`, periods after all that were there
  int compared = 0;
  double least_ratio = 0, largest_ratio = 0;  // of `changed`; 0: none or not defined

  bool many() const {
    return static_cast<int>(changed.size()) >= kMany &&
           2 * static_cast<int>(changed.size()) >= compared;
  }
  bool one_factor() const {
    return many() && least_ratio > 0 && largest_ratio / least_ratio - 1 < kOneFactor;
  }
};

bool within(double tolerance, double a, double b) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

Difference difference(const Series& series, const WindowSeries& before, const WindowSeries& after) {
  Difference d;
  d.id = series.id;
  d.frequency = series.frequency;
  Date from{days{-1'000'000}};
  if (!before.complete && !before.points.empty())
    from = std::max(from, before.points.front().period);
  if (!after.complete && !after.points.empty()) from = std::max(from, after.points.front().period);
  auto b = std::ranges::lower_bound(before.points, from, {}, &Point::period);
  auto a = std::ranges::lower_bound(after.points, from, {}, &Point::period);
  bool defined = true;
  while (b != before.points.end() || a != after.points.end()) {
    if (b == before.points.end() || (a != after.points.end() && a->period < b->period)) {
      if (b == before.points.end()) ++d.newer;
      d.added.push_back(*a++);
    } else if (a == after.points.end() || b->period < a->period) {
      d.withdrawn.push_back(*b++);
    } else {
      ++d.compared;
      if (a->value != b->value && within(series.rounding.value_or(0), b->value, a->value)) {
        d.rounded.emplace_back(*b, *a);
      } else if (a->value != b->value) {
        d.changed.emplace_back(*b, *a);
        const double ratio = b->value != 0 ? a->value / b->value : 0;
        defined = defined && ratio > 0;
        d.least_ratio = d.changed.size() == 1 ? ratio : std::min(d.least_ratio, ratio);
        d.largest_ratio = std::max(d.largest_ratio, ratio);
      }
      ++a, ++b;
    }
  }
  if (!defined) d.least_ratio = 0;
  return d;
}

// Of every series that one of the windows has and the catalogue knows, in order of name.
std::vector<Difference> differences(const Window& before, const Window& after,
                                    const Catalogue& catalogue) {
  static const WindowSeries kNothing;
  std::map<SeriesId, std::pair<const WindowSeries*, const WindowSeries*>> both;
  for (const auto& [id, series] : before.series) both[id] = {&series, &kNothing};
  for (const auto& [id, series] : after.series) {
    const auto [at, only] = both.try_emplace(id, &kNothing, &series);
    if (!only) at->second.second = &series;
  }
  std::vector<Difference> all;
  for (const auto& [id, seen] : both)
    if (const auto series = catalogue.find(id); series != catalogue.end())
      all.push_back(difference(series->second, *seen.first, *seen.second));
  return all;
}

std::string name_of(const Difference& d, const Point& p) {
  return d.id.text + " " + period_name(d.frequency, index_of(d.frequency, p.period));
}

std::string describe_new(const Difference& d) {
  const Point& p = d.added.back();
  return name_of(d, p) + ": " + number(p.value) + ", known " + to_text(p.known_at);
}

std::string describe_changes(const Difference& d,
                             const std::vector<std::pair<Point, Point>>& changed) {
  const auto& [before, after] = changed.back();
  std::string text =
      name_of(d, before) + ": " + number(before.value) + " -> " + number(after.value);
  if (changed.size() > 1) text += " and " + std::to_string(changed.size() - 1) + " older";
  return text;
}
std::string describe_changed(const Difference& d) {
  return describe_changes(d, d.changed);
}
std::string describe_rounded(const Difference& d) {
  return describe_changes(d, d.rounded);
}

std::string describe_withdrawn(const Difference& d) {
  const Point& p = d.withdrawn.back();
  return name_of(d, p) + ": " + number(p.value) + " withdrawn";
}

template <class Has, class Describe>
std::optional<std::string> describe_all(const std::vector<Difference>& all, Has has,
                                        Describe describe) {
  std::string text;
  int named = 0, more = 0;
  for (const Difference& d : all) {
    if (!has(d)) continue;
    if (named == 3) {
      ++more;
      continue;
    }
    if (named++ > 0) text += "; ";
    text += describe(d);
  }
  if (named == 0) return std::nullopt;
  if (more > 0) text += "; and " + std::to_string(more) + " more series";
  return text;
}

bool stale(const TestResult& t) {
  return t.why_unknown == UnknownReason::stale;
}

// The first test that `is(its result before, its result after)` says so of, as it is after.
template <class Is>
const TestResult* find_test(const Assessment& before, const Assessment& after, Is is) {
  for (std::size_t i = 0; i < std::min(before.tests.size(), after.tests.size()); ++i)
    if (is(before.tests[i], after.tests[i])) return &after.tests[i];
  return nullptr;
}

std::string reading_name(const TestResult& t) {
  return period_name(t.frequency, t.reading->index);
}

CauseFound from_data(const std::vector<Difference>& all) {
  if (auto text = describe_all(
          all, [](const auto& d) { return d.one_factor(); },
          [](const auto& d) {
            return d.id.text + ": " + std::to_string(d.changed.size()) +
                   " periods moved by the factor " + number(d.largest_ratio);
          }))
    return {Cause::rebase, *text};
  if (auto text = describe_all(all, [](const auto& d) { return d.many(); }, describe_changed))
    return {Cause::restatement, *text};
  if (auto text = describe_all(all, [](const auto& d) { return d.newer > 0; }, describe_new))
    return {Cause::new_print, *text};
  if (auto text =
          describe_all(all, [](const auto& d) { return !d.changed.empty(); }, describe_changed))
    return {Cause::revision, *text};
  if (auto text =
          describe_all(all, [](const auto& d) { return !d.withdrawn.empty(); }, describe_withdrawn))
    return {Cause::withdrawal, *text};
  // A period that was missing inside the history: known late, so a revision of what was known.
  if (auto text = describe_all(all, [](const auto& d) { return !d.added.empty(); }, describe_new))
    return {Cause::revision, *text};
  if (auto text =
          describe_all(all, [](const auto& d) { return !d.rounded.empty(); }, describe_rounded))
    return {Cause::rounding, *text};
  return {};
}

// "2026-02-18" for the end of that day, else "2026-02-18 12:00 UTC": as people read it.
std::string last_moment(Instant t) {
  if (t == end_of_day(day_of(t))) return to_text(day_of(t));
  const std::string text = to_text(t);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

}  // namespace

std::string_view to_text(Cause c) {
  return word_of(kCauses, c);
}
std::optional<Cause> parse_cause(std::string_view text) {
  return value_of<Cause>(kCauses, text);
}

CauseFound cause_of(const Assessment& before, const Window& saw_before, const Assessment& after,
                    const Window& saw_after, const Catalogue& catalogue, bool rule_changed) {
  if (rule_changed) return {Cause::config, "the rule was edited"};
  const CauseFound data = from_data(differences(saw_before, saw_after, catalogue));

  // Stale where it stood before: with an older reading it is the withdrawal that made it so.
  const TestResult* went_stale = find_test(before, after, [](const auto& b, const auto& a) {
    return stale(a) && !stale(b) && b.reading && a.reading->index >= b.reading->index;
  });
  if (went_stale && (data.cause == Cause::none || after.status == Status::unknown))
    return {Cause::staleness, "no print after " + reading_name(*went_stale) + "; due by " +
                                  last_moment(*went_stale->stale_at - seconds{1})};
  if (data.cause == Cause::new_print &&
      find_test(before, after, [](const auto& b, const auto& a) { return stale(b) && !stale(a); }))
    return {Cause::recovered_feed, data.detail};
  if (data.cause != Cause::none) return data;

  // Time alone: a resampled period ends when its calendar says so.
  if (const TestResult *ended = find_test(before, after, [](const auto& b, const auto& a) {
        return a.reading && (!b.reading || a.reading->index > b.reading->index);
      }))
    return {Cause::new_print, reading_name(*ended) + " is over: " + number(ended->reading->value)};
  return {};
}

}  // namespace firstcard
