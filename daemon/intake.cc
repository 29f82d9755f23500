#include "daemon/intake.h"

#include "feeds/document.h"
#include "feeds/translate.h"

namespace firstcard {

Commit Intake::ingest(const Config& config, const Feed& feed, const Arrived& document,
                      Instant now) {
  Arrived arrived = document;
  arrived.translated = true;
  Translated text;
  if (needs_translation(feed, document.fd, document.size)) {
    const auto hash = content_hash(document.fd, document.size);
    arrived.hash = hash.value_or("");
    const bool known = hash && on_store([&](Store& store) {
                         return store.pipeline.is_last(config, feed, document.source, *hash,
                                                       document.fetched_at);
                       });
    arrived.translated = !known;  // should it be read after all, then as it is
    if (hash && !known) {
      auto translated = translate(feed, document.fd, document.size,
                                  {.fetched_at = document.fetched_at, .stop = stop_});
      if (!translated) {
        arrived.refused = std::move(translated.error());
      } else if (!translated->identity) {
        text = std::move(*translated);
        arrived.text_fd = text.text.fd();
        arrived.text_size = text.size;
      }
    }
  }
  return on_store([&](Store& store) {
    if (store.current != nullptr && store.current != &config) throw Stopped();
    return store.pipeline.ingest(config, feed, arrived, now);
  });
}

Commit Intake::note(const FeedRun& run, const PollPlan* plan) {
  return on_store([&](Store& store) { return store.pipeline.note(run, plan); });
}

std::vector<HeldDocument> Intake::held(const FeedId& feed) {
  return on_store([&](Store& store) { return store.pipeline.held(feed); });
}

Commit Intake::refuse(const HeldDocument& document, const WithRun& with_run, Instant now) {
  return on_store([&](Store& store) { return store.pipeline.refuse(document, with_run, now); });
}

}  // namespace firstcard
