#include "daemon/explanation.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "daemon/history.h"
#include "daemon/provenance.h"
#include "daemon/recorder.h"
#include "daemon/wording.h"
#include "indicators/measure_sql.h"

namespace firstcard {

namespace {

// How many instants are gone back over for a change that was never recorded.
constexpr std::ptrdiff_t kInstants = 250;
constexpr int kRecords = 1000;

Config only(const Config& config, const Indicator& rule) {
  Config one;
  one.catalogue = config.catalogue;
  one.indicators.emplace(rule.id, rule);
  return one;
}

// By walking over what became known, as the daemon would have.
std::optional<LastChange> found_change(const Config& config, Ledger& ledger, const Indicator& rule,
                                       Instant as_of) {
  const Config one = only(config, rule);
  History history(ledger, series_of(one), false);
  const auto& known = history.known();
  const auto end = std::ranges::upper_bound(known, as_of);
  if (end == known.begin()) return std::nullopt;
  const auto begin = end - known.begin() > kInstants ? end - kInstants : known.begin();
  std::optional<LastChange> change;
  Timeline timeline(one, history);
  timeline.step(*begin);
  if (*begin < as_of)
    timeline.walk(*begin, as_of, known, [&](const Step& step) {
      const auto before = step.before.find(rule.id);
      if (before == step.before.end()) return;
      if (before->second == step.seen.at(rule.id).assessment.status) return;
      change = {.at = step.at, .cause = step.causes.at(rule.id), .recorded = false};
    });
  return change;
}

std::optional<LastChange> last_change(const Config& config, Database& db, Ledger& ledger,
                                      const Indicator& rule, const Assessment& now) {
  for (const AssessmentRecord& r : State(db).assessments(rule.id, kRecords)) {
    if (r.at > now.as_of || r.status == r.before) continue;
    // The first evaluation began no status, and one by other lines is not this one.
    if (r.cause == Cause::first_look || r.status != now.status) break;
    return LastChange{.at = r.at, .cause = {r.cause, r.detail}, .recorded = true};
  }
  return found_change(config, ledger, rule, now.as_of);
}

// Each vintage's basis and the how manieth of its period it is; and all revisions.
struct Vintages {
  struct Facts {
    Basis basis;
    int number;
  };
  std::map<std::int64_t, Facts> facts;
  std::vector<Revision> revisions;
};

Vintages vintages_of(Ledger& ledger, const std::set<SeriesId>& series, Instant as_of) {
  Vintages all;
  for (const SeriesId& id : series) {
    const Vintage* before = nullptr;
    int number = 0;
    const std::vector<Vintage> vintages = ledger.vintages(id);
    for (const Vintage& v : vintages) {
      if (v.known_at > as_of) continue;
      const bool same = before != nullptr && before->period == v.period;
      number = same ? number + 1 : 1;
      all.facts.emplace(v.id, Vintages::Facts{v.basis, number});
      if (same && before->value && v.value && *before->value != *v.value)
        all.revisions.push_back({.series = id,
                                 .period = v.period,
                                 .before = *before->value,
                                 .after = *v.value,
                                 .known_at = v.known_at});
      before = &v;
    }
  }
  std::ranges::sort(all.revisions, {}, [](const Revision& r) {
    return std::tuple(r.known_at, r.series, r.period);
  });
  return all;
}

std::vector<ExplainedInput> inputs_of_test(const Config& config, Ledger& ledger,
                                           const Indicator& rule, const Test& test,
                                           const Window& window, const Vintages& vintages) {
  std::vector<ExplainedInput> all;
  const auto inputs = inputs_of(test.measure, config.catalogue, window, rule.min_coverage);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    ExplainedInput e{
        .input = inputs[i], .origin = ledger.origin(inputs[i].point.vintage), .line = {}};
    if (const auto v = vintages.facts.find(inputs[i].point.vintage); v != vintages.facts.end()) {
      e.basis = v->second.basis;
      e.vintage = v->second.number;
    }
    const bool newest = i + 1 == inputs.size() || inputs[i + 1].series != inputs[i].series;
    if (newest && e.origin) e.line = source_line(config, *e.origin);
    all.push_back(std::move(e));
  }
  return all;
}

}  // namespace

Explanation explain(const Config& config, Database& db, const Indicator& rule, Instant as_of) {
  Ledger ledger(db);
  LedgerSource source(ledger);
  const Window window = window_for(rule, config.catalogue, source, as_of);
  Explanation e{.rule = &rule,
                .assessment = assess(rule, config.catalogue, window, as_of),
                .reason = {},
                .flip = {},
                .change = {},
                .tests = {},
                .fragility = {}};
  const Assessment& a = e.assessment;
  e.reason = reason_of(rule, a);
  e.flip = flip_text(flip_of(rule, config.catalogue, window, a), a.leading().frequency);
  e.change = last_change(config, db, ledger, rule, a);

  std::set<SeriesId> series;
  for (const Test& test : rule.tests) series.merge(series_of(test.measure));
  const Vintages vintages = vintages_of(ledger, series, as_of);
  e.fragility = fragility_of(rule, config.catalogue, window, a, vintages.revisions);

  for (std::size_t t = 0; t < rule.tests.size(); ++t) {
    const Test& test = rule.tests[t];
    ExplainedTest out{
        .test = &test,
        .result = a.tests[t],
        .steps = fold(test, a.tests[t].frequency, prints_of(rule, test, config.catalogue, window)),
        .inputs = inputs_of_test(config, ledger, rule, test, window, vintages),
        .silent = {},
        .sql = {},
        .no_sql = {}};
    for (const SeriesId& id : series_of(test.measure))
      if (const auto found = window.series.find(id);
          found == window.series.end() || found->second.points.empty())
        out.silent.push_back(id);
    const auto& reading = a.tests[t].reading;
    if (auto sql = sql_of(test.measure, config.catalogue, as_of, rule.min_coverage,
                          reading ? std::optional(reading->period) : std::nullopt)) {
      out.sql = std::move(*sql);
    } else {
      out.sql = inputs_sql(test.measure, as_of);
      out.no_sql = sql.error();
    }
    e.tests.push_back(std::move(out));
  }
  return e;
}

}  // namespace firstcard
