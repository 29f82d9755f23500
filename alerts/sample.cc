#include "sample.h"

namespace firstcard {

Notification sample_notification(const ReceiverId& receiver, Instant now) {
  const Date today = day_of(now);
  IndicatorLine growth;
  growth.id = {"growth"};
  growth.title = "Sample: revenue growth keeps accelerating";
  growth.status = Status::weakening;
  growth.before = Status::holding;
  growth.reading = -0.019;
  growth.previous = -0.004;
  growth.unit = "pp";
  growth.line = Line{.side = Side::above, .value = 0.0};
  growth.distance = -0.019;
  growth.period = to_text(today);
  growth.period_end = today;
  growth.known_at = now;
  growth.have = 3;
  growth.of = 4;
  growth.cause = Cause::new_print;
  growth.detail = "sample.revenue: 42.2 B -> 40.1 B";
  growth.reason = "-1.9 pp is below -1.0 pp";
  growth.flip = "at or above 44.8 B USD next time ends its weakening";
  growth.sources = {"no feed: this is a sample"};
  growth.recent = {0.021, 0.024, 0.018, 0.011, 0.006, -0.004, -0.019};
  growth.recent_from = to_text(today - days{6});

  IndicatorLine price;
  price.id = {"price"};
  price.title = "Sample: the price does not collapse";
  price.status = price.before = Status::holding;
  price.reading = 2.35;
  price.previous = 2.31;
  price.unit = "USD/h";
  price.line = Line{.side = Side::below, .value = 1.9};
  price.distance = 0.45;
  price.period = growth.period;
  price.period_end = today;
  price.known_at = now;
  price.reason = "2.35 USD/h is not below 1.9 USD/h";
  price.sources = growth.sources;
  price.recent = {2.2, 2.24, 2.31, 2.35};
  price.recent_from = to_text(today - days{3});

  Notification n;
  n.key = "test/" + receiver.text + "/" + to_text(now);
  n.kind = "test";
  n.thesis = {"sample"};
  n.thesis_title = "Sample thesis";
  n.at = now;
  n.before = VerdictKind::scarcity;
  n.after = VerdictKind::first_card;
  n.before_name = to_text(n.before);
  n.after_name = to_text(n.after);
  n.weakening = 1;
  n.k = 1;
  n.n = 2;
  n.members = n.joined = {growth.id};
  n.indicators = {growth, price};
  return n;
}

namespace {

void of_no_thesis(Notification& n) {
  n.thesis = {};
  n.thesis_title.clear();
  n.before = n.after = VerdictKind::undecided;
  n.before_name.clear();
  n.after_name.clear();
  n.weakening = n.k = n.n = 0;
  n.members.clear();
  n.joined.clear();
}

FeedNews late_feed(Instant now) {
  FeedNews news;
  news.feed = {"sample"};
  news.source = "https://example.org/sample.csv";
  news.state = Health::late;
  news.before = Health::due;
  news.series = {"sample.revenue"};
  news.newest_period = day_of(now) - days{140};
  news.expected = to_text(day_of(now));
  news.due_at = now - days{10};
  news.late_at = now;
  return news;
}

CheckpointNews met_checkpoint(const IndicatorId& indicator, Instant now) {
  return {.id = {"sample"},
          .title = "Sample: growth within six months",
          .by = day_of(now),
          .indicator = indicator,
          .expected = "strengthening",
          .met = false,
          .found = "weakening: -1.9 pp is below -1.0 pp"};
}

}  // namespace

Notification sample_of_kind(std::string_view kind, const ReceiverId& receiver, Instant now) {
  Notification n = sample_notification(receiver, now);
  if (kind == n.kind) return n;
  n.kind = kind;
  n.footnotes = {"This is a sample."};
  if (kind == "feed") {
    of_no_thesis(n);
    n.indicators.clear();
    n.feed = late_feed(now);
  } else if (kind == "checkpoint") {
    of_no_thesis(n);
    n.indicators.resize(1);
    n.checkpoint = met_checkpoint(n.indicators.front().id, now);
  } else if (kind == "summary") {
    n.history = {"feed sample is late"};
  } else if (kind == "verdict" || kind == "decided") {
    n.after = VerdictKind::mixed;
  } else if (kind == "undecided") {
    n.after = VerdictKind::undecided;
    n.unknown = 1;
    n.indicators.back().status = Status::unknown;
    n.indicators.back().reading.reset();
    n.indicators.back().repair = {"sample"};
  } else if (kind == "indicator") {
    n.indicators.resize(1);
  } else {
    n.incident = 2;
    n.open = kind != "resolved";
    if (kind == "resolved" || kind == "digest") {
      n.left = n.joined;
      n.joined.clear();
    }
    if (kind == "digest") {
      n.closed = 1;
      n.history = {"incident 1 resolved", "incident 2 fired"};
    }
  }
  n.after_name = n.thesis.text.empty() ? "" : to_text(n.after);
  return n;
}

}  // namespace firstcard
