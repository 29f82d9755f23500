#pragma once
// What a Ledger remembers. Private to storage/.
#include <optional>
#include <string>
#include <unordered_map>

#include "batch.h"
#include "judge.h"
#include "storage/ledger.h"

namespace firstcard {

struct Ledger::Impl {
  explicit Impl(Database& d) : db(d) {}

  std::optional<std::int64_t> find(const SeriesId& series);
  // Inserts rows that the judge found new (ids ascending) and notes what they touch.
  void insert(DocumentId document, std::span<const StoredRow> rows);
  // What is known of a series while a document is being stored; a new one is added as it is named.
  struct Place {
    std::int64_t number = 0;
    std::int64_t newest = 0;  // no vintage has a higher key; 0: there is none
  };
  Place& place(const SeriesId& series);
  // Forgets what belongs to another document, or to one that was undone.
  void turn_to(DocumentId document);

  Database& db;
  std::optional<RowInsert> inserter;  // only where something is written
  DocumentId document = 0;            // to which all that follows belongs
  std::int64_t rollbacks = 0;
  PassedRows passed;
  std::unordered_map<std::string, Place> places;
  Batch batch;    // these two keep their memory from
  Judged judged;  // one batch to the next
};

}  // namespace firstcard
