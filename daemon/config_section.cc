#include "config_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "indicators/nearest.h"
#include "indicators/period.h"

namespace firstcard::config {

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
}

Section::Section(const Table& table, Place place, std::string title, Report& report)
    : table_(&table), place_(place), title_(std::move(title)), report_(&report) {}

void Section::error(Place place, std::string_view message) const {
  report_->error(place,
                 title_.empty() ? std::string(message) : fmt::format("{}: {}", title_, message));
}

void Section::warn(Place place, std::string_view message) const {
  report_->warn(place,
                title_.empty() ? std::string(message) : fmt::format("{}: {}", title_, message));
}

const Value* Section::take(std::string_view key) {
  known_.emplace_back(key);
  const auto found = std::ranges::find(*table_, key, &Entry::key);
  return found == table_->end() ? nullptr : &found->value;
}

Place Section::place_of(std::string_view key) const {
  const auto found = std::ranges::find(*table_, key, &Entry::key);
  return found == table_->end() ? place_ : found->value.place;
}

void Section::require(std::string_view key, std::string_view example) {
  if (!take(key)) error(place_, fmt::format("missing \"{}\"; for example {}", key, example));
}

void Section::refuse(std::string_view key, std::string_view why) {
  known_.emplace_back(key);
  const auto found = std::ranges::find(*table_, key, &Entry::key);
  if (found != table_->end()) error(found->place, fmt::format("\"{}\" {}", key, why));
}

void Section::mistyped(std::string_view key, const Value& v, std::string_view wanted) const {
  error(v.place, fmt::format("\"{}\" must be {}, not {}", key, wanted, kind_of(v)));
}

std::optional<At<std::string>> Section::line_breaks_too(std::string_view key) {
  const Value* v = take(key);
  if (!v) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&v->what)) return At{*text, v->place};
  mistyped(key, *v, "a text");
  return std::nullopt;
}

std::optional<At<std::string>> Section::text(std::string_view key) {
  auto found = line_breaks_too(key);
  if (found && has_control_character(found->value)) {
    error(found->place, fmt::format("\"{}\" holds a line break or another control character; "
                                    "take it out",
                                    key));
    return std::nullopt;
  }
  return found;
}

std::optional<At<std::int64_t>> Section::integer(std::string_view key, std::int64_t least,
                                                 std::int64_t most) {
  const Value* v = take(key);
  if (!v) return std::nullopt;
  const auto* integer = std::get_if<std::int64_t>(&v->what);
  if (!integer) {
    mistyped(key, *v, "an integer");
    return std::nullopt;
  }
  if (*integer < least) {
    error(v->place, fmt::format("\"{}\" is {}; it must be at least {}", key, *integer, least));
    return std::nullopt;
  }
  if (*integer > most) {
    error(v->place, fmt::format("\"{}\" is {}; it must be at most {}", key, *integer, most));
    return std::nullopt;
  }
  return At{*integer, v->place};
}

std::optional<At<double>> Section::number(std::string_view key) {
  const Value* v = take(key);
  if (!v) return std::nullopt;
  if (const auto* integer = std::get_if<std::int64_t>(&v->what))
    return At{static_cast<double>(*integer), v->place};
  const auto* number = std::get_if<double>(&v->what);
  if (!number) {
    mistyped(key, *v, "a number");
    return std::nullopt;
  }
  if (!std::isfinite(*number)) {
    error(v->place, fmt::format("\"{}\" is {}; it must be a finite number", key, *number));
    return std::nullopt;
  }
  return At{*number, v->place};
}

std::optional<At<bool>> Section::boolean(std::string_view key) {
  const Value* v = take(key);
  if (!v) return std::nullopt;
  if (const auto* boolean = std::get_if<bool>(&v->what)) return At{*boolean, v->place};
  mistyped(key, *v, "true or false");
  return std::nullopt;
}

std::optional<std::vector<At<std::string>>> Section::texts(std::string_view key) {
  const Value* v = take(key);
  if (!v) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&v->what))
    return std::vector{At{*text, v->place}};
  const auto* list = std::get_if<List>(&v->what);
  if (!list) {
    mistyped(key, *v, "a text or a list of texts");
    return std::nullopt;
  }
  std::vector<At<std::string>> out;
  bool good = true;
  for (const Value& item : *list) {
    if (const auto* text = std::get_if<std::string>(&item.what)) {
      out.push_back({*text, item.place});
    } else {
      error(item.place,
            fmt::format("\"{}\" is a list of texts, and this is {}", key, kind_of(item)));
      good = false;
    }
  }
  if (!good) return std::nullopt;
  return out;
}

std::optional<At<std::size_t>> Section::word(std::string_view key,
                                             std::initializer_list<std::string_view> words) {
  const auto found = text(key);
  if (!found) return std::nullopt;
  const auto at = std::ranges::find(words, found->value);
  if (at != words.end()) return At{static_cast<std::size_t>(at - words.begin()), found->place};
  error(found->place,
        fmt::format("\"{}\" is \"{}\"; known: {}", key, found->value, fmt::join(words, ", ")));
  return std::nullopt;
}

