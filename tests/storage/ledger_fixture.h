#pragma once
// A ledger in a scratch folder, and rows written as a person would.
#include <gtest/gtest.h>

#include <chrono>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "storage/ledger.h"
#include "support/scratch.h"

namespace firstcard::test {

inline Instant at(std::int64_t hours) {
  return Instant{seconds{1'700'000'000 + hours * 3600}};
}
inline Date day(std::int64_t n) {
  return Date{days{19'000 + n}};
}

// A row of the first series of a batch: period, known_at, value.
inline Row row(std::int64_t period, std::int64_t known, std::optional<double> value,
               std::uint32_t line = 1, std::uint32_t series = 0) {
  return {.series = series,
          .period = day(period),
          .known_at = at(known),
          .value = value,
          .basis = Basis::source,
          .line = line};
}

class LedgerTest : public testing::Test {
 protected:
  // Nothing here is about power failure: not waiting for the disk makes these tests ten times as
  // fast.
  void SetUp() override { db.exec("PRAGMA synchronous = OFF"); }

  DocumentId add_document(Transaction& tx) {
    ++documents_;
    return ledger.add_document(tx, {.feed = {"aws"},
                                    .source = "aws.csv",
                                    .hash = "hash " + std::to_string(documents_),
                                    .bytes = 100,
                                    .fetched_at = at(documents_)});
  }

  // Each list is a batch; all of them one document in one transaction.
  LoadCounts load(const std::vector<std::vector<Row>>& batches, std::int64_t recorded = 1000) {
    Transaction tx(db);
    const DocumentId document = add_document(tx);
    LoadCounts sum;
    for (const auto& batch : batches) {
      const LoadCounts c = ledger.store(tx, document, names, batch, at(recorded));
      sum.rows += c.rows;
      sum.added += c.added;
      sum.revised += c.revised;
      sum.unchanged += c.unchanged;
      sum.withdrawn += c.withdrawn;
    }
    tx.commit();
    return sum;
  }

  // "1=10 2=20": period and value, of the first series.
  std::string seen(std::int64_t as_of, int prints = 1000, std::int64_t reach = 100'000) {
    const Window w =
        ledger.window({{names[0], {.prints = prints, .reach = days{reach}}}}, at(as_of));
    std::string text;
    for (const Point& p : w.series.at(names[0]).points)
      text += (text.empty() ? "" : " ") + std::to_string((p.period - day(0)).count()) + "=" +
              std::to_string(static_cast<int>(p.value));
    return text;
  }

  // Every vintage of the first series: "1@5=10", "-" for a withdrawn one.
  std::string stored() {
    std::string text;
    for (const Vintage& v : ledger.vintages(names[0]))
      text += (text.empty() ? "" : " ") + std::to_string((v.period - day(0)).count()) + "@" +
              std::to_string((v.known_at - at(0)).count() / 3600) + "=" +
              (v.value ? std::to_string(static_cast<int>(*v.value)) : "-");
    return text;
  }

  std::int64_t count(const std::string& table) {
    Statement s = db.prepare("SELECT count(*) FROM " + table);
    return s.step() ? s.integer(0) : -1;
  }

  Scratch scratch;
  Database db{scratch / "history.db", Database::Mode::write};
  Ledger ledger{db};
  std::vector<SeriesId> names{{"aws.revenue"}, {"google.revenue"}, {"msft.revenue"}};

 private:
  int documents_ = 0;
};

}  // namespace firstcard::test
