#pragma once
// A document that somebody hands in for a feed: `firstcard import`.
#include <string>

#include "daemon/pipeline.h"
#include "feeds/document.h"

namespace firstcard {

// Ingests it by the feed's mapping as fetched now. `origin` is where it came from, for people: the
// documents' source is "import:ORIGIN". It withdraws nothing, whatever the feed says of its own
// documents: an old file would take back all that came after it, and the feed's next document,
// being unchanged, would not bring it again.
Commit import_document(DocumentSink& sink, const Config& config, const Feed& feed,
                       const std::string& origin, const OpenDocument& document,
                       const WithRun& with_run, Instant now);

}  // namespace firstcard
