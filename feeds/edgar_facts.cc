#include "edgar_facts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace firstcard {

namespace {

struct DaysRange {
  int least, most, nominal;
  bool holds(int n) const { return least <= n && n <= most; }
};
constexpr DaysRange kQuarter{80, 100, 91}, kHalf{170, 195, 182}, kYear{350, 380, 365};

constexpr std::array<std::string_view, 5> kDurations = {"instant", "quarter", "half", "year",
                                                        "ytd"};
constexpr std::array<std::string_view, 5> kKinds = {"new", "revision", "rounding", "retagged",
                                                    "mixed"};

// The forms that report a whole fiscal year.
constexpr std::array<std::string_view, 4> kAnnual = {"10-K", "10-KT", "20-F", "40-F"};

std::string_view without_amendment(std::string_view form) {
  if (form.ends_with("/A")) form.remove_suffix(2);
  return form;
}

int length(Date start, Date end) {
  return static_cast<int>((end - start).count()) + 1;
}
int length(const EdgarFact& f) {
  return f.start ? length(*f.start, f.end) : 0;
}

bool nearly(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

// One filing's word on a period.
struct Statement {
  const EdgarFact* fact = nullptr;        // the figure, or the longer one of two
  const EdgarFact* subtrahend = nullptr;  // derived
  bool mixed = false;
  double value() const { return fact->value - (subtrahend ? subtrahend->value : 0); }
  Date start() const {
    return subtrahend ? subtrahend->end + days{1} : fact->start.value_or(Date{});
  }
};

using Span = std::pair<Date, Date>;  // first and last day

class Vintages {
 public:
  Vintages(const std::vector<EdgarFact>& facts, const EdgarMapping& mapping) : mapping_(mapping) {
    for (const EdgarFact& f : facts) {
      const std::string_view form = without_amendment(f.form);
      if (f.start && kYear.holds(length(f)) && std::ranges::find(kAnnual, form) != kAnnual.end())
        fiscal_years_.emplace(*f.start, f.end);
      if (counts(form) || counts(f.form)) facts_.push_back(&f);
    }
    // In one filing's day the later number stands; of one filing the later line.
    std::sort(facts_.begin(), facts_.end(), [](const EdgarFact* a, const EdgarFact* b) {
      return std::tie(a->filed, a->accn, a) < std::tie(b->filed, b->accn, b);
    });
  }

  std::vector<EdgarRow> rows() {
    for (const EdgarFact* f : facts_)
      if (wanted(*f)) statements_[f->end].push_back({.fact = f});
    if (mapping_.derive && mapping_.duration == EdgarDuration::quarter) derive(kQuarter);
    if (mapping_.derive && mapping_.duration == EdgarDuration::half) derive(kHalf);
    std::vector<EdgarRow> out;
    for (auto& [period, statements] : statements_) add_period(period, statements, out);
    return out;
  }

 private:
  bool counts(std::string_view form) const {
    return std::ranges::find(mapping_.forms, form) != mapping_.forms.end();
  }

  bool starts_fiscal_year(Date day) const {
    return fiscal_years_.empty() || std::ranges::any_of(fiscal_years_, [&](const Span& year) {
             return year.first == day || year.second + days{1} == day;
           });
  }

  bool wanted(const EdgarFact& f) const {
    const int n = length(f);
    switch (mapping_.duration) {
      case EdgarDuration::instant:
        return !f.start;
      case EdgarDuration::quarter:
        return kQuarter.holds(n);
      case EdgarDuration::half:
        return kHalf.holds(n);
      case EdgarDuration::year:  // not any twelve months
        return kYear.holds(n) &&
               (fiscal_years_.empty() || fiscal_years_.contains({*f.start, f.end}));
      case EdgarDuration::ytd:
        return f.start && n <= kYear.most && starts_fiscal_year(*f.start);
    }
    return false;
  }

  // All differences of figures of one concept that start on the same day.
  void derive(const DaysRange& range) {
    std::map<std::pair<std::size_t, Date>, std::map<Date, std::vector<const EdgarFact*>>> by_start;
    for (const EdgarFact* f : facts_)
      if (f->start && length(*f) <= kYear.most)
        by_start[{f->preference, *f->start}][f->end].push_back(f);
    for (const auto& [start, by_end] : by_start)
      for (const auto& [end, longer] : by_end)
        for (const auto& [earlier, shorter] : by_end)
          if (earlier < end && range.holds(length(earlier + days{1}, end)))
            derive(longer, shorter, statements_[end]);
  }

  // Both in order of filing.
  void derive(const std::vector<const EdgarFact*>& longer,
              const std::vector<const EdgarFact*>& shorter, std::vector<Statement>& out) const {
    const EdgarFact* before = nullptr;  // the last filing with another value of the longer one
    for (std::size_t i = 0; i < longer.size(); ++i) {
      const EdgarFact* f = longer[i];
      if (i > 0 && !nearly(longer[i - 1]->value, f->value, mapping_.rounding))
        before = longer[i - 1];
      const auto after = std::ranges::upper_bound(shorter, f->filed, {}, &EdgarFact::filed);
      if (after == shorter.begin()) continue;
      const EdgarFact* subtrahend = *std::prev(after);
      out.push_back({.fact = f,
                     .subtrahend = subtrahend,
                     .mixed = before && subtrahend->filed <= before->filed});
    }
  }

  int distance_from_nominal(const Statement& s) const {
    const int n = length(s.start(), s.fact->end);
    switch (mapping_.duration) {
      case EdgarDuration::quarter:
        return std::abs(n - kQuarter.nominal);
      case EdgarDuration::half:
        return std::abs(n - kHalf.nominal);
      case EdgarDuration::ytd:
        return -n;  // the longest: a quarter may start on the same day as a fiscal year
      default:
        return 0;
    }
  }

  // Which of the statements that stand at one time is believed: the smallest.
  auto rank(const Statement& s) const {
    return std::tuple(s.fact->preference, s.subtrahend != nullptr, distance_from_nominal(s));
  }

  void add_period(Date period, std::vector<Statement>& statements, std::vector<EdgarRow>& out) {
    // std::sort, and the place of each statement, so that equal ones keep their order.
    std::vector<std::size_t> order(statements.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tie(statements[a].fact->filed, a) < std::tie(statements[b].fact->filed, b);
    });
    std::map<decltype(rank(statements.front())), const Statement*> standing;
    const Statement* told = nullptr;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Statement& s = statements[order[i]];
      if (!s.mixed) standing[rank(s)] = &s;
      const Date today = s.fact->filed;
      const bool last_of_day =
          i + 1 == order.size() || statements[order[i + 1]].fact->filed != today;
      if (s.mixed && (standing.empty() || rank(s) <= standing.begin()->first))
        out.push_back(row(period, s, EdgarKind::mixed));
      if (!last_of_day || standing.empty()) continue;
      const Statement* best = standing.begin()->second;
      if (told && told->value() == best->value()) continue;
      EdgarRow r = row(period, *best, kind(told, *best));
      r.known = today;
      out.push_back(std::move(r));
      told = best;
    }
  }

