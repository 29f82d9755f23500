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
  growth.flip = "above 44.8 B USD next time ends its weakening";
  growth.sources = {"no feed: this is a sample"};
  growth.recent = {0.021, 0.024, 0.018, 0.011, 0.006, -0.004, -0.019};

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

}  // namespace firstcard
