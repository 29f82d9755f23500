#pragma once
// The stored vintages of one series, period by period in ascending order: one side of the merge
// that compares a batch with what is there. Private to storage/.
#include <cstdint>
#include <vector>

#include "storage/database.h"

namespace firstcard {

struct StoredVintage {
  std::int64_t id = 0;
  std::int64_t known_at = 0;
  double value = 0;
  bool withdrawn = false;
  std::int64_t load = 0;
};

// The vintages of one period, in the order in which they were stored.
using PeriodVintages = std::vector<StoredVintage>;

// The one that stands at `known_at`: the newest known by then; of a tie the one stored later.
// nullptr: none.
const StoredVintage* standing_at(const PeriodVintages& vintages, std::int64_t known_at);

class PeriodWalk {
 public:
  // Keys from `first` to `last`, both inclusive (vintage_key.h).
  PeriodWalk(Database& db, std::int64_t first, std::int64_t last);
  ~PeriodWalk();
  PeriodWalk(const PeriodWalk&) = delete;
  PeriodWalk& operator=(const PeriodWalk&) = delete;

  // Fills `vintages` with those of the period `key` (ordinal 0); keys must not descend. Periods
  // between are passed over, far ones by a seek.
  void at(std::int64_t key, PeriodVintages& vintages);
  // Fills `vintages` with the next period there is; false at the end.
  bool next(PeriodVintages& vintages);

 private:
  void seek(std::int64_t first);
  void advance();

  Statement& statement_;
  std::int64_t last_;
  std::int64_t here_ = 0;  // id of the row under the statement
  bool more_ = false;
};

}  // namespace firstcard
