#include "daemon/teller.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "alerts/format.h"
#include "alerts/tracker.h"
#include "daemon/provenance.h"
#include "daemon/queued_row.h"
#include "daemon/quiet.h"
#include "daemon/repair.h"
#include "feeds/schedule.h"
#include "storage/duties.h"
#include "storage/outbox.h"
#include "storage/state.h"

namespace firstcard {

namespace {

constexpr const char* kFlapping = "its flapping";

// What is told of a thesis as a whole, and held back.
constexpr std::array kOfThesis = {"fired",     "updated", "resolved", "reminder",
                                  "undecided", "decided", "digest",   "verdict"};

// What every thesis needs for one evaluation.
struct TellingWork {
  Transaction& tx;
  const Config& config;
  const Walked& walked;
  const Quiet& quiet;
  Instant now;
  Database& db;
  Ledger& ledger;
  State state;
  Holdbacks holdbacks;
  Outbox outbox;
  FeedStates feeds;
  Told told{};

  void consider(std::optional<Instant> at) {
    if (at && *at > now && (!told.next || *at < *told.next)) told.next = at;
  }
};

class ThesisTeller {
 public:
  ThesisTeller(TellingWork& all, const Notices& notices)
      : all_(all),
        notices_(notices),
        thesis_(notices.thesis()),
        telling_(all.config.telling.at(thesis_.id)),
        last_(*all.walked.last),
        verdict_(last_.decisions.at(thesis_.id).verdict),
        provenance_([&all](const SeriesId&, const Point& point) {
          return short_origin(all.ledger, point.vintage);
        }) {}

  void run() {
    look_for_flapping();
    look_for_reminder();
    for (const Receiver& receiver : all_.config.receivers)
      if (is_told_of_thesis(receiver)) tell(receiver);
    tell_of_indicators();
  }

 private:
  void look_for_flapping() {
    if (!telling_.flap) return;
    const std::vector<Instant> crossings = all_.state.crossings(thesis_.id, Instant{});
    flaps_until_ = flaps_until(*telling_.flap, crossings, all_.now);
    std::size_t fresh = 0;
    for (const Turn& turn : notices_.turns())
      for (const Edge& edge : turn.edges)
        if (edge.kind == EdgeKind::fired || edge.kind == EdgeKind::resolved) ++fresh;
    const auto old = std::span(crossings).first(crossings.size() - fresh);
    flapped_ = flaps_until(*telling_.flap, old, all_.now).has_value();
  }

  void look_for_reminder() {
    if (!verdict_.incident || telling_.remind.empty()) return;
    edge_ = all_.state.last_edge(thesis_.id);
    if (!edge_) return;
    // Of an edge that lies ahead since the clock was set back, from then on.
    if (const auto back = Duties(all_.db).last(Duty::set_back); back && edge_->at > all_.now)
      edge_->at = std::min(edge_->at, *back);
    const std::vector<Ack> acks = all_.holdbacks.acks(thesis_.id, *verdict_.incident);
    if (std::ranges::find(acks, edge_->count, &Ack::edge) != acks.end()) return;
    reminds_ = !all_.quiet.of_reminder(thesis_.id, verdict_.members);
    if (const auto next = next_reminder(telling_.remind, edge_->at, all_.now))
      all_.consider(next->at);
    if (reminds_ && all_.walked.from)
      reminder_ = reminder_due(telling_.remind, edge_->at, *all_.walked.from, all_.now);
  }

  bool is_told_of_thesis(const Receiver& receiver) const {
    return std::ranges::any_of(kOfThesis, [&](const char* kind) {
      return takes(receiver, thesis_.id, kind);
    });
  }

  std::optional<Hold> hold_of(const ReceiverId& receiver) const {
    if (auto hold = all_.quiet.of_thesis(receiver, thesis_.id)) return hold;
    if (!flapped_) return std::nullopt;
    return Hold{.reason = kFlapping, .until = flaps_until_};
  }

  void tell(const Receiver& receiver) {
    const auto untold = all_.holdbacks.untold(receiver.id, Scope::thesis, thesis_.id.text);
    if (const auto hold = hold_of(receiver.id)) {
      const bool reminder = hold->muted && reminder_;
      if (!untold && (reminder || !notices_.turns().empty()))
        hold_back(receiver, *hold, reminder);
      else if (untold && reminder && !untold->reminder)
        hold_back(receiver, *hold, true, untold);
      if (untold || reminder || !notices_.turns().empty()) all_.consider(hold->until);
      return;
    }
    std::vector<Notification> news = untold ? planned_since(*untold) : planned();
    for_its_list(receiver, news);
    std::erase_if(news, [&](const Notification& n) { return !takes(receiver, n); });
    std::optional<Hold> of_silenced;
    std::erase_if(news, [&](const Notification& n) {
      const auto hold = silenced_news(n);
      if (hold) of_silenced = hold;
      return hold.has_value();
    });
    if (of_silenced && news.empty()) {
      if (!untold) hold_back(receiver, *of_silenced, false);
      all_.consider(of_silenced->until);
    } else if (untold) {
      all_.holdbacks.remove(all_.tx, *untold);
    }
    bool sent = false;
    for (Notification& n : news) {
      add_edit(n);
      sent = send(receiver, std::move(n), untold) || sent;
    }
    if (!sent) remind(receiver, untold);
  }

