#include "ai_demand_fake.h"

namespace firstcard::test {

namespace {

IndicatorLine arr() {
  IndicatorLine i;
  i.id = {"arr"};
  i.title = "Annualised revenue of the model companies keeps improving";
  i.status = i.before = Status::holding;
  i.reading = 0.081;
  i.previous = 0.094;
  i.unit = "percent";
  i.line = Line{.side = Side::below, .value = 0.02};
  i.distance = 0.061;
  i.period = "2026-07-31";
  i.period_end = parse_date("2026-07-31");
  i.known_at = at("2026-08-04");
  i.reason = "8.1% is not below 2.0%";
  i.flip = "below 61.2 B USD at the next event turns it weakening";
  i.sources = {"openai.arr: model_arr.csv line 58"};
  i.recent = {0.12, 0.11, 0.13, 0.10, 0.094, 0.081};
  return i;
}

IndicatorLine cloud() {
  IndicatorLine i;
  i.id = {"cloud"};
  i.title = "Hyperscale cloud revenue keeps accelerating";
  i.status = i.before = Status::weakening;
  i.reading = -0.0192;
  i.previous = -0.0121;
  i.unit = "pp";
  i.line = Line{.side = Side::above, .value = 0.0};
  i.distance = -0.0192;
  i.period = "2026-Q2";
  i.period_end = parse_date("2026-06-30");
  i.known_at = at("2026-07-30T20:01:00Z");
  i.have = 2;
  i.of = 3;
  i.reason = "-1.9 pp is below -1.0 pp";
  i.flip = "at or above 44.8 B USD next quarter ends its weakening";
  i.sources = {"aws.revenue: aws.csv line 31", "google.revenue: google.csv line 22"};
  i.recent = {0.031, 0.028, 0.022, 0.004, -0.0121, -0.0192};
  return i;
}

IndicatorLine backlog() {
  IndicatorLine i;
  i.id = {"backlog"};
  i.title = "Backlog and RPO keep expanding";
  i.status = Status::weakening;
  i.before = Status::holding;
  i.reading = -0.042;
  i.previous = 0.013;
  i.unit = "percent";
  i.line = Line{.side = Side::above, .value = 0.0};
  i.distance = -0.042;
  i.period = "2026-Q2";
  i.period_end = parse_date("2026-06-30");
  i.known_at = at("2026-08-11T20:05:00Z");
  i.have = 3;
  i.of = 4;
  i.cause = Cause::new_print;
  i.detail = "oracle.rpo 2026-Q2: 440 B, known 2026-08-11T20:05:00Z";
  i.reason = "-4.2% is below -2.0%";
  i.flip = "at or above 468 B USD next quarter ends its weakening";
  i.sources = {"oracle.rpo: backlog_rpo.csv line 212"};
  i.recent = {0.31, 0.28, 0.22, 0.14, 0.013, -0.042};
  i.recent_from = "2025-Q1";
  return i;
}

IndicatorLine price() {
  IndicatorLine i;
  i.id = {"price"};
  i.title = "Price and gross profit of AI cloud do not collapse";
  i.status = Status::unknown;
  i.before = Status::unknown;
  i.reading = 2.349;
  i.previous = 2.412;
  i.unit = "USD/h";
  i.line = Line{.side = Side::below, .value = 1.9};
  i.distance = 0.449;
  i.period = "2026-06-14";
  i.period_end = parse_date("2026-06-14");
  i.known_at = at("2026-06-14");
  i.reason = "stale: no print after 2026-06-14, due by 2026-07-14";
  i.sources = {"h100.price: gpu_price.csv line 340"};
  i.recent = {2.1, 2.2, 2.35, 2.412, 2.349};
  return i;
}

IndicatorLine meta() {
  IndicatorLine i;
  i.id = {"meta_capex"};
  i.title = "Meta's capex guidance";
  i.secondary = true;
  i.status = i.before = Status::strengthening;
  i.reading = 1.25e11;
  i.previous = 1.15e11;
  i.unit = "USD";
  i.line = Line{.side = Side::below, .value = 1e11};
  i.distance = 2.5e10;
  i.period = "2026";
  i.period_end = parse_date("2026-12-31");
  i.known_at = at("2026-07-29");
  i.sources = {"meta.capex_guidance: capex_guidance.csv line 12"};
  i.recent = {6.5e10, 7.2e10, 1.15e11, 1.25e11};
  return i;
}

void became(IndicatorLine& i, Status now) {
  i.before = i.status;
  i.status = now;
}

void verdicts(Notification& n, VerdictKind before, VerdictKind after) {
  n.before = before;
  n.after = after;
  n.before_name = verdict_name(ai_demand(), before);
  n.after_name = verdict_name(ai_demand(), after);
}

}  // namespace

Instant at(std::string_view text) {
  return parse_instant(text).value();
}

Thesis ai_demand() {
  Thesis t;
  t.id = {"ai-demand"};
  t.title = "AI demand";
  t.indicators = {{"arr"}, {"cloud"}, {"backlog"}, {"price"}};
  t.names = {{VerdictKind::scarcity, "monetisation of scarce assets"}};
  return t;
}

Notification fired() {
  Notification n;
  n.key = "ai-demand/incident-3/fired";
  n.kind = "fired";
  n.thesis = {"ai-demand"};
  n.thesis_title = "AI demand";
  n.incident = 3;
  n.open = true;
  n.at = at("2026-08-11T20:05:00Z");
  verdicts(n, VerdictKind::mixed, VerdictKind::first_card);
  n.weakening = 2;
  n.unknown = 1;
  n.k = 2;
  n.n = 4;
  n.members = {{"cloud"}, {"backlog"}};
  n.joined = {{"backlog"}};
  n.indicators = {arr(), cloud(), backlog(), price(), meta()};
  n.score = 0.5;
  return n;
}

Notification updated() {
  Notification n = fired();
  n.key = "ai-demand/incident-3/updated-9";
  n.kind = "updated";
  n.at = at("2026-09-02T09:00:00Z");
  verdicts(n, VerdictKind::first_card, VerdictKind::first_card);
  n.weakening = 3;
  n.members = {{"arr"}, {"cloud"}, {"backlog"}};
  n.joined = {{"arr"}};
  IndicatorLine& arr = n.indicators[0];
  became(arr, Status::weakening);
  arr.reading = 0.011;
  arr.previous = 0.081;
  arr.line = Line{.side = Side::above, .value = 0.02};
  arr.distance = -0.009;
  arr.period = "2026-08-31";
  arr.period_end = parse_date("2026-08-31");
  arr.known_at = n.at;
  arr.cause = Cause::new_print;
  arr.detail = "openai.arr 2026-08-31: 30.1 B, known 2026-09-02T09:00:00Z";
  arr.reason = "1.1% is below 2.0%";
  arr.flip = "at or above 62.5 B USD at the next event ends its weakening";
  arr.recent.push_back(0.011);
  became(n.indicators[2], Status::weakening);
  n.indicators[2].cause = Cause::none;
  n.indicators[2].detail.clear();
  return n;
}

Notification resolved() {
  Notification n = updated();
  n.key = "ai-demand/incident-3/resolved";
  n.kind = "resolved";
  n.open = false;
  n.at = at("2026-11-12T21:30:00Z");
  verdicts(n, VerdictKind::first_card, VerdictKind::mixed);
  n.weakening = 1;
  n.unknown = 0;
  n.members = {{"arr"}};
  n.joined = {};
  n.left = {{"cloud"}, {"backlog"}};
  became(n.indicators[0], Status::weakening);
  n.indicators[0].cause = Cause::none;
  n.indicators[0].detail.clear();
  IndicatorLine& cloud = n.indicators[1];
  became(cloud, Status::strengthening);
  cloud.previous = cloud.reading;
  cloud.reading = 0.0213;
  cloud.line = Line{.side = Side::below, .value = -0.01};
  cloud.distance = 0.0313;
  cloud.period = "2026-Q3";
  cloud.period_end = parse_date("2026-09-30");
  cloud.known_at = at("2026-10-29T20:01:00Z");
  cloud.have = 3;
  cloud.reason = "+2.1 pp is above +2.0 pp";
  cloud.cause = Cause::new_print;
  cloud.detail = "aws.revenue 2026-Q3: 45.1 B, known 2026-10-29T20:01:00Z";
  cloud.flip = "below 41.2 B USD next quarter turns it weakening";
  cloud.recent.push_back(0.0213);
  IndicatorLine& backlog = n.indicators[2];
  became(backlog, Status::holding);
  backlog.previous = backlog.reading;
  backlog.reading = 0.004;
  backlog.line = Line{.side = Side::below, .value = -0.02};
  backlog.distance = 0.024;
  backlog.period = "2026-Q3";
  backlog.period_end = parse_date("2026-09-30");
  backlog.known_at = n.at;
  backlog.have = 4;
  backlog.cause = Cause::new_print;
  backlog.detail = "msft.rpo 2026-Q3: 702 B, known 2026-11-12T21:30:00Z";
  backlog.reason = "0.4% is not below -2.0%";
  backlog.flip.clear();
  backlog.recent.push_back(0.004);
  IndicatorLine& price = n.indicators[3];
  price.status = price.before = Status::holding;
  price.reason = "2.349 USD/h is not below 1.9 USD/h";
  price.period = "2026-11-11";
  price.period_end = parse_date("2026-11-11");
  price.known_at = at("2026-11-11");
  return n;
}

Notification digest() {
  Notification n = resolved();
  n.key = "ai-demand/digest-11";
  n.kind = "digest";
  n.late = true;
  verdicts(n, VerdictKind::mixed, VerdictKind::mixed);
  n.left = {};
  for (IndicatorLine& i : n.indicators) i.before = i.status;
  n.history = {"2026-08-11 20:05 UTC: incident 3 fired, mixed -> first card; new: backlog",
               "2026-11-12 21:30 UTC: incident 3 resolved, first card -> mixed; no longer counted: "
               "cloud, backlog"};
  return n;
}

}  // namespace firstcard::test
