#pragma once
// Every vintage of some series in memory: windows for a backtest, which asks for thousands of them.
#include <map>
#include <vector>

#include "daemon/evaluation.h"
#include "storage/ledger.h"

namespace firstcard {

class History final : public WindowSource {
 public:
  // Reads the series from the ledger. `final_vintage`: only the newest value of each period, as if
  // it had been known when its first one was.
  History(Ledger& ledger, const std::vector<SeriesId>& series, bool final_vintage);

  Window window(const std::map<SeriesId, Need>& needs, Instant as_of) override;

  // All distinct known_at, ascending.
  const std::vector<Instant>& known() const { return known_; }

 private:
  struct Known {
    Instant at;
    std::optional<double> value;  // nullopt: withdrawn
    std::int64_t vintage = 0;
  };
  struct Period {
    Date last_day;
    std::vector<Known> known;  // ascending by `at`
  };
  std::map<SeriesId, std::vector<Period>> series_;
  std::vector<Instant> known_;
};

}  // namespace firstcard
