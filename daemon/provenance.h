#pragma once
// From a stored value back to the line that it came from.
#include <expected>
#include <string>

#include "daemon/config.h"
#include "storage/ledger.h"

namespace firstcard {

// The text of the document's line, cut to 400 bytes, without its end; of a document that was
// translated the line of the translation. Else why it cannot be shown: the document is kept no
// longer, or its feed is gone from the configuration.
std::expected<std::string, std::string> source_line(const Config& config,
                                                    const Ledger::Origin& origin);

// A path's file name; a URL whole.
std::string short_source(const std::string& source);
// "aws.csv line 31 (feed aws)": a path's file name, a URL whole. Empty if the vintage is not there.
std::string short_origin(Ledger& ledger, std::int64_t vintage);

}  // namespace firstcard