  // Before a digest after which another incident is open, the end of the earlier one; and in its
  // place the beginning of the other, for who does not take digests.
  static void for_its_list(const Receiver& receiver, std::vector<Notification>& news) {
    if (!keeps_list(receiver)) return;
    std::vector<Notification> all;
    for (Notification& n : news) {
      if (auto end = closing(n)) all.push_back(std::move(*end));
      if (auto begin = opening(n); begin && !takes(receiver, n)) all.push_back(std::move(*begin));
      all.push_back(std::move(n));
    }
    news = std::move(all);
  }

  void add_edit(Notification& n) const {
    const auto edit = all_.walked.edited.find(thesis_.id);
    if (edit != all_.walked.edited.end())
      n.footnotes.push_back("The thesis was edited: " + edit->second + ".");
  }

  // An update in which only silenced indicators joined or left.
  std::optional<Hold> silenced_news(const Notification& n) const {
    if (n.kind != "updated") return std::nullopt;
    std::optional<Hold> found;
    for (const auto* ids : {&n.joined, &n.left})
      for (const IndicatorId& id : *ids) {
        const auto hold = all_.quiet.of_indicator(id);
        if (!hold) return std::nullopt;
        if (!found || (hold->until && (!found->until || *hold->until < *found->until)))
          found = hold;
      }
    return found;
  }

  void hold_back(const Receiver& receiver, const Hold& hold, bool reminder,
                 const std::optional<Untold>& before = std::nullopt) {
    Untold untold{.receiver = receiver.id,
                  .scope = Scope::thesis,
                  .name = thesis_.id.text,
                  .told = all_.walked.last_verdict.at(thesis_.id),
                  .since = all_.now,
                  .reason = hold.reason,
                  .reminder = reminder};
    if (before) {
      untold = *before;
      untold.reminder = reminder;
    }
    all_.holdbacks.put(all_.tx, untold);
    all_.told.lines.push_back(fmt::format("thesis {}: held back for receiver {} by {}",
                                          thesis_.id.text, receiver.id.text, hold.reason));
  }

  const std::vector<Notification>& planned() {
    if (!planned_) planned_ = notices_.plan(provenance_);
    return *planned_;
  }

  std::vector<Notification> planned_since(const Untold& untold) {
    const std::vector<VerdictRecord> records =
        all_.state.verdicts_from(thesis_.id, std::max<std::int64_t>(untold.told, 1));
    std::vector<Turn> turns;
    std::map<IndicatorId, Status> before;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const bool known = i == 0 && untold.told > 0;
      if (known) {
        for (const auto& [id, seen] : last_.seen)
          if (const auto status = all_.state.status_at(id, records[0].verdict.at))
            before[id] = *status;
        continue;
      }
      Turn turn{.at = records[i].verdict.at,
                .before = i > 0 ? records[i - 1].verdict : Verdict{},
                .after = records[i].verdict,
                .edges = edges_between(i > 0 ? &records[i - 1].verdict : nullptr,
                                       records[i].verdict),
                .late = records[i].late};
      turns.push_back(std::move(turn));
    }
    std::vector<Notification> out;
    // A state that was in between and no longer is, is told of where it flaps and nowhere else.
    const auto crossings =
        untold.reason == kFlapping ? Crossings::told : Crossings::cancel_out;
    for (Planned& planned : plan(thesis_, telling_, turns,
                                 all_.state.edge_count(thesis_.id, untold.told), crossings)) {
      planned.at = last_.at;
      out.push_back(
          notification_of(all_.config, thesis_, planned, verdict_, last_, before, provenance_));
    }
    return out;
  }

  void remind(const Receiver& receiver, const std::optional<Untold>& untold) {
    if (!reminds_ || !takes(receiver, thesis_.id, "reminder")) return;
    const auto due = reminder_                      ? reminder_
                     : untold && untold->reminder ? reminder_due(telling_.remind, edge_->at,
                                                                 untold->since - seconds{1}, all_.now)
                                                  : std::nullopt;
    if (!due) return;
    const Planned planned{
        .key = reminder_key(thesis_.id, *verdict_.incident, edge_->count, due->number),
        .kind = "reminder",
        .edge = {.incident = *verdict_.incident, .joined = {}, .left = {}},
        .at = last_.at,
        .before = verdict_.kind,
        .after = verdict_.kind,
        .history = {},
        .reason = {}};
    Notification n =
        notification_of(all_.config, thesis_, planned, verdict_, last_, {}, provenance_);
    n.footnotes.push_back(
        fmt::format("Reminder {}: nothing has changed since {}. To stop it until something does: "
                    "firstcard ack {}",
                    due->number, format_instant(edge_->at), thesis_.id.text));
    send(receiver, std::move(n), untold);
  }

