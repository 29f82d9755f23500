#include "daemon/ingestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "feeds/date.h"
#include "feeds/mapping.h"
#include "feeds/read.h"
#include "hooks/crash_point.h"

namespace firstcard {

namespace {

constexpr std::size_t kFaultsForTheLog = 5;
constexpr std::size_t kFaultsKept = 1000;
// Longer documents are compressed beside the reading, shorter ones are not worth a thread.
constexpr std::int64_t kKeptBeside = 1 << 20;
// After so many rows the memory that they needed is given back.
constexpr std::int64_t kManyRows = 50'000;

void add(LoadCounts& sum, const LoadCounts& part) {
  sum.rows += part.rows;
  sum.added += part.added;
  sum.revised += part.revised;
  sum.unchanged += part.unchanged;
  sum.withdrawn += part.withdrawn;
}

}  // namespace

bool reads_alike(const Document& last, const Feed& feed, const std::string& mapping, Instant now) {
  return last.mapping == mapping &&
         (!depends_on_day(feed) || day_of(last.fetched_at) == day_of(now));
}

std::chrono::seconds confirm_after(const Schedule& schedule) {
  constexpr std::chrono::seconds most = std::chrono::hours{1};
  return schedule.at.empty() ? std::min(schedule.every, most) : most;
}

Pipeline::Ingestion::Ingestion(Pipeline& pipeline, const Config& config, const Feed& feed,
                               const Arrived& arrived, Instant now)
    : pipe_(pipeline),
      config_(config),
      feed_(feed),
      arrived_(arrived),
      now_(now),
      began_(std::chrono::steady_clock::now()),
      mapping_(mapping_digest(feed, config.catalogue)),
      known_from_(std::max(arrived.fetched_at, pipeline.recorder_.horizon())),
      last_(pipeline.ledger_.last_document(feed.id, arrived.source)),
      archive_(config.documents),
      run_{.feed = feed.id, .source = arrived.source, .at = now} {}

Commit Pipeline::Ingestion::run() {
  if (arrived_.hash.empty()) {
    auto hashes = hash_with_prefix(arrived_.fd, last_ ? last_->bytes : 0, arrived_.size);
    if (!hashes) {
      run_.message = hashes.error();
      Transaction tx(pipe_.db_);
      return finish(tx, {}, {});
    }
    hashes_ = std::move(*hashes);
  } else {
    hashes_ = {.prefix = {}, .whole = arrived_.hash, .bytes = arrived_.size};
  }
  held_ = pipe_.held_documents_.of(feed_.id, arrived_.source);
  start_keeping();
  if (last_ && last_->hash == hashes_.whole &&
      reads_alike(*last_, feed_, mapping_, arrived_.fetched_at))
    return unchanged();
  if (held_ && held_->refused_at && held_->hash == hashes_.whole && !arrived_.trusted)
    return refused_by_person();
  return store();
}

Commit Pipeline::Ingestion::unchanged() {
  run_.outcome = RunOutcome::unchanged;
  Transaction tx(pipe_.db_);
  // The source went back to what is known.
  if (held_) pipe_.held_documents_.remove(tx, feed_.id, arrived_.source);
  return finish(tx, {}, {});
}

Commit Pipeline::Ingestion::refused_by_person() {
  run_.outcome = RunOutcome::rejected;
  say(fmt::format("rejected by {} on {}{}{}", held_->author, to_text(*held_->refused_at),
                  held_->note.empty() ? "" : ": ", held_->note));
  Transaction tx(pipe_.db_);
  return finish(tx, {}, {});
}

Commit Pipeline::Ingestion::store() {
  Transaction tx(pipe_.db_);
  LastLook look = pipe_.holding_ ? LastLook{} : pipe_.recorder_.look(config_);
  tx.mark();
  run_.document = pipe_.ledger_.add_document(tx, {.feed = feed_.id,
                                                  .source = arrived_.source,
                                                  .hash = hashes_.whole,
                                                  .bytes = arrived_.size,
                                                  .mapping = mapping_,
                                                  .fetched_at = arrived_.fetched_at,
                                                  .etag = arrived_.etag,
                                                  .last_modified = arrived_.last_modified,
                                                  .headers = arrived_.headers});
  auto read = this->read(tx);
  if (!read) return undo(tx, RunOutcome::rejected, to_text(read.error()));
  pipe_.ledger_.set_contents(
      tx, run_.document,
      {.lines = read->counts.lines, .rows = shape_.rows, .newest_period = shape_.newest});
  if (read->ahead > 0) pipe_.ledger_.read_again(tx, run_.document);
  if (feed_.complete) withdraw(tx, *read);
  if (arrived_.trusted)
    say(fmt::format("accepted by {}{}{}", arrived_.accepted_by,
                    held_ ? "; it was held because " : "", held_ ? held_->reason : ""));
  std::string warning;
  if (auto odd = arrived_.trusted ? std::nullopt : suspicion()) {
    if (!confirmed(*odd)) return hold(tx, std::move(*odd));
    say(fmt::format("accepted, for the feed brought it once more: {}", odd->reason));
    warning = fmt::format("the document that the guard \"{}\" held is used now, for the feed brought "
                          "it once more: {}",
                          odd->guard, odd->reason);
  }
  if (held_) pipe_.held_documents_.remove(tx, feed_.id, arrived_.source);
  if (run_.counts.revised > 0) note_restatements(tx, read->series);
  run_.outcome = RunOutcome::stored;
  run_.faults = read->counts.faults;
  pipe_.watch_.wrote(tx, config_, feed_, read->series);
  crash_point("rows-stored");
  Recorded recorded;
  if (!pipe_.holding_) {
    recorded = pipe_.recorder_.record(tx, config_, std::move(look), now_);
    pipe_.watch(recorded, config_, pipe_.watch_.look(tx, config_, feed_, now_), now_);
  }
  Commit commit = finish(tx, std::move(read->faults), std::move(recorded));
  commit.read_again = read->ahead > 0;
  commit.warning = std::move(warning);
  if (shape_.rows > kManyRows) pipe_.ledger_.release_memory();
  return commit;
}

std::expected<ReadResult, Rejection> Pipeline::Ingestion::read(Transaction& tx) {
  if (arrived_.refused) return std::unexpected(*arrived_.refused);
  if (!arrived_.translated && needs_translation(feed_, arrived_.fd, arrived_.size)) {
    auto text = translate(feed_, arrived_.fd, arrived_.size, {.fetched_at = arrived_.fetched_at});
    if (!text) return std::unexpected(std::move(text.error()));
    text_ = std::move(*text);
  }
  const int text_fd = text_.text ? text_.text.fd() : arrived_.text_fd;
  const std::int64_t text_size = text_.text ? text_.size : arrived_.text_size;
  const bool translated = text_fd >= 0;
  if (!translated) before_ = read_before();
  if (before_.bytes > 0) shape_ = {.rows = last_->rows, .newest = last_->newest_period, .ahead = {}};
  const ReadOptions options{.fetched_at = arrived_.fetched_at,
                            .skip_bytes = before_.bytes,
                            .skip_lines = static_cast<std::uint32_t>(before_.lines),
                            .keep_faults = kFaultsKept,
                            .end = translated ? text_size : arrived_.size,
                            .take_back = [&](const Takeback& t) { take_back(tx, t); }};
  return read_csv(feed_, config_.catalogue, translated ? text_fd : arrived_.fd, options,
                  [&](std::span<const SeriesId> series, std::vector<Row> rows) {
                    for (Row& row : rows)
                      if (row.basis == Basis::fetched)
                        row.known_at = std::max(row.known_at, known_from_);
                    if (feed_.complete) offered_.insert(offered_.end(), rows.begin(), rows.end());
                    see(series, rows);
                    add(run_.counts,
                        pipe_.ledger_.store(tx, run_.document, series, std::move(rows), now_));
                  });
}

Pipeline::Ingestion::Before Pipeline::Ingestion::read_before() const {
  // Withdrawals need every row of a complete document.
  if (feed_.complete || !last_ || arrived_.size <= last_->bytes ||
      !reads_alike(*last_, feed_, mapping_, arrived_.fetched_at))
    return {};
  if (hashes_.prefix != last_->hash || !hashes_.prefix_ends_line) return {};
  return {.bytes = last_->bytes, .lines = last_->lines};
}

void Pipeline::Ingestion::withdraw(Transaction& tx, const ReadResult& read) {
  // What stood in a row that could not be read has not disappeared, and which one that is, nobody
  // can tell: a torn line has neither series nor period.
  if (const auto unread = read.counts.faults - read.contradicting; unread > 0)
    return say(fmt::format("{} row{} could not be read, so nothing that is missing was withdrawn",
                           unread, unread == 1 ? "" : "s"));
  // Also what the document no longer names at all; rows point to the names in front.
  std::vector<SeriesId> series = read.series;
  for (SeriesId& id : pipe_.ledger_.series_from(feed_.id, arrived_.source))
    if (std::ranges::find(read.series, id) == read.series.end()) series.push_back(std::move(id));
  run_.counts.withdrawn +=
      pipe_.ledger_.withdraw_missing(tx, run_.document, series, offered_, known_from_);
}

// Of what this source wrote, for a wildcard means no other's series.
void Pipeline::Ingestion::take_back(Transaction& tx, const Takeback& takeback) {
  std::vector<SeriesId> series = pipe_.ledger_.series_from(feed_.id, arrived_.source);
  std::erase_if(series, [&](const SeriesId& id) { return !matches(takeback, id); });
  std::vector<Row> rows;
  for (std::uint32_t i = 0; i < series.size(); ++i) {
    const auto declared = config_.catalogue.find(series[i]);
    const Frequency frequency = declared == config_.catalogue.end() ? feed_.default_frequency
                                                                    : declared->second.frequency;
    const auto meant = [&](Date period) {
      return !takeback.period ||
             period_end(*takeback.period, feed_.csv.period.means, frequency) == period;
    };
    for (const Vintage& v : pipe_.ledger_.vintages(series[i], takeback.known.at))
      if (meant(v.period))
        rows.push_back({.series = i,
                        .period = v.period,
                        .known_at = takeback.known.at,
                        .value = std::nullopt,
                        .basis = takeback.known.basis,
                        .line = takeback.line});
  }
  if (!rows.empty())
    add(run_.counts, pipe_.ledger_.store(tx, run_.document, series, std::move(rows), now_));
}

Date Pipeline::Ingestion::furthest(const SeriesId& series) const {
  if (!feed_.guards.future) return Date::max();
  const auto declared = config_.catalogue.find(series);
  return furthest_period(declared == config_.catalogue.end() ? feed_.default_frequency
                                                             : declared->second.frequency,
                         arrived_.fetched_at);
}

void Pipeline::Ingestion::see(std::span<const SeriesId> series, std::span<const Row> rows) {
  for (const SeriesId& id : series.subspan(furthest_.size())) furthest_.push_back(furthest(id));
  oldest_.resize(series.size(), Date::max());
  shape_.rows += static_cast<std::int64_t>(rows.size());
  for (const Row& row : rows) {
    oldest_[row.series] = std::min(oldest_[row.series], row.period);
    if (row.period <= furthest_[row.series] && (!shape_.newest || row.period > *shape_.newest))
      shape_.newest = row.period;
  }
}

std::optional<WrittenPeriod> Pipeline::Ingestion::ahead() {
  if (!feed_.guards.future) return std::nullopt;
  // No frequency allows less than a day.
  const Date day = furthest_period(Frequency::day, arrived_.fetched_at);
  for (WrittenPeriod& p : pipe_.ledger_.written_behind(run_.document, day))
    if (p.period > furthest(p.series)) return std::move(p);
  return std::nullopt;
}

std::optional<Suspicion> Pipeline::Ingestion::suspicion() {
  DocumentShape last;
  if (last_ && last_->mapping == mapping_) {
    last = {.rows = last_->rows, .newest = last_->newest_period, .ahead = {}};
    // Accepted before there was a guard against it.
    if (feed_.guards.future &&
        last.newest > furthest_period(Frequency::event, last_->fetched_at))
      last.newest.reset();
  }
  shape_.ahead = ahead();
  constexpr std::size_t kMostRevisions = 1000;
  return suspicion_of(
      feed_.guards, last, shape_,
      pipe_.ledger_.steps(run_.document, run_.counts.revised > 0 ? kMostRevisions : 0));
}

bool Pipeline::Ingestion::confirmed(const Suspicion& s) const {
  if (!held_ || held_->refused_at || now_ - held_->since < confirm_after(feed_.schedule))
    return false;
  // A file that merely lies there was not brought again.
  if (held_->hash == hashes_.whole && arrived_.mtime_ns && held_->mtime_ns == arrived_.mtime_ns)
    return false;
  return held_->hash == hashes_.whole ||
         (held_->guard == s.guard && !s.finding.empty() && held_->finding == s.finding);
}

Commit Pipeline::Ingestion::hold(Transaction& tx, Suspicion s) {
  const bool again =
      held_ && !held_->refused_at &&
      (held_->hash == hashes_.whole || (held_->guard == s.guard && held_->finding == s.finding));
  tx.undo_to_mark();
  pipe_.held_documents_.put(tx, {.feed = feed_.id,
                                 .source = arrived_.source,
                                 .hash = hashes_.whole,
                                 .bytes = arrived_.size,
                                 .fetched_at = arrived_.fetched_at,
                                 .etag = arrived_.etag,
                                 .last_modified = arrived_.last_modified,
                                 .headers = arrived_.headers,
                                 .guard = s.guard,
                                 .reason = s.reason,
                                 .finding = s.finding,
                                 .since = again ? held_->since : now_,
                                 .refused_at = {},
                                 .author = {},
                                 .note = {},
                                 .mtime_ns = again && held_->hash == hashes_.whole && held_->mtime_ns
                                                 ? held_->mtime_ns
                                                 : arrived_.mtime_ns});
  run_.outcome = RunOutcome::held;
  run_.document = 0;
  run_.counts = {};
  say(fmt::format("{}; it is used once {}, or by: firstcard feeds accept {}", s.reason,
                  arrived_.mtime_ns ? "the file is written again" : "the feed brings it again",
                  feed_.id.text));
  return finish(tx, {}, {});
}

Commit Pipeline::Ingestion::undo(Transaction& tx, RunOutcome outcome, std::string message) {
  tx.undo_to_mark();
  run_.outcome = outcome;
  run_.document = 0;
  run_.counts = {};
  say(std::move(message));
  return finish(tx, {}, {});
}

void Pipeline::Ingestion::note_restatements(Transaction& tx, std::span<const SeriesId> series) {
  constexpr double kRounding = 1e-3;
  for (const Ledger::Restatement& r : pipe_.ledger_.record_restatements(tx, run_.document)) {
    say(r.factor ? fmt::format("rebase of {}: {} periods moved by the factor {:.6g}", r.series.text,
                               r.periods, *r.factor)
                 : fmt::format("restatement of {}: {} periods", r.series.text, r.periods));
    // A document that has the last year only leaves the years before on the old base, and growth
    // would be reckoned from one base to the other. Where only a tail was read, they are in it.
    const auto place = std::ranges::find(series, r.series);
    if (!r.factor || std::abs(*r.factor - 1) < kRounding || before_.bytes > 0 ||
        place == series.end())
      continue;
    const Date oldest = oldest_.at(static_cast<std::size_t>(place - series.begin()));
    const std::int64_t older =
        pipe_.ledger_.rescale_before(tx, run_.document, r.series, oldest, *r.factor);
    if (older > 0)
      say(fmt::format("{} older period{} before {}, which the document does not have, moved with "
                      "them",
                      older, older == 1 ? "" : "s", to_text(oldest)));
  }
}

Commit Pipeline::Ingestion::finish(Transaction& tx, std::vector<Fault> faults, Recorded recorded) {
  end_keeping();
  run_.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::steady_clock::now() - began_)
                          .count();
  const std::int64_t id = pipe_.feed_log_.add(tx, run_);
  if (run_.outcome == RunOutcome::stored)
    pipe_.feed_log_.add_faults(tx, id, run_, faults, static_cast<int>(kFaultsKept),
                               before_.bytes > 0);
  std::optional<Instant> next;
  if (arrived_.plan) next = pipe_.plan_next(tx, run_, *arrived_.plan);
  if (arrived_.with_run)
    arrived_.with_run(pipe_.db_, tx, run_,
                      std::span(faults).first(std::min(faults.size(), kFaultsForTheLog)));
  tx.commit();
  if (faults.size() > kFaultsForTheLog) faults.resize(kFaultsForTheLog);
  return {.run = std::move(run_),
          .faults = std::move(faults),
          .recorded = std::move(recorded),
          .next_poll = next};
}

void Pipeline::Ingestion::start_keeping() {
  if (!archive_.keeps() || archive_.has(hashes_.whole)) return;
  KeptBeginning beginning;
  if (last_ && !hashes_.prefix.empty() && hashes_.prefix == last_->hash)
    beginning = {.hash = last_->hash, .bytes = last_->bytes};
  keeping_ = std::async(
      arrived_.size > kKeptBeside ? std::launch::async : std::launch::deferred,
      [this, beginning] {
        return archive_.keep(arrived_.fd, arrived_.size, hashes_.whole, beginning);
      });
}

// A document that cannot be kept is used all the same: an alert must not wait for room on a disk.
void Pipeline::Ingestion::end_keeping() {
  if (!keeping_.valid()) return;
  if (const auto kept = keeping_.get(); !kept)
    say(fmt::format("the document is not kept: {}", kept.error()));
}

void Pipeline::Ingestion::say(std::string text) {
  run_.message += run_.message.empty() ? std::move(text) : "; " + text;
}

Commit Pipeline::ingest(const Config& config, const Feed& feed, const Arrived& document,
                        Instant now) {
  return Ingestion(*this, config, feed, document, now).run();
}

}  // namespace firstcard
