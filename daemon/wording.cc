#include "daemon/wording.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "alerts/format.h"

namespace firstcard {

namespace {

std::string prints(int n) {
  return n == 1 ? "1 print" : fmt::format("{} prints", n);
}

std::string judged(const Test& test, const TestResult& r, const std::string& unit) {
  const double x = r.reading->value;
  const std::string reading = format_value(x, unit);
  const std::string line = format_line(test.weakening, unit);
  switch (r.status) {
    case Status::weakening: {
      if (test.weakening.strictly_beyond(x)) return fmt::format("{} is {}", reading, line);
      const std::string recovery = format_recovery(r.line, unit);
      if (r.run > 0)
        return fmt::format("{} is {}, for {} of {}", reading, recovery, r.run, prints(r.needed));
      return fmt::format("{} is not yet {}", reading, recovery);
    }
    case Status::strengthening:
      return fmt::format("{} is {}", reading, format_line(*test.strengthening, unit));
    default:
      break;
  }
  if (r.run > 0)
    return fmt::format("{} is {}, for {} of {}", reading, line, r.run, prints(r.needed));
  return fmt::format("{} is not {}", reading, line);
}

std::string reason_of_test(const Test& test, const TestResult& r, const std::string& unit) {
  switch (r.why_unknown) {
    case UnknownReason::no_data:
      return "no print: a series is missing or too short";
    case UnknownReason::too_few_prints:
      return "too few prints: needs " + prints(test.weakening_for);
    case UnknownReason::stale:
      return fmt::format("stale: no print after {}, due by {}",
                         period_name(r.frequency, r.reading->index),
                         format_instant(*r.stale_at - seconds{1}));
    case UnknownReason::none:
      break;
  }
  return judged(test, r, unit);
}

std::string_view next_period(Frequency f) {
  switch (f) {
    case Frequency::event:
      return "at the next event";
    case Frequency::day:
      return "on the next day";
    case Frequency::week:
      return "next week";
    case Frequency::month:
      return "next month";
    case Frequency::quarter:
      return "next quarter";
    case Frequency::year:
      return "next year";
  }
  return {};
}

}  // namespace

std::string reason_of(const Indicator& rule, const Assessment& a) {
  if (rule.tests.size() == 1) return reason_of_test(rule.tests[0], a.tests[0], rule.unit);
  std::string all;
  for (std::size_t i = 0; i < rule.tests.size(); ++i)
    all += fmt::format("{}{}: {}", i == 0 ? "" : "; ", rule.tests[i].name,
                       reason_of_test(rule.tests[i], a.tests[i], rule.unit));
  return all;
}

std::string flip_text(const std::optional<Flip>& flip, Frequency f) {
  if (!flip) return {};
  const bool weakens = flip->to == Status::weakening;
  return fmt::format("{}{} {} {} {}", weakens ? "" : "at or ",
                     flip->side == Side::below ? "below" : "above",
                     format_value(flip->value, flip->unit), next_period(f),
                     weakens ? "turns it weakening" : "ends its weakening");
}

std::string no_flip_text(const Assessment& a) {
  switch (a.leading().why_unknown) {
    case UnknownReason::no_data:
      return "it stays unknown until its series have what a print needs";
    case UnknownReason::too_few_prints:
      return "it stays unknown until there are more prints";
    case UnknownReason::stale:
      return "it stays unknown until a newer print comes";
    case UnknownReason::none:
      break;
  }
  return "no value is known that the next print would have to cross to change it";
}

std::string edit_text(const std::string& before, const std::string& after) {
  // A line is a key and its value.
  const auto lines = [](const std::string& text) {
    std::vector<std::pair<std::string, std::string>> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      const auto blank = std::min(line.find(' '), line.size());
      all.emplace_back(line.substr(0, blank), line.substr(std::min(blank + 1, line.size())));
    }
    return all;
  };
  auto was = lines(before), is = lines(after);
  const auto common = [](const auto& of) {
    return [&of](const auto& line) { return std::ranges::find(of, line) != of.end(); };
  };
  const auto kept = was;
  std::erase_if(was, common(is));
  std::erase_if(is, common(kept));
  std::vector<std::string> texts;
  for (const auto& [key, value] : is) {
    const auto old = std::ranges::find(was, key, &std::pair<std::string, std::string>::first);
    if (old == was.end()) {
      texts.push_back(fmt::format("{} {} added", key, value));
      continue;
    }
    texts.push_back(fmt::format("{} {} -> {}", key, old->second, value));
    was.erase(old);
  }
  for (const auto& [key, value] : was) texts.push_back(fmt::format("{} {} removed", key, value));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string period_of(const Assessment& a) {
  const TestResult& lead = a.leading();
  return lead.reading ? period_name(lead.frequency, lead.reading->index) : std::string();
}

}  // namespace firstcard