  void tell_of_indicators() {
    for (const IndicatorId& id : thesis_.indicators) tell_of(id);
    for (const Secondary& s : thesis_.secondary) tell_of(s.indicator);
  }

  void tell_of(const IndicatorId& id) {
    const Status now = last_.seen.at(id).assessment.status;
    const auto before = all_.walked.before.find(id);
    const bool changed = before != all_.walked.before.end() && before->second != now;
    const std::string name = thesis_.id.text + "/" + id.text;
    for (const Receiver& receiver : all_.config.receivers) {
      if (!takes(receiver, thesis_.id, "indicator")) continue;
      const auto untold = all_.holdbacks.untold(receiver.id, Scope::indicator, name);
      if (!changed && !untold) continue;
      auto hold = all_.quiet.of_thesis(receiver.id, thesis_.id);
      if (!hold) hold = all_.quiet.of_indicator(id);
      if (hold) {
        if (!untold)
          all_.holdbacks.put(all_.tx, {.receiver = receiver.id,
                                       .scope = Scope::indicator,
                                       .name = name,
                                       .told = static_cast<std::int64_t>(before->second),
                                       .since = all_.now,
                                       .reason = hold->reason});
        all_.consider(hold->until);
        continue;
      }
      const Status was = untold ? static_cast<Status>(untold->told) : before->second;
      if (was != now) send(receiver, news_of(id, was), untold);
      if (untold) all_.holdbacks.remove(all_.tx, *untold);
    }
  }

  Notification news_of(const IndicatorId& id, Status was) {
    const Planned planned{.key = indicator_key(thesis_.id, id, all_.state.status_changes(id)),
                          .kind = "indicator",
                          .edge = {.incident = verdict_.incident.value_or(0), .joined = {}, .left = {}},
                          .at = last_.at,
                          .before = verdict_.kind,
                          .after = verdict_.kind,
                          .history = {},
                          .reason = {}};
    Notification n = notification_of(all_.config, thesis_, planned, verdict_, last_, {{id, was}},
                                     provenance_);
    if (const auto change = all_.state.last_change(id)) n.late = change->late;
    std::erase_if(n.indicators, [&](const IndicatorLine& line) { return line.id != id; });
    return n;
  }

  bool send(const Receiver& receiver, Notification n, const std::optional<Untold>& untold) {
    if (!takes(receiver, n)) return false;
    for (IndicatorLine& line : n.indicators)
      if (line.status == Status::unknown)
        line.repair =
            repairs_of(all_.feeds, all_.config, all_.config.indicators.at(line.id), all_.now);
    add_footnotes(receiver, n, untold);
    if (all_.outbox.add(all_.tx, queued_row(n, receiver.id, all_.now))) ++all_.told.notifications;
    return true;
  }

  void add_footnotes(const Receiver& receiver, Notification& n,
                     const std::optional<Untold>& untold) {
    if (untold)
      n.footnotes.push_back(held_back_note(*untold));
    if (n.incident != 0)
      for (const Ack& ack : all_.holdbacks.acks(thesis_.id, n.incident))
        n.footnotes.push_back(fmt::format("Acknowledged by {} on {}{}{}.", ack.author,
                                          format_instant(ack.at), ack.reason.empty() ? "" : ": ",
                                          ack.reason));
    for (std::string& note : all_.quiet.notes(receiver.id, thesis_))
      n.footnotes.push_back(std::move(note));
    if (flaps_until_ && n.kind != "indicator")
      n.footnotes.push_back(fmt::format(
          "It flaps: {} openings or closings within {}. Nothing more is told until none has come "
          "for {}.",
          telling_.flap->crossings, span_text(telling_.flap->within),
          span_text(telling_.flap->settle)));
  }

  TellingWork& all_;
  const Notices& notices_;
  const Thesis& thesis_;
  const Telling& telling_;
  const Step& last_;
  const Verdict& verdict_;
  const Provenance provenance_;
  std::optional<std::vector<Notification>> planned_;  // of this evaluation's turns
  std::optional<Instant> flaps_until_;                // as of now
  bool flapped_ = false;                              // before this evaluation
  std::optional<State::LastEdge> edge_;
  bool reminds_ = false;  // an open incident that nobody acknowledged
  std::optional<Reminder> reminder_;
};

}  // namespace

Told Teller::tell(Transaction& tx, const Config& config, const Walked& walked, Instant now) {
  const Quiet quiet = quiet_at(tx, db_, config, now);
  TellingWork all{.tx = tx,
              .config = config,
              .walked = walked,
              .quiet = quiet,
              .now = now,
              .db = db_,
              .ledger = ledger_,
              .state = State(db_),
              .holdbacks = Holdbacks(db_),
              .outbox = Outbox(db_),
              .feeds = FeedStates(db_)};
  for (const Notices& notices : walked.notices) ThesisTeller(all, notices).run();
  return std::move(all.told);
}

}  // namespace firstcard
