#include "daemon/rederived.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/format.h"
#include "daemon/recorder.h"
#include "daemon/wording.h"

namespace firstcard {

namespace {

std::string names(const std::vector<IndicatorId>& ids) {
  std::string all;
  for (const IndicatorId& id : ids) all += (all.empty() ? "" : ", ") + id.text;
  return all.empty() ? "none" : all;
}

std::string shown(const std::optional<double>& v, const std::string& unit) {
  return v ? format_value(*v, unit) : "none";
}
std::string shown(const std::optional<Instant>& t) {
  return t ? format_instant(*t) : "none";
}

class Comparison {
 public:
  explicit Comparison(std::vector<std::string>& out) : out_(out) {}
  void about(std::string what) { what_ = std::move(what); }
  void same(bool equal, std::string_view name, const std::string& sent, const std::string& now) {
    if (!equal) out_.push_back(fmt::format("{}: {} was {}, is {}", what_, name, sent, now));
  }

 private:
  std::vector<std::string>& out_;
  std::string what_;
};

void compare(Comparison& c, const IndicatorLine& sent, const Explanation& now) {
  const TestResult& lead = now.assessment.leading();
  const std::string& unit = sent.unit;
  std::optional<double> reading;
  std::optional<Instant> known;
  int have = 0, of = 0;
  if (lead.reading) {
    reading = lead.reading->value;
    known = lead.reading->known_at;
    have = lead.reading->have;
    of = lead.reading->of;
  }
  c.about(sent.id.text);
  c.same(sent.status == now.assessment.status, "status", std::string(to_text(sent.status)),
         std::string(to_text(now.assessment.status)));
  c.same(sent.reading == reading, "the reading", shown(sent.reading, unit), shown(reading, unit));
  c.same(sent.period == period_of(now.assessment), "its period", sent.period,
         period_of(now.assessment));
  c.same(sent.known_at == known, "known", shown(sent.known_at), shown(known));
  c.same(sent.have == have && sent.of == of, "coverage",
         fmt::format("{} of {}", sent.have, sent.of), fmt::format("{} of {}", have, of));
  c.same(sent.line == lead.line, "the line", sent.line ? format_line(*sent.line, unit) : "none",
         format_line(lead.line, unit));
  c.same(sent.distance == lead.distance, "the distance", shown(sent.distance, unit),
         shown(lead.distance, unit));
  c.same(sent.reason == now.reason, "the reason", sent.reason, now.reason);
  c.same(sent.flip == now.flip, "the next print", sent.flip, now.flip);
}

void compare(Comparison& c, const Notification& sent, const Verdict& now) {
  c.about(sent.thesis.text);
  c.same(sent.after == now.kind, "the verdict", std::string(to_text(sent.after)),
         std::string(to_text(now.kind)));
  c.same(sent.weakening == now.weakening, "weakening", std::to_string(sent.weakening),
         std::to_string(now.weakening));
  c.same(sent.unknown == now.unknown, "unknown", std::to_string(sent.unknown),
         std::to_string(now.unknown));
  c.same(sent.members == now.members, "counted", names(sent.members), names(now.members));
}

}  // namespace

Rederived rederive(const Config& config, Database& db, const Notification& sent) {
  Rederived out;
  Comparison comparison(out.differences);
  if (sent.kind == "test") return out;
  for (const IndicatorLine& line : sent.indicators) {
    const auto rule = config.indicators.find(line.id);
    if (rule == config.indicators.end()) {
      out.differences.push_back(line.id.text + ": there is no such indicator any more");
      continue;
    }
    out.indicators.push_back(explain(config, db, rule->second, sent.at));
    compare(comparison, line, out.indicators.back());
  }
  if (sent.thesis.text.empty()) return out;
  const auto thesis = std::ranges::find(config.theses, sent.thesis, &Thesis::id);
  if (thesis == config.theses.end()) {
    out.differences.push_back(sent.thesis.text + ": there is no such thesis any more");
    return out;
  }
  // One about a single indicator shows that alone; the verdict needs them all.
  Ledger ledger(db);
  LedgerSource source(ledger);
  std::vector<Assessment> assessments;
  for (const IndicatorId& id : thesis->indicators) {
    const Indicator& rule = config.indicators.at(id);
    const Window window = window_for(rule, config.catalogue, source, sent.at);
    assessments.push_back(assess(rule, config.catalogue, window, sent.at));
  }
  out.verdict = decide(*thesis, assessments, nullptr, sent.at).verdict;
  compare(comparison, sent, *out.verdict);
  return out;
}

}  // namespace firstcard