  EdgarKind kind(const Statement* before, const Statement& now) const {
    if (!before) return EdgarKind::first;
    if (nearly(before->value(), now.value(), mapping_.rounding)) return EdgarKind::rounding;
    if (before->fact->preference != now.fact->preference) return EdgarKind::retagged;
    // Rounding of the year weighs more in its last quarter.
    if (before->subtrahend && now.subtrahend &&
        nearly(before->fact->value, now.fact->value, mapping_.rounding) &&
        nearly(before->subtrahend->value, now.subtrahend->value, mapping_.rounding))
      return EdgarKind::rounding;
    return EdgarKind::revision;
  }

  static EdgarRow row(Date period, const Statement& s, EdgarKind kind) {
    EdgarRow r{.period = period,
               .known = s.fact->filed,
               .kind = kind,
               .derived = s.subtrahend != nullptr,
               .form = s.fact->form,
               .accn = s.fact->accn,
               .preference = s.fact->preference};
    if (s.fact->start) r.start = s.start();
    if (kind != EdgarKind::mixed) r.value = s.value();
    return r;
  }

  const EdgarMapping& mapping_;
  std::set<Span> fiscal_years_;
  std::vector<const EdgarFact*> facts_;  // of the forms that count, in order of filing
  std::map<Date, std::vector<Statement>> statements_;  // by the period's last day
};

}  // namespace

std::optional<EdgarDuration> parse_edgar_duration(std::string_view text) {
  const auto at = std::ranges::find(kDurations, text);
  if (at == kDurations.end()) return std::nullopt;
  return static_cast<EdgarDuration>(at - kDurations.begin());
}

std::string_view to_text(EdgarDuration d) {
  return kDurations[static_cast<std::size_t>(d)];
}

std::string_view to_text(EdgarKind k) {
  return kKinds[static_cast<std::size_t>(k)];
}

std::vector<std::string> edgar_forms() {
  return {"10-Q", "10-K", "20-F", "40-F", "6-K", "10-QT", "10-KT"};
}

std::vector<EdgarRow> edgar_vintages(const std::vector<EdgarFact>& facts,
                                     const EdgarMapping& mapping) {
  return Vintages(facts, mapping).rows();
}

}  // namespace firstcard
