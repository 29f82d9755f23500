#include "measure_sql.h"

#include <algorithm>

#include "sql_parts.h"
#include "sql_query.h"

namespace firstcard {

namespace {

// The value of each period as known then.
std::string known_values(const Measure& m, Instant as_of) {
  std::string list;
  for (const SeriesId& id : series_of(m))
    list += (list.empty() ? "" : ", ") + measures::sql::quoted(id.text);
  return "-- Of each period the value that was known at " + to_text(as_of) +
         ".\nknown AS MATERIALIZED (\n  SELECT series, period, value, unit, known_at, basis FROM "
         "(\n"
         "    SELECT *, row_number() OVER (\n"
         "      PARTITION BY series, period ORDER BY known_at DESC, vintage DESC) AS newest\n"
         "    FROM vintages WHERE series IN (" +
         list + ")\n      AND known_at <= '" + to_text(as_of) +
         "')\n  WHERE newest = 1 AND NOT withdrawn)";
}

// pace() takes the value before, of whatever age.
bool looks_back_by_row(const Expr& e) {
  if (e.kind == Expr::Kind::call && e.function == measures::Function::pace) return true;
  return std::ranges::any_of(e.args, looks_back_by_row);
}

}  // namespace

std::expected<std::string, std::string> sql_of(const Measure& m, const Catalogue& catalogue,
                                               Instant as_of, int min_coverage,
                                               std::optional<Date> newest) {
  std::optional<Date> oldest;
  if (newest && !looks_back_by_row(m.root()))
    for (const auto& [id, need] : needs_of(m, catalogue, 1)) {
      // Of a resampled series `prints` is no less than the days of its periods.
      const Date from = *newest - need.reach - days{need.prints + 31};
      oldest = std::min(oldest.value_or(from), from);
    }
  measures::sql::Query query(catalogue, as_of, min_coverage, oldest);
  try {
    const auto table = query.table_of(m.root());
    return measures::sql::wrapped("WITH\n" + known_values(m, as_of) + query.text() + "\nSELECT " +
                                  measures::sql::name_of_index(table.frequency) +
                                  " AS period, v AS reading\nFROM " + table.name +
                                  " WHERE v IS NOT NULL ORDER BY i DESC LIMIT 1;");
  } catch (const measures::sql::CannotSay& cannot) {
    return std::unexpected(cannot.why);
  }
}

std::string inputs_sql(const Measure& m, Instant as_of) {
  return measures::sql::wrapped("WITH\n" + known_values(m, as_of) +
                                "\nSELECT series, period, value, unit, known_at, basis FROM known"
                                " ORDER BY series, period DESC;");
}

}  // namespace firstcard
