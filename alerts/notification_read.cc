#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <stdexcept>
#include <utility>

#include "exact_json.h"
#include "notification.h"

namespace firstcard {

namespace json = boost::json;

namespace {

[[noreturn]] void refuse(std::string_view key, std::string_view expected) {
  throw std::invalid_argument(
      fmt::format("notification: \"{}\" is missing or not {}", key, expected));
}

// One object's members by name. Each getter throws with the member's name.
class Members {
 public:
  Members(const json::value& v, std::string_view where) : object_(object_of(v, where)) {}

  const json::value& at(std::string_view key) const {
    const json::value* v = object_.if_contains({key.data(), key.size()});
    if (!v) refuse(key, "there");
    return *v;
  }
  // Of a key that earlier versions of the program did not write.
  bool has(std::string_view key) const { return object_.contains({key.data(), key.size()}); }
  Members object(std::string_view key) const { return {at(key), key}; }
  std::string text(std::string_view key) const { return text_of(at(key), key); }
  bool boolean(std::string_view key) const {
    const bool* b = at(key).if_bool();
    if (!b) refuse(key, "true or false");
    return *b;
  }
  std::int64_t integer(std::string_view key) const {
    const std::int64_t* i = at(key).if_int64();
    if (!i) refuse(key, "a whole number");
    return *i;
  }
  int small(std::string_view key) const {
    const std::int64_t i = integer(key);
    if (!std::in_range<int>(i)) refuse(key, "a small whole number");
    return static_cast<int>(i);
  }
  double number(std::string_view key) const { return number_of(at(key), key); }
  std::optional<double> number_or_null(std::string_view key) const {
    if (at(key).is_null()) return std::nullopt;
    return number(key);
  }

  template <class T>
  T word(std::string_view key, std::optional<T> (*parse)(std::string_view)) const {
    const std::optional<T> parsed = parse(text(key));
    if (!parsed) refuse(key, fmt::format("a known word: \"{}\"", text(key)));
    return *parsed;
  }
  template <class T>
  std::optional<T> word_or_null(std::string_view key,
                                std::optional<T> (*parse)(std::string_view)) const {
    if (at(key).is_null()) return std::nullopt;
    return word(key, parse);
  }

  const json::array& array(std::string_view key) const {
    const json::array* a = at(key).if_array();
    if (!a) refuse(key, "a list");
    return *a;
  }
  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> out;
    for (const json::value& v : array(key)) out.push_back(text_of(v, key));
    return out;
  }
  std::vector<double> numbers(std::string_view key) const {
    std::vector<double> out;
    for (const json::value& v : array(key)) out.push_back(number_of(v, key));
    return out;
  }
  std::vector<IndicatorId> indicators(std::string_view key) const {
    std::vector<IndicatorId> out;
    for (std::string& text : texts(key)) out.push_back({std::move(text)});
    return out;
  }

