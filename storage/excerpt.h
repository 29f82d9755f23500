#pragma once
// A part of a ledger as a database of its own, in which one may try what a document would change.
#include <filesystem>
#include <span>

#include "storage/database.h"
#include "storage/ledger.h"

namespace firstcard {

struct ExcerptOf {
  FeedId feed;                       // its documents, and what is held of it
  std::span<const SeriesId> series;  // their vintages
  bool all_series = false;           // also of all others that the feed ever wrote
};

// Copies into `to`, which must be new and empty. The ledger is opened for reading only and its
// writer does not wait. Throws DatabaseError, also for a ledger of another version.
void copy_excerpt(Database& to, const std::filesystem::path& ledger, const ExcerptOf& what);

}  // namespace firstcard
