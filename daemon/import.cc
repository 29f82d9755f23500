#include "daemon/import.h"

namespace firstcard {

Commit import_document(DocumentSink& sink, const Config& config, const Feed& feed,
                       const std::string& origin, const OpenDocument& document,
                       const WithRun& with_run, Instant now) {
  Feed as_import = feed;
  as_import.complete = false;
  return sink.ingest(config, as_import,
                     {.source = "import:" + origin,
                      .fd = document.file.fd(),
                      .size = document.size,
                      .fetched_at = now,
                      .etag = {},
                      .last_modified = {},
                      .with_run = with_run},
                     now);
}

}  // namespace firstcard