 private:
  static const json::object& object_of(const json::value& v, std::string_view key) {
    const json::object* o = v.if_object();
    if (!o) refuse(key, "an object");
    return *o;
  }
  static std::string text_of(const json::value& v, std::string_view key) {
    const json::string* s = v.if_string();
    if (!s) refuse(key, "a text");
    return {s->data(), s->size()};
  }
  static double number_of(const json::value& v, std::string_view key) {
    if (!v.is_number()) refuse(key, "a number");
    return v.to_number<double>();
  }
  const json::object& object_;
};

std::optional<Side> parse_side(std::string_view text) {
  if (text == "below") return Side::below;
  if (text == "above") return Side::above;
  return std::nullopt;
}

IndicatorLine indicator(const json::value& v) {
  const Members m(v, "indicators");
  IndicatorLine i;
  i.id = {m.text("id")};
  i.title = m.text("title");
  i.secondary = m.boolean("secondary");
  i.status = m.word("status", parse_status);
  i.before = m.word("before", parse_status);
  i.reading = m.number_or_null("reading");
  i.previous = m.number_or_null("previous");
  i.unit = m.text("unit");
  if (!m.at("line").is_null()) {
    const Members line = m.object("line");
    i.line = Line{.side = line.word("side", parse_side), .value = line.number("value")};
  }
  i.distance = m.number_or_null("distance");
  i.period = m.text("period");
  i.period_end = m.word_or_null("period_end", parse_date);
  i.known_at = m.word_or_null("known_at", parse_instant);
  const Members coverage = m.object("coverage");
  i.have = coverage.small("have");
  i.of = coverage.small("of");
  i.cause = m.word("cause", parse_cause);
  i.detail = m.text("detail");
  i.reason = m.text("reason");
  i.flip = m.text("flip");
  i.sources = m.texts("sources");
  i.recent = m.numbers("recent");
  if (m.has("recent_from")) i.recent_from = m.text("recent_from");
  if (m.has("counted_until")) i.counted_until = m.word_or_null("counted_until", parse_instant);
  if (m.has("repair")) i.repair = m.texts("repair");
  return i;
}

FeedNews feed(const Members& m) {
  return {.feed = {m.text("id")},
          .source = m.text("source"),
          .state = m.word("state", parse_health),
          .before = m.word("before", parse_health),
          .series = {m.text("series")},
          .newest_period = m.word_or_null("newest_period", parse_date),
          .expected = m.text("expected"),
          .calendar = m.text("calendar"),
          .due_at = m.word_or_null("due_at", parse_instant),
          .late_at = m.word_or_null("late_at", parse_instant),
          .dead_at = m.word_or_null("dead_at", parse_instant),
          .others = m.texts("others"),
          .last_success = m.word_or_null("last_success_at", parse_instant),
          .last_print = m.word_or_null("last_new_print_at", parse_instant),
          .last_error_at = m.word_or_null("last_error_at", parse_instant),
          .last_error = m.text("last_error"),
          .failures = m.small("failures_in_a_row")};
}

std::optional<bool> parse_met(std::string_view text) {
  if (text == "met") return true;
  if (text == "missed") return false;
  return std::nullopt;
}

CheckpointNews checkpoint(const Members& m) {
  return {.id = {m.text("id")},
          .title = m.text("title"),
          .by = m.word("by", parse_date),
          .indicator = {m.text("indicator")},
          .expected = m.text("expected"),
          .met = m.word("outcome", parse_met),
          .found = m.text("found")};
}

}  // namespace

Notification notification_from_json(const std::string& text) {
  const json::value document = exact_parse(text);
  const Members m(document, "notification");
  if (const int version = m.small("version"); version != kNotificationVersion)
    throw std::invalid_argument(
        fmt::format("notification: version {} is not known, only {}; a newer firstcard wrote it",
                    version, kNotificationVersion));
  Notification n;
  n.key = m.text("key");
  n.kind = m.text("kind");
  n.at = m.word("at", parse_instant);
  n.late = m.boolean("late");
  const Members thesis = m.object("thesis");
  n.thesis = {thesis.text("id")};
  n.thesis_title = thesis.text("title");
  if (!m.at("incident").is_null()) n.incident = m.integer("incident");
  n.open = m.boolean("open");
  if (m.has("closed") && !m.at("closed").is_null()) n.closed = m.integer("closed");
  const Members verdict = m.object("verdict");
  const Members before = verdict.object("before"), after = verdict.object("after");
  n.before = before.word("kind", parse_verdict);
  n.before_name = before.text("name");
  n.after = after.word("kind", parse_verdict);
  n.after_name = after.text("name");
  n.weakening = m.small("weakening");
  n.unknown = m.small("unknown");
  n.k = m.small("k");
  n.n = m.small("n");
  n.members = m.indicators("members");
  n.joined = m.indicators("joined");
  n.left = m.indicators("left");
  for (const json::value& v : m.array("indicators")) n.indicators.push_back(indicator(v));
  n.score = m.number_or_null("score");
  n.history = m.texts("history");
  if (m.has("footnotes")) n.footnotes = m.texts("footnotes");
  if (m.has("feed") && !m.at("feed").is_null()) n.feed = feed(m.object("feed"));
  if (m.has("checkpoint") && !m.at("checkpoint").is_null())
    n.checkpoint = checkpoint(m.object("checkpoint"));
  return n;
}

}  // namespace firstcard
