#include "tracker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "exact_json.h"
#include "kind.h"
#include "policy.h"
#include "render.h"
#include "shorten.h"
#include "signature.h"
#include "utf8.h"

namespace firstcard {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 7> kOwnLabels = {
    "alertname", "severity", "thesis", "incident", "feed", "kind", "key"};

constexpr days kOpen{3650};
constexpr days kPassing{7};
constexpr seconds kClockSlack{60};

// An event may hold 512 KB, and people read its beginning.
constexpr std::size_t kDetails = 16'000;

std::vector<std::string> texts(const std::vector<IndicatorId>& ids) {
  std::vector<std::string> out;
  for (const IndicatorId& id : ids) out.push_back(id.text);
  return out;
}

// A dedup_key holds 255 characters.
std::string fitting(const std::string& key) {
  return key.size() <= 255 ? key : hmac_sha256_hex(Secret("dedup_key"), key);
}

// How urgent the whole thing is, which no message about it changes.
Severity lasting_severity(const Notification& n, const Tracked& t) {
  switch (t.what) {
    case Tracked::What::incident:
      return Severity::critical;
    case Tracked::What::feed:
      return Severity::warning;
    case Tracked::What::passing:
      break;
  }
  return severity_of(n);
}

json::object labels_of(const Notification& n, const Tracked& t) {
  json::object labels;
  switch (t.what) {
    case Tracked::What::incident:
      labels["alertname"] = "FirstcardIncident";
      labels["thesis"] = n.thesis.text;
      labels["incident"] = std::to_string(n.incident);
      break;
    case Tracked::What::feed:
      labels["alertname"] = "FirstcardFeed";
      labels["feed"] = n.feed->feed.text;
      break;
    case Tracked::What::passing:
      labels["alertname"] = "FirstcardNews";
      labels["kind"] = n.kind;
      labels["key"] = one_line(n.key);
      if (!n.thesis.text.empty()) labels["thesis"] = n.thesis.text;
      break;
  }
  labels["severity"] = to_text(lasting_severity(n, t));
  return labels;
}

}  // namespace

Tracked tracked(const Notification& n) {
  if (n.feed)
    return {.what = Tracked::What::feed,
            .key = "feed/" + n.feed->feed.text,
            .open = !in_time(n.feed->state)};
  if (n.incident != 0 && n.kind != "indicator")
    return {.what = Tracked::What::incident,
            .key = fmt::format("{}/incident-{}", n.thesis.text, n.incident),
            .open = n.open};
  return {.what = Tracked::What::passing, .key = n.key, .open = true};
}

std::optional<Notification> closing(const Notification& n) {
  if (n.closed == 0) return std::nullopt;
  Notification end = n;
  end.key = resolved_key(n.thesis, n.closed);
  end.kind = "resolved";
  end.incident = n.closed;
  end.open = false;
  end.closed = 0;
  return end;
}

std::optional<Notification> opening(const Notification& n) {
  if (n.closed == 0) return std::nullopt;
  Notification begin = n;
  begin.key = fired_key(n.thesis, n.incident);
  begin.kind = "fired";
  begin.closed = 0;
  return begin;
}

std::string pagerduty_body(const Notification& n, const Secret& routing_key) {
  const Tracked t = tracked(n);
  json::object event{{"routing_key", routing_key.reveal()},
                     {"event_action", t.open ? "trigger" : "resolve"},
                     {"dedup_key", fitting(one_line(t.key))}};
  if (t.open)
    event["payload"] = json::object{
        {"summary", shorten(render_subject(n), 1024, unescaped)},
        {"source", "firstcard"},
        {"severity", to_text(severity_of(n))},
        {"timestamp", to_text(n.at)},
        {"component", n.feed ? n.feed->feed.text : n.thesis.text},
        {"class", n.kind},
        {"custom_details",
         json::object{{"key", one_line(n.key)},
                      {"verdict", one_line(n.after_name)},
                      {"members", one_line(fmt::format("{}", fmt::join(texts(n.members), ", ")))},
                      {"text", shorten(render_text(n), kDetails, unescaped)}}}};
  return exact_serialize(event);
}

std::string alertmanager_body(const Notification& n,
                              const std::map<std::string, std::string>& labels) {
  const Tracked t = tracked(n);
  json::object all = labels_of(n, t);
  for (const auto& [name, value] : labels) all[name] = value;
  json::object alert{{"labels", std::move(all)},
                     {"annotations", json::object{{"summary", render_subject(n)},
                                                  {"description", render_text(n)},
                                                  {"kind", n.kind},
                                                  {"key", one_line(n.key)}}}};
  if (t.open) {
    alert["startsAt"] = to_text(n.at);
    alert["endsAt"] = to_text(n.at + (t.what == Tracked::What::passing ? kPassing : kOpen));
  } else {
    alert["endsAt"] = to_text(n.at - kClockSlack);  // of the open one the start is known
  }
  return exact_serialize(json::array{std::move(alert)});
}

bool is_own_label(std::string_view name) {
  return std::ranges::find(kOwnLabels, name) != kOwnLabels.end();
}

}  // namespace firstcard
