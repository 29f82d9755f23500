#include "daemon/feed_watch.h"

#include <algorithm>

#include "alerts/format.h"
#include "alerts/render.h"
#include "daemon/notice.h"
#include "daemon/queued_row.h"

namespace firstcard {

namespace {

// Edges found later than this happened while nobody was looking.
constexpr seconds kLate{60};
constexpr std::size_t kOthers = 8;

Series described(const Config& config, const Feed& feed, const SeriesId& id) {
  if (const auto declared = config.catalogue.find(id); declared != config.catalogue.end())
    return declared->second;
  Series series;
  series.id = id;
  series.frequency = feed.default_frequency;
  return series;
}

int level(Health h) {
  return h == Health::dead ? 2 : h == Health::late ? 1 : 0;
}

// When the edge to the present state happened.
Instant edge_at(const FeedOutlook& outlook, Instant now) {
  if (outlook.series.empty()) return now;
  const SeriesHealth& worst = outlook.series.front();
  const auto at = outlook.health == Health::dead   ? worst.dead_at
                  : outlook.health == Health::late ? worst.late_at
                                                   : std::nullopt;
  return at ? std::min(*at, now) : now;
}

}  // namespace

FeedOutlook outlook_of(FeedStates& states, const Config& config, const Feed& feed, Instant now) {
  const std::vector<SeriesId> written = states.series_of(feed.id);
  const bool any_declared = std::ranges::any_of(
      written, [&](const SeriesId& id) { return config.catalogue.contains(id); });
  std::vector<SeriesHealth> all;
  for (const SeriesId& id : written)
    if (!any_declared || config.catalogue.contains(id))
      all.push_back(health_of(described(config, feed, id), states.publications(id, now), now));
  return outlook_of(std::move(all), now);
}

FeedNews news_of(const Feed& feed, const FeedOutlook& outlook, Health before,
                 const FeedPolls& polls) {
  FeedNews news{.feed = feed.id,
                .source = feed.shown_source,
                .state = outlook.health,
                .before = before,
                .series = {},
                .newest_period = {},
                .expected = {},
                .calendar = {},
                .due_at = {},
                .late_at = {},
                .dead_at = {},
                .others = {},
                .last_success = polls.last_success,
                .last_print = polls.last_print,
                .last_error_at = polls.last_error_at,
                .last_error = polls.last_error,
                .failures = static_cast<int>(polls.failures_in_a_row)};
  if (outlook.series.empty()) return news;
  const SeriesHealth& worst = outlook.series.front();
  news.series = worst.series;
  if (worst.newest) news.newest_period = worst.newest->period;
  news.expected = worst.expected;
  if (worst.due_at) news.calendar = calendar_text(worst);
  news.due_at = worst.due_at;
  news.late_at = worst.late_at;
  news.dead_at = worst.dead_at;
  std::size_t more = 0;
  for (const SeriesHealth& s : std::span(outlook.series).subspan(1)) {
    if (in_time(s.health)) break;  // the worst come first
    if (news.others.size() < kOthers)
      news.others.push_back(s.series.text + " " + s.expected + " is " +
                            std::string(spoken(s.health)));
    else
      ++more;
  }
  if (more > 0) news.others.push_back(std::to_string(more) + " more");
  return news;
}

FeedWatch::Judged FeedWatch::judge(Transaction& tx, const Config& config, const Feed& feed,
                                   Instant now) {
  const FeedOutlook outlook = firstcard::outlook_of(states_, config, feed, now);
  const std::optional<FeedState> before = states_.find(feed.id);
  FeedState state{.feed = feed.id,
                  .health = outlook.health,
                  .since = {},
                  .edges = before ? before->edges : 0,
                  .series = {},
                  .expected = {},
                  .newest_period = outlook.newest_period,
                  .due_at = outlook.next_due_at,
                  .changes_at = outlook.changes_at};
  if (!outlook.series.empty()) {
    state.series = outlook.series.front().series;
    state.expected = outlook.series.front().expected;
  }
  const bool first_look = !before || !before->since;
  const Health was = first_look ? Health::none : before->health;
  state.since = first_look || was != outlook.health ? edge_at(outlook, now) : *before->since;
  const bool edge = level(was) != level(outlook.health);
  if (edge) ++state.edges;
  if (!before || *before != state) states_.put(tx, state);
  // Of a feed that is seen for the first time, lateness is no news.
  const bool news = edge && (!first_look || outlook.health == Health::dead);
  return {.outlook = outlook, .was = was, .edges = state.edges, .edge = news};
}

void FeedWatch::tell(Transaction& tx, const Receiver& receiver, const Feed& feed,
                     const Judged& judged, const Quiet& quiet, Instant now, Looked& looked) {
  if (!takes(receiver, {}, "feed")) return;
  const auto untold = holdbacks_.untold(receiver.id, Scope::feed, feed.id.text);
  if (!judged.edge && !untold) return;
  if (const auto hold = quiet.of_feed(receiver.id, feed.id)) {
    if (hold->until && (!looked.next || *hold->until < *looked.next)) looked.next = hold->until;
    if (untold) return;
    holdbacks_.put(tx, {.receiver = receiver.id,
                        .scope = Scope::feed,
                        .name = feed.id.text,
                        .told = static_cast<std::int64_t>(judged.was),
                        .since = now,
                        .reason = hold->reason});
    looked.lines.push_back("feed " + feed.id.text + ": held back for receiver " +
                           receiver.id.text + " by " + hold->reason);
    return;
  }
  if (untold) holdbacks_.remove(tx, *untold);
  const Health was = untold ? static_cast<Health>(untold->told) : judged.was;
  if (level(was) == level(judged.outlook.health)) return;
  Notification n = notification_of(feed, judged, was, now);
  if (untold)
    n.footnotes.push_back(held_back_note(*untold));
  if (takes(receiver, n) && outbox_.add(tx, queued_row(n, receiver.id, now))) ++looked.notifications;
}

Notification FeedWatch::notification_of(const Feed& feed, const Judged& judged, Health was,
                                        Instant now) {
  Notification n;
  n.key = "feed/" + feed.id.text + "/edge-" + std::to_string(judged.edges);
  n.kind = "feed";
  n.at = now;
  n.late = edge_at(judged.outlook, now) + kLate < now;
  n.feed = news_of(feed, judged.outlook, was, states_.polls(feed.id));
  return n;
}

FeedWatch::Looked FeedWatch::look(Transaction& tx, const Config& config, const Feed& feed,
                                  const Quiet& quiet, Instant now) {
  Looked looked;
  const Judged judged = judge(tx, config, feed, now);
  if (judged.edge)
    looked.lines.push_back(render_log_line(notification_of(feed, judged, judged.was, now)));
  for (const Receiver& receiver : config.receivers)
    tell(tx, receiver, feed, judged, quiet, now, looked);
  return looked;
}

FeedWatch::Looked FeedWatch::look(Transaction& tx, const Config& config, const Feed& feed,
                                  Instant now) {
  return look(tx, config, feed, quiet_at(tx, db_, config, now), now);
}

FeedWatch::Looked FeedWatch::look_at_all(Transaction& tx, const Config& config, Instant now) {
  Looked all;
  const Quiet quiet = quiet_at(tx, db_, config, now);
  std::vector<FeedId> ids;
  for (const Feed& feed : config.feeds) {
    Looked one = look(tx, config, feed, quiet, now);
    std::ranges::move(one.lines, std::back_inserter(all.lines));
    all.notifications += one.notifications;
    if (one.next && (!all.next || *one.next < *all.next)) all.next = one.next;
    ids.push_back(feed.id);
  }
  states_.forget_others(tx, ids);
  return all;
}

void FeedWatch::wrote(Transaction& tx, const Config& config, const Feed& feed,
                      std::span<const SeriesId> series) {
  std::vector<SeriesId> watched;
  for (const SeriesId& id : series)
    if (config.catalogue.contains(id) || due_of(described(config, feed, id))) watched.push_back(id);
  states_.add_series(tx, feed.id, watched);
}

}  // namespace firstcard
