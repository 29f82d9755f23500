#pragma once
// Why an indicator stands as it does at an instant: everything that `explain` shows, gathered from
// the database. It reads and decides nothing that is stored.
#include <boost/json/object.hpp>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/evaluation.h"
#include "indicators/fragility.h"
#include "indicators/inputs.h"
#include "storage/ledger.h"
#include "storage/state.h"

namespace firstcard {

// A value that the reading rests on, and where it came from.
struct ExplainedInput {
  Input input;
  Basis basis = Basis::fetched;
  int vintage = 1;  // the how manieth value of its period
  std::optional<Ledger::Origin> origin;
  // The document's line, or why it cannot be shown; of the newest value of each series only.
  std::optional<std::expected<std::string, std::string>> line;
};

struct ExplainedTest {
  const Test* test = nullptr;
  TestResult result;
  std::vector<FoldStep> steps;
  std::vector<ExplainedInput> inputs;
  std::vector<SeriesId> silent;  // series without a value then
  std::string sql;               // see measure_sql.h
  std::string no_sql;            // why `sql` gives the inputs only; empty: it gives the reading
};

// The change that led to the present status.
struct LastChange {
  Instant at;
  CauseFound cause;
  bool recorded = false;  // as the daemon recorded it; else found by going back over what was known
};

struct Explanation {
  const Indicator* rule = nullptr;
  Assessment assessment;
  std::string reason, flip;
  std::optional<LastChange> change;
  std::vector<ExplainedTest> tests;
  Fragility fragility;
};

// As known at `as_of`. `config` must outlive it.
Explanation explain(const Config& config, Database& db, const Indicator& rule, Instant as_of);

// For people, at most 100 columns wide (but for words that are longer): status, reading and lines,
// the fold, the inputs with the lines of their documents, fragility, SQL.
std::string explanation_text(const Explanation& e, const Config& config, bool colour);
boost::json::object explanation_json(const Explanation& e, const Config& config);

}  // namespace firstcard
