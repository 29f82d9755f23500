#include "daemon/pipeline.h"

#include <fmt/format.h>

#include <unordered_set>

#include "daemon/ingestion.h"
#include "feeds/archive.h"
#include "feeds/mapping.h"

namespace firstcard {

void Pipeline::declare(const Config& config) {
  Transaction tx(db_);
  ledger_.declare(tx, config.catalogue);
  tx.commit();
}

bool Pipeline::is_last(const Config& config, const Feed& feed, const std::string& source,
                       const std::string& hash, Instant now) {
  const auto last = ledger_.last_document(feed.id, source);
  return last && last->hash == hash &&
         reads_alike(*last, feed, mapping_digest(feed, config.catalogue), now);
}

Commit Pipeline::refuse(const HeldDocument& document, const WithRun& with_run, Instant now) {
  Transaction tx(db_);
  held_documents_.put(tx, document);
  FeedRun run{
      .feed = document.feed,
      .source = document.source,
      .at = now,
      .outcome = RunOutcome::rejected,
      .message = fmt::format("rejected by {}{}{}; it was held because {}", document.author,
                             document.note.empty() ? "" : ": ", document.note, document.reason)};
  feed_log_.add(tx, run);
  if (with_run) with_run(db_, tx, run, {});
  tx.commit();
  return {.run = std::move(run), .faults = {}, .recorded = {}};
}

int Pipeline::prune_documents(const Config& config, Instant now) {
  const Archive archive(config.documents);
  if (!archive.keeps()) return 0;
  std::unordered_set<std::string> wanted;
  for (std::string& hash : ledger_.hashes_since(now - config.keep_documents))
    wanted.insert(std::move(hash));
  for (std::string& hash : held_documents_.hashes()) wanted.insert(std::move(hash));
  return archive.prune([&](const std::string& hash) { return wanted.contains(hash); });
}

Validators Pipeline::validators(const Config& config, const Feed& feed, Instant now) {
  const auto last = ledger_.last_document(feed.id, feed.shown_source);
  if (!last || !reads_alike(*last, feed, mapping_digest(feed, config.catalogue), now)) return {};
  return {.etag = last->etag, .last_modified = last->last_modified};
}

std::optional<Instant> Pipeline::not_before(const FeedId& feed, Instant now) {
  const auto at = watch_.states().not_before(feed);
  return at && *at > now ? at : std::nullopt;
}

Commit Pipeline::note(const FeedRun& run, const PollPlan* plan) {
  Transaction tx(db_);
  feed_log_.add(tx, run);
  std::optional<Instant> next;
  if (plan) next = plan_next(tx, run, *plan);
  tx.commit();
  return {.run = run, .faults = {}, .recorded = {}, .next_poll = next};
}

std::optional<Instant> Pipeline::plan_next(Transaction& tx, const FeedRun& run,
                                           const PollPlan& plan) {
  watch_.states().put_not_before(tx, run.feed, plan.not_before);
  if (plan.once) return std::nullopt;
  // A held document is no reason to ask its server sooner.
  const bool good = run.outcome != RunOutcome::failed && run.outcome != RunOutcome::rejected;
  const PollState polled{
      .last_run = run.at,
      .failures = good && !plan.failed ? 0 : plan.failures + 1,
      .not_before = plan.not_before,
      .last_print = plan.schedule.window ? watch_.states().last_print(run.feed) : std::nullopt};
  const auto next = next_poll(plan.schedule, polled, plan.random01, run.at);
  watch_.states().put_next_poll(tx, run.feed, next);
  return next;
}

void Pipeline::watch(Recorded& recorded, const Config& config, FeedWatch::Looked looked,
                     Instant now) {
  std::ranges::move(looked.lines, std::back_inserter(recorded.decisions));
  recorded.notifications += looked.notifications;
  for (const auto& next : {watch_.next_change(now), looked.next, summary_.next(config, now)})
    if (next && (!recorded.next_change || *next < *recorded.next_change))
      recorded.next_change = next;
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
  recorded.notifications += summary_.tell(tx, config, now);
  watch(recorded, config, watch_.look_at_all(tx, config, now), now);
  tx.commit();
  // All feeds have just been read, and will mostly be unchanged from now on.
  if (holding_) ledger_.release_memory();
  holding_ = false;
  held_.reset();
  return {.run = {}, .faults = {}, .recorded = std::move(recorded)};
}

}  // namespace firstcard
