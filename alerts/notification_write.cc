#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>

#include "exact_json.h"
#include "kind.h"
#include "notification.h"
#include "render.h"
#include "utf8.h"

namespace firstcard {

namespace json = boost::json;

namespace {

json::value text_of(std::string_view text) {
  return json::value(valid_utf8(text));
}

template <class T>
json::value or_null(const std::optional<T>& v) {
  if (!v) return nullptr;
  if constexpr (std::is_same_v<T, double>)
    return *v;
  else
    return text_of(to_text(*v));
}

template <class Id>
json::array names(const std::vector<Id>& ids) {
  json::array out;
  for (const Id& id : ids) out.push_back(text_of(id.text));
  return out;
}

json::array texts(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& text : all) out.push_back(text_of(text));
  return out;
}

json::value line_of(const std::optional<Line>& line) {
  if (!line) return nullptr;
  return json::object{{"side", line->side == Side::below ? "below" : "above"},
                      {"value", line->value}};
}

json::object indicator(const IndicatorLine& i) {
  json::array recent;
  for (const double v : i.recent)
    if (std::isfinite(v)) recent.emplace_back(v);
  return {{"id", text_of(i.id.text)},
          {"title", text_of(i.title)},
          {"secondary", i.secondary},
          {"status", text_of(to_text(i.status))},
          {"before", text_of(to_text(i.before))},
          {"reading", or_null(i.reading)},
          {"previous", or_null(i.previous)},
          {"unit", text_of(i.unit)},
          {"line", line_of(i.line)},
          {"distance", or_null(i.distance)},
          {"period", text_of(i.period)},
          {"period_end", or_null(i.period_end)},
          {"known_at", or_null(i.known_at)},
          {"coverage", json::object{{"have", i.have}, {"of", i.of}}},
          {"cause", text_of(to_text(i.cause))},
          {"detail", text_of(i.detail)},
          {"reason", text_of(i.reason)},
          {"flip", text_of(i.flip)},
          {"sources", texts(i.sources)},
          {"recent", std::move(recent)},
          {"recent_from", text_of(i.recent_from)},
          {"counted_until", or_null(i.counted_until)},
          {"repair", texts(i.repair)}};
}

json::value feed(const std::optional<FeedNews>& f) {
  if (!f) return nullptr;
  return json::object{{"id", text_of(f->feed.text)},
                      {"source", text_of(f->source)},
                      {"state", text_of(to_text(f->state))},
                      {"before", text_of(to_text(f->before))},
                      {"series", text_of(f->series.text)},
                      {"newest_period", or_null(f->newest_period)},
                      {"expected", text_of(f->expected)},
                      {"calendar", text_of(f->calendar)},
                      {"due_at", or_null(f->due_at)},
                      {"late_at", or_null(f->late_at)},
                      {"dead_at", or_null(f->dead_at)},
                      {"others", texts(f->others)},
                      {"last_success_at", or_null(f->last_success)},
                      {"last_new_print_at", or_null(f->last_print)},
                      {"last_error_at", or_null(f->last_error_at)},
                      {"last_error", text_of(f->last_error)},
                      {"failures_in_a_row", f->failures}};
}

json::value checkpoint(const std::optional<CheckpointNews>& c) {
  if (!c) return nullptr;
  return json::object{{"id", text_of(c->id.text)},
                      {"title", text_of(c->title)},
                      {"by", text_of(to_text(c->by))},
                      {"indicator", text_of(c->indicator.text)},
                      {"expected", text_of(c->expected)},
                      {"outcome", c->met ? "met" : "missed"},
                      {"found", text_of(c->found)}};
}

json::object verdict(VerdictKind kind, const std::string& name) {
  return {{"kind", text_of(to_text(kind))}, {"name", text_of(name)}};
}

}  // namespace

std::string to_json(const Notification& n) {
  json::array indicators;
  for (const IndicatorLine& i : n.indicators) indicators.push_back(indicator(i));
  json::value incident = nullptr;
  if (n.incident != 0) incident = n.incident;
  json::value closed = nullptr;
  if (n.closed != 0) closed = n.closed;
  return exact_serialize(json::object{
      {"version", kNotificationVersion},
      {"key", text_of(n.key)},
      {"kind", text_of(n.kind)},
      {"at", text_of(to_text(n.at))},
      {"late", n.late},
      {"severity", text_of(to_text(severity_of(n)))},
      {"subject", text_of(render_subject(n))},
      {"thesis", json::object{{"id", text_of(n.thesis.text)}, {"title", text_of(n.thesis_title)}}},
      {"incident", std::move(incident)},
      {"open", n.open},
      {"closed", std::move(closed)},
      {"verdict", json::object{{"before", verdict(n.before, n.before_name)},
                               {"after", verdict(n.after, n.after_name)}}},
      {"weakening", n.weakening},
      {"unknown", n.unknown},
      {"k", n.k},
      {"n", n.n},
      {"members", names(n.members)},
      {"joined", names(n.joined)},
      {"left", names(n.left)},
      {"indicators", std::move(indicators)},
      {"score", or_null(n.score)},
      {"history", texts(n.history)},
      {"footnotes", texts(n.footnotes)},
      {"feed", feed(n.feed)},
      {"checkpoint", checkpoint(n.checkpoint)},
      {"text", text_of(render_text(n))}});
}

}  // namespace firstcard
