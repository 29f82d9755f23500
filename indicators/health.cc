#include "health.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "words.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 5> kHealths = {"none", "not_due", "due", "late", "dead"};

constexpr std::size_t kSamples = 12, kEnough = 5;
// Day series rest at weekends and holidays.
constexpr days kDaysMissed{7};

bool tells(std::span<const Publication> all, std::size_t i) {
  const Publication& p = all[i];
  if (p.basis == Basis::declared) return false;
  // Together with a later period, or behind it.
  const auto newer = all.first(i), older = all.subspan(i + 1);
  if (std::ranges::any_of(newer, [&](const auto& n) { return n.known_at <= p.known_at; }))
    return false;
  return p.basis == Basis::source ||
         std::ranges::any_of(older, [&](const auto& o) { return o.known_at < p.known_at; });
}

// The q-th of them by the nearest rank, in hundredths.
seconds quantile(const std::vector<seconds>& sorted, std::size_t hundredths) {
  return sorted[(sorted.size() * hundredths + 99) / 100 - 1];
}

}  // namespace

std::string_view to_text(Health h) {
  return word_of(kHealths, h);
}
std::optional<Health> parse_health(std::string_view text) {
  return value_of<Health>(kHealths, text);
}

std::optional<Lags> lags_of(Frequency f, std::span<const Publication> publications) {
  std::vector<seconds> lags;
  for (std::size_t i = 0; i < publications.size() && lags.size() < kSamples; ++i) {
    if (!tells(publications, i)) continue;
    if (has_calendar(f))
      lags.push_back(publications[i].known_at - end_of_day(publications[i].period));
    else if (i + 1 < publications.size())
      lags.push_back(publications[i].known_at - end_of_day(publications[i + 1].period));
  }
  if (lags.size() < kEnough) return std::nullopt;
  std::ranges::sort(lags);
  return Lags{.median = quantile(lags, 50),
              .p95 = quantile(lags, 95),
              .periods = static_cast<int>(lags.size())};
}

SeriesHealth health_of(const Series& series, std::span<const Publication> publications,
                       Instant now) {
  SeriesHealth out{.series = series.id, .newest = {}, .expected = {}, .lags = {}};
  if (publications.empty()) return out;
  out.newest = publications.front();
  const std::optional<days> due = due_of(series);
  if (!due) return out;

  const bool by_index = has_calendar(series.frequency);
  seconds due_after = *due, late_after = *due + grace_of(series);
  if (series.due) {
    out.calendar = Calendar::declared;
  } else if (const auto lags = lags_of(series.frequency, publications)) {
    out.calendar = Calendar::learnt;
    out.lags = lags;
    due_after = lags->median;
    late_after = lags->p95 + (series.grace ? grace_of(series) : seconds{0});
  }
  const days length = by_index ? nominal_length(series.frequency) : days{0};
  const days missed = by_index                             ? length
                      : series.frequency == Frequency::day ? kDaysMissed
                                                           : std::max(*due, days{1});
  // One second later, as a reading goes stale: from the first instant beyond.
  const Instant from = end_of_day(out.newest->period) + length + seconds{1};
  out.due_at = from + due_after;
  out.late_at = from + late_after;
  out.dead_at = *out.late_at + missed;
  out.expected =
      by_index ? period_name(series.frequency, index_of(series.frequency, out.newest->period) + 1)
               : "after " + to_text(out.newest->period);
  out.health = now >= *out.dead_at   ? Health::dead
               : now >= *out.late_at ? Health::late
               : now >= *out.due_at  ? Health::due
                                     : Health::not_due;
  return out;
}

FeedOutlook outlook_of(std::vector<SeriesHealth> series, Instant now) {
  FeedOutlook out{.newest_period = {}, .next_due_at = {}, .changes_at = {}};
  const auto earlier = [](std::optional<Instant>& least, std::optional<Instant> t) {
    if (t && (!least || *t < *least)) least = t;
  };
  for (const SeriesHealth& s : series) {
    if (s.newest && (!out.newest_period || s.newest->period > *out.newest_period))
      out.newest_period = s.newest->period;
    earlier(out.next_due_at, s.due_at);
    for (const auto& at : {s.due_at, s.late_at, s.dead_at})
      if (at && *at > now) earlier(out.changes_at, at);
  }
  std::ranges::sort(series, [](const SeriesHealth& a, const SeriesHealth& b) {
    if (a.health != b.health) return a.health > b.health;
    if (a.due_at != b.due_at) return a.due_at && (!b.due_at || *a.due_at < *b.due_at);
    return a.series < b.series;
  });
  if (!series.empty()) out.health = series.front().health;
  out.series = std::move(series);
  return out;
}

std::string rough_text(seconds span) {
  const auto n = std::abs(span.count());
  const std::string sign = span.count() < 0 ? "-" : "";
  const auto in = [&](std::int64_t unit, const char* name) {
    return sign + std::to_string((n + unit / 2) / unit) + name;
  };
  if (n >= 2 * 86400) return in(86400, " d");
  if (n >= 2 * 3600) return in(3600, " h");
  return in(60, " min");
}

std::string calendar_text(const SeriesHealth& health) {
  switch (health.calendar) {
    case Calendar::declared:
      return "declared in [[series]]";
    case Calendar::learnt:
      return "learnt from " + std::to_string(health.lags->periods) +
             " periods: " + rough_text(health.lags->median) + " at the median, " +
             rough_text(health.lags->p95) + " at the 95th percentile";
    case Calendar::standard:
      break;
  }
  return "one period length, as nothing is declared and too little is known yet";
}

}  // namespace firstcard
