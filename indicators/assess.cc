#include "assess.h"

#include <algorithm>

#include "words.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 4> kStatuses = {"holding", "strengthening", "weakening",
                                                       "unknown"};
constexpr std::size_t kRecent = 16;

// A time in which a test was weakening; no end: it still is.
struct Spell {
  Instant begin;
  std::optional<Instant> end;
};

// How long after its period's end a print counts (design section 4); nullopt: for ever.
std::optional<seconds> fresh_for(const Indicator& rule, const Test& test, Frequency f,
                                 const Catalogue& catalogue) {
  if (rule.stale_after) return *rule.stale_after;
  std::optional<seconds> late;
  for (const SeriesId& id : series_of(test.measure)) {
    const Series& series = catalogue.at(id);
    if (const auto due = due_of(series))
      late = std::max(late.value_or(seconds{0}), *due + grace_of(series));
  }
  if (!late) return std::nullopt;
  return has_calendar(f) ? nominal_length(f) + *late : *late;
}

// The first instant at which a print is stale.
std::optional<Instant> stale_at(const Print& print, std::optional<seconds> fresh) {
  if (!fresh) return std::nullopt;
  return end_of_day(print.period) + *fresh + seconds{1};
}

// From when each print was known: no later than the print after it, so that an old period which is
// revised today was not seen today for the first time.
std::vector<Instant> known_from(const std::vector<FoldStep>& steps) {
  std::vector<Instant> known(steps.size());
  Instant next = Instant::max();
  for (std::size_t i = steps.size(); i-- > 0;)
    known[i] = next = std::min(steps[i].print.known_at, next);
  return known;
}

// The times in which a test was weakening. One ends with the print that recovers, but no later than
// the print before it went stale: of a history loaded at once, everything became known today.
std::vector<Spell> spells_of(const std::vector<FoldStep>& steps, const std::vector<Instant>& known,
                             std::optional<seconds> fresh) {
  std::vector<Spell> spells;
  bool was_weakening = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool weakening = steps[i].status == Status::weakening;
    const Print& before = steps[i > 0 ? i - 1 : 0].print;
    const Instant at = std::min(known[i], stale_at(before, fresh).value_or(known[i]));
    if (was_weakening && !weakening) spells.back().end = at;
    if (weakening && !was_weakening) {
      if (!spells.empty() && spells.back().end == at)
        spells.back().end.reset();  // left and came back at one instant: never left
      else
        spells.push_back({.begin = at, .end = {}});
    }
    was_weakening = weakening;
  }
  return spells;
}

struct Judged {
  TestResult result;
  std::vector<Spell> spells;
};

Judged judge(const Indicator& rule, const Test& test, const Catalogue& catalogue,
             const Window& window, Instant as_of) {
  Judged judged;
  TestResult& r = judged.result;
  r.name = test.name;
  r.line = test.weakening;
  r.needed = test.weakening_for;
  r.frequency = check_measure(test.measure, catalogue).value();
  const std::vector<FoldStep> steps =
      fold(test, r.frequency, prints_of(rule, test, catalogue, window));
  if (steps.empty()) return judged;
  const FoldStep& now = steps.back();
  r.reading = now.print;
  if (steps.size() > 1) r.previous = steps[steps.size() - 2].print.value;
  const std::size_t from = steps.size() - std::min(kRecent, steps.size());
  r.recent_from = steps[from].print.index;
  for (std::size_t i = from; i < steps.size(); ++i) r.recent.push_back(steps[i].print.value);
  r.run = now.run;
  const std::optional<seconds> fresh = fresh_for(rule, test, r.frequency, catalogue);
  r.stale_at = stale_at(now.print, fresh);

  const std::vector<Instant> known = known_from(steps);
  std::size_t began = steps.size() - 1;
  while (began > 0 && steps[began - 1].status == now.status) --began;
  r.since = known[began];
  judged.spells = spells_of(steps, known, fresh);
  for (const Spell& spell : judged.spells)
    if (spell.end) r.left_weakening_at = spell.end;

  if (now.status == Status::weakening) {
    r.line = recovery_line(test);
    r.needed = test.recovery_for;
  }
  const double above = now.print.value - r.line.value;
  r.distance = test.weakening.side == Side::below ? above : -above;

  if (r.stale_at && as_of >= *r.stale_at) {
    r.status = Status::unknown;
    r.why_unknown = UnknownReason::stale;
    r.since = r.stale_at;
  } else if (steps.size() < static_cast<std::size_t>(test.weakening_for)) {
    r.status = Status::unknown;
    r.why_unknown = UnknownReason::too_few_prints;
  } else {
    r.status = now.status;
    r.why_unknown = UnknownReason::none;
  }
  return judged;
}

