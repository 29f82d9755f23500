#pragma once
// What of a batch is new: each row against the vintage of its period that stands at its known_at.
// Private to storage/.
#include <span>
#include <vector>

#include "passed_rows.h"
#include "period_walk.h"
#include "row_table.h"
#include "storage/ledger.h"

namespace firstcard {

// The document that is being stored: the numbers of its loads, by basis, as they are needed.
class Loads {
 public:
  // For reading what is there of this document already, too.
  Loads(Database& db, DocumentId document, std::int64_t recorded_at);
  std::int64_t of(Basis basis);
  bool own(std::int64_t load) const;  // of this document

 private:
  Database& db_;
  DocumentId document_;
  std::int64_t recorded_at_;
  std::vector<std::int64_t> own_;
  std::int64_t by_basis_[3] = {0, 0, 0};
};

struct Judged {
  std::vector<StoredRow> rows;  // to be inserted, ids ascending
  std::vector<std::int64_t>
      replaced;       // ids of this document's own earlier lines, to be deleted before
  LoadCounts counts;  // may take back what an earlier batch of the document counted
};

class Judge {
 public:
  Judge(Database& db, Loads& loads, PassedRows& passed, Judged& out)
      : db_(db), loads_(loads), passed_(passed), out_(out) {}
  // Rows of one series in order of period, known_at and place in the document. No stored vintage of
  // the series has a key above `newest`: rows beyond it need not be compared with anything.
  void series(std::int64_t id, std::int64_t newest, std::span<const Row> rows);

 private:
  struct Offer {
    std::int64_t known_at;
    double value;
    bool withdrawn;
    std::uint32_t line;
    Basis basis;
    bool again;  // passed over in an earlier batch
  };
  void period(std::int64_t key, std::span<const Row> rows);
  void offer(std::int64_t key, const Offer& o);
  void add(std::int64_t key, const Offer& o);
  void take_back(std::int64_t id);

  Database& db_;
  Loads& loads_;
  PassedRows& passed_;
  Judged& out_;
  PeriodVintages vintages_;  // of the period in hand, stored and to be stored
  std::vector<Offer> offers_;
};

}  // namespace firstcard
