#pragma once
// What a Ledger remembers. Private to storage/.
#include <optional>

#include "judge.h"
#include "storage/ledger.h"

namespace firstcard {

struct Ledger::Impl {
  explicit Impl(Database& d) : db(d) {}

  // The series' number; a new one is added as it is named.
  std::int64_t number(const SeriesId& series);
  std::optional<std::int64_t> find(const SeriesId& series);
  // Inserts rows of one series that the judge found new (ids ascending) and notes what they touch.
  void insert(DocumentId document, std::span<const StoredRow> rows);
  // Forgets what belongs to another document, or to one that was undone.
  void turn_to(DocumentId document);

  Database& db;
  std::optional<RowInsert> inserter;  // only where something is written
  DocumentId document = 0;            // whose rows `passed` holds
  std::int64_t rollbacks = 0;
  PassedRows passed;
};

}  // namespace firstcard