// When the number of weakening tests last fell below the quorum, if it is below it now.
std::optional<Instant> left_weakening(const std::vector<Judged>& tests, int quorum) {
  std::vector<std::pair<Instant, int>> changes;
  for (const Judged& test : tests)
    for (const Spell& spell : test.spells) {
      changes.emplace_back(spell.begin, +1);
      if (spell.end) changes.emplace_back(*spell.end, -1);
    }
  // At one instant the beginnings count first: a test that takes over from another leaves no gap.
  std::ranges::sort(changes, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  });
  std::optional<Instant> left;
  int count = 0;
  for (const auto& [at, step] : changes) {
    if (step < 0 && count == quorum) left = at;
    count += step;
    if (step > 0 && count == quorum) left.reset();
  }
  return left;
}

}  // namespace

std::string_view to_text(Status s) {
  return word_of(kStatuses, s);
}
std::optional<Status> parse_status(std::string_view text) {
  return value_of<Status>(kStatuses, text);
}

Status combine(const std::vector<Status>& tests, int quorum) {
  const auto count = [&](Status s) { return static_cast<int>(std::ranges::count(tests, s)); };
  const int weakening = count(Status::weakening), unknown = count(Status::unknown);
  if (weakening >= quorum) return Status::weakening;
  if (weakening + unknown >= quorum) return Status::unknown;
  if (count(Status::strengthening) > 0 && weakening == 0 && unknown == 0)
    return Status::strengthening;
  return Status::holding;
}

Assessment assess(const Indicator& rule, const Catalogue& catalogue, const Window& window,
                  Instant as_of) {
  std::vector<Judged> judged;
  judged.reserve(rule.tests.size());
  for (const Test& test : rule.tests) judged.push_back(judge(rule, test, catalogue, window, as_of));

  Assessment a{.indicator = rule.id,
               .as_of = as_of,
               .status = {},
               .tests = {},
               .lead = 0,
               .left_weakening_at = {}};
  a.left_weakening_at = left_weakening(judged, rule.quorum);
  std::vector<Status> statuses;
  for (Judged& test : judged) {
    statuses.push_back(test.result.status);
    a.tests.push_back(std::move(test.result));
  }
  a.status = combine(statuses, rule.quorum);

  // The one that decides. Where the indicator holds: a test that weakens in spite of that, one that
  // holds, or at least one that is known.
  std::vector<Status> wanted = {a.status};
  if (a.status == Status::holding)
    wanted = {Status::weakening, Status::holding, Status::strengthening};
  for (const Status s : wanted) {
    const auto found = std::ranges::find(statuses, s);
    if (found == statuses.end()) continue;
    a.lead = static_cast<std::size_t>(found - statuses.begin());
    break;
  }
  return a;
}

std::map<SeriesId, Need> needs_of(const Indicator& rule, const Catalogue& catalogue) {
  std::map<SeriesId, Need> all;
  for (const Test& test : rule.tests)
    for (const auto& [id, need] : needs_of(test.measure, catalogue, rule.lookback)) {
      Need& sum = all[id];
      sum.prints = std::max(sum.prints, need.prints);
      sum.reach = std::max(sum.reach, need.reach);
    }
  return all;
}

}  // namespace firstcard
