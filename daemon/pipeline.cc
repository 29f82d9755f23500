#include "daemon/pipeline.h"

#include <algorithm>
#include <chrono>

#include "feeds/document.h"
#include "feeds/mapping.h"
#include "feeds/read.h"

namespace firstcard {

namespace {

constexpr std::size_t kFaultsForTheLog = 5;
constexpr std::size_t kFaultsKept = 1000;

// How much of a document has been read before: all of the last one, if the new one only goes on
// from there.
struct Known {
  std::int64_t bytes = 0;
  std::int64_t lines = 0;
};

Known known_part(const Feed& feed, const std::optional<Document>& last, const PrefixHashes& hashes,
                 const Arrived& document, const std::string& mapping) {
  // Withdrawals need every row of a complete document.
  if (feed.complete || !last || last->mapping != mapping || document.size <= last->bytes) return {};
  if (hashes.prefix != last->hash || !hashes.prefix_ends_line) return {};
  return {.bytes = last->bytes, .lines = last->lines};
}

void add(LoadCounts& sum, const LoadCounts& part) {
  sum.rows += part.rows;
  sum.added += part.added;
  sum.revised += part.revised;
  sum.unchanged += part.unchanged;
  sum.withdrawn += part.withdrawn;
}

}  // namespace

void Pipeline::declare(const Config& config) {
  Transaction tx(db_);
  ledger_.declare(tx, config.catalogue);
  tx.commit();
}

Commit Pipeline::commit_run(Transaction& tx, FeedRun run, std::vector<Fault> faults, bool goes_on,
                            Recorded recorded, const PollPlan* plan) {
  const std::int64_t id = feed_log_.add(tx, run);
  if (run.outcome == RunOutcome::stored)
    feed_log_.add_faults(tx, id, run, faults, static_cast<int>(kFaultsKept), goes_on);
  std::optional<Instant> next;
  if (plan) {
    const bool good = run.outcome == RunOutcome::stored || run.outcome == RunOutcome::unchanged;
    const PollState polled{
        .last_run = run.at,
        .failures = good && !plan->failed ? 0 : plan->failures + 1,
        .not_before = plan->not_before,
        .last_print = plan->schedule.window ? watch_.states().last_print(run.feed) : std::nullopt};
    next = next_poll(plan->schedule, polled, plan->random01, run.at);
    watch_.states().put_next_poll(tx, run.feed, next);
  }
  tx.commit();
  if (faults.size() > kFaultsForTheLog) faults.resize(kFaultsForTheLog);
  return {.run = std::move(run),
          .faults = std::move(faults),
          .recorded = std::move(recorded),
          .next_poll = next};
}

Commit Pipeline::ingest(const Config& config, const Feed& feed, const Arrived& arrived, Instant now,
                        const PollPlan* plan) {
  const auto began = std::chrono::steady_clock::now();
  const std::string mapping = mapping_digest(feed, config.catalogue);
  const std::optional<Document> last = ledger_.last_document(feed.id, arrived.source);
  const auto hashes = hash_with_prefix(arrived.fd, last ? last->bytes : 0, arrived.size);
  FeedRun run{.feed = feed.id, .source = arrived.source, .at = now};
  bool goes_on = false;
  const auto finish = [&](Transaction& tx, std::vector<Fault> faults, Recorded recorded) {
    const auto took = std::chrono::steady_clock::now() - began;
    run.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    return commit_run(tx, std::move(run), std::move(faults), goes_on, std::move(recorded), plan);
  };

  if (!hashes) {
    run.message = hashes.error();
    Transaction tx(db_);
    return finish(tx, {}, {});
  }
  if (last && last->mapping == mapping && last->hash == hashes->whole) {
    run.outcome = RunOutcome::unchanged;
    Transaction tx(db_);
    return finish(tx, {}, {});
  }

  Transaction tx(db_);
  LastLook before = holding_ ? LastLook{} : recorder_.look(config);
  tx.mark();
  Document document{.feed = feed.id,
                    .source = arrived.source,
                    .hash = hashes->whole,
                    .bytes = arrived.size,
                    .lines = 0,
                    .mapping = mapping,
                    .fetched_at = arrived.fetched_at,
                    .etag = arrived.etag,
                    .last_modified = arrived.last_modified};
  run.document = ledger_.add_document(tx, document);
  const Known known = known_part(feed, last, *hashes, arrived, mapping);
  goes_on = known.bytes > 0;
  const ReadOptions options{.fetched_at = arrived.fetched_at,
                            .skip_bytes = known.bytes,
                            .skip_lines = static_cast<std::uint32_t>(known.lines),
                            .keep_faults = kFaultsKept,
                            .end = arrived.size};
  std::vector<Row> offered;  // only of a complete document
  auto read =
      read_csv(feed, config.catalogue, arrived.fd, options,
               [&](std::span<const SeriesId> series, std::vector<Row> rows) {
                 if (feed.complete) offered.insert(offered.end(), rows.begin(), rows.end());
                 add(run.counts, ledger_.store(tx, run.document, series, std::move(rows), now));
               });
  if (!read) {
    tx.undo_to_mark();
    run.outcome = RunOutcome::rejected;
    run.document = 0;
    run.counts = {};
    run.message = to_text(read.error());
    return finish(tx, {}, {});
  }
  ledger_.set_lines(tx, run.document, read->counts.lines);
  if (read->ahead > 0) ledger_.read_again(tx, run.document);
  if (feed.complete) {
    // Also what the document no longer names at all; rows point to the names in front.
    std::vector<SeriesId> series = read->series;
    for (SeriesId& id : ledger_.series_from(feed.id, arrived.source))
      if (std::ranges::find(read->series, id) == read->series.end())
        series.push_back(std::move(id));
    run.counts.withdrawn +=
        ledger_.withdraw_missing(tx, run.document, series, offered, arrived.fetched_at);
  }
  run.outcome = RunOutcome::stored;
  run.faults = read->counts.faults;
  watch_.wrote(tx, config, feed, read->series);
  Recorded recorded;
  if (!holding_) {
    recorded = recorder_.record(tx, config, std::move(before), now);
    watch(recorded, watch_.look(tx, config, feed, now), now);
  }
  Commit commit = finish(tx, std::move(read->faults), std::move(recorded));
  commit.read_again = read->ahead > 0;
  return commit;
}

Validators Pipeline::validators(const Config& config, const Feed& feed) {
  const auto last = ledger_.last_document(feed.id, feed.shown_source);
  if (!last || last->mapping != mapping_digest(feed, config.catalogue)) return {};
  return {.etag = last->etag, .last_modified = last->last_modified};
}

Commit Pipeline::note(const FeedRun& run, const PollPlan* plan) {
  Transaction tx(db_);
  return commit_run(tx, run, {}, false, {}, plan);
}

void Pipeline::watch(Recorded& recorded, FeedWatch::Looked looked, Instant now) {
  std::ranges::move(looked.lines, std::back_inserter(recorded.decisions));
  recorded.notifications += looked.notifications;
  const auto by_feeds = watch_.next_change(now);
  if (by_feeds && (!recorded.next_change || *by_feeds < *recorded.next_change))
    recorded.next_change = by_feeds;
}

void Pipeline::hold(const Config& config) {
  holding_ = true;
  held_ = recorder_.look(config);
}

Commit Pipeline::evaluate(const Config& config, Instant now) {
  Transaction tx(db_);
  ledger_.declare(tx, config.catalogue);
  LastLook before = recorder_.look(config);
  // What was seen before the first row that was held back; the rules of now where the held look
  // lacks them. A copy: if this evaluation fails, the next one needs it.
  if (held_) {
    LastLook held = *held_;
    held.seen.merge(before.seen);
    before = std::move(held);
  }
  Recorded recorded = recorder_.record(tx, config, std::move(before), now);
  watch(recorded, watch_.look_at_all(tx, config, now), now);
  tx.commit();
  holding_ = false;
  held_.reset();
  return {.run = {}, .faults = {}, .recorded = std::move(recorded)};
}

}  // namespace firstcard