std::optional<At<char>> Section::sign(std::string_view key) {
  const auto found = line_breaks_too(key);  // a tab is a good delimiter
  if (!found) return std::nullopt;
  const bool one = found->value.size() == 1;
  const char c = one ? found->value.front() : '\0';
  if (one && (c == '\t' || (c >= ' ' && c <= '~'))) return At{c, found->place};
  error(found->place,
        fmt::format("\"{}\" must be one ASCII character, like \",\" or \"\\t\"", key));
  return std::nullopt;
}

std::optional<At<std::chrono::seconds>> Section::span(std::string_view key) {
  const auto found = text(key);
  if (!found) return std::nullopt;
  const auto span = parse_span(found->value);
  if (span && *span > std::chrono::seconds{0}) return At{*span, found->place};
  error(found->place,
        span ? fmt::format("\"{}\" must be longer than nothing", key)
             : fmt::format("\"{}\" is \"{}\"; write a whole number with s, m, h, d or w"
                           ", like \"30s\", \"15m\", \"6h\" or \"1d\"",
                           key, found->value));
  return std::nullopt;
}

std::optional<At<days>> Section::day_span(std::string_view key, Zero zero) {
  const auto found = text(key);
  if (!found) return std::nullopt;
  const auto span = parse_duration(found->value);
  if (!span) {
    error(found->place, fmt::format("\"{}\" is \"{}\"; write a whole number with d, w, m, q or y, "
                                    "like \"40d\", \"6m\" or \"1q\"",
                                    key, found->value));
    return std::nullopt;
  }
  if (span->count == 0 && zero == Zero::refused) {
    error(found->place, fmt::format("\"{}\" must be longer than nothing", key));
    return std::nullopt;
  }
  return At{nominal_days(*span), found->place};
}

std::optional<Section> Section::table(std::string_view key) {
  const Value* v = take(key);
  if (!v) return std::nullopt;
  const std::string title = title_.empty() ? std::string(key) : fmt::format("{}, {}", title_, key);
  if (const auto* table = std::get_if<Table>(&v->what))
    return Section(*table, v->place, title, *report_);
  mistyped(key, *v, "a table");
  return std::nullopt;
}

std::vector<Section> Section::tables(std::string_view key) {
  const Value* v = take(key);
  if (!v) return {};
  const std::string title = title_.empty() ? std::string(key) : fmt::format("{}, {}", title_, key);
  if (const auto* table = std::get_if<Table>(&v->what)) {
    const std::string owner = title_.empty() ? "" : title_.substr(0, title_.find(' ')) + ".";
    error(v->place, fmt::format("\"{0}\" may stand several times; write its header as [[{1}{0}]]",
                                key, owner));
    return {Section(*table, v->place, title, *report_)};  // so that what it declares is known
  }
  const auto* list = std::get_if<List>(&v->what);
  if (!list) {
    mistyped(key, *v, "a list of tables");
    return {};
  }
  std::vector<Section> out;
  for (const Value& item : *list) {
    if (const auto* table = std::get_if<Table>(&item.what))
      out.emplace_back(*table, item.place, title, *report_);
    else
      error(item.place,
            fmt::format("\"{}\" is a list of tables, and this is {}", key, kind_of(item)));
  }
  return out;
}

const Table& Section::entries() {
  for (const Entry& entry : *table_) known_.push_back(entry.key);
  return *table_;
}

void Section::finish() {
  std::ranges::sort(known_);
  known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
  for (const Entry& entry : *table_)
    if (!std::ranges::binary_search(known_, entry.key))
      error(entry.place,
            fmt::format("unknown key \"{}\"{}", entry.key, suggestion(entry.key, known_)));
}

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t few = 8;
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  if (const auto near = nearest(name, candidates))
    return fmt::format("; did you mean \"{}\"?", *near);
  if (known.empty() || known.size() > few) return {};
  return fmt::format("; known: {}", fmt::join(known, ", "));
}

std::optional<std::chrono::seconds> parse_span(std::string_view text) {
  constexpr std::size_t most_digits = 6;  // a million weeks fit into seconds many times over
  if (text.size() < 2 || text.size() > most_digits + 1) return std::nullopt;
  std::int64_t count = 0;
  for (const char c : text.substr(0, text.size() - 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    count = count * 10 + (c - '0');
  }
  switch (text.back()) {
    case 's':
      return std::chrono::seconds{count};
    case 'm':
      return std::chrono::minutes{count};
    case 'h':
      return std::chrono::hours{count};
    case 'd':
      return std::chrono::days{count};
    case 'w':
      return std::chrono::weeks{count};
    default:
      return std::nullopt;
  }
}

}  // namespace firstcard::config
