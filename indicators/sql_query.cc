// The nodes of a measure that look at one value each: series, arithmetic, lag and its like.
#include "sql_query.h"

#include "resample.h"
#include "shift.h"
#include "sql_parts.h"

namespace firstcard::measures::sql {

namespace {

// Of the tables of a join: a, b, c ...
std::string alias(std::size_t n) {
  return n < 26 ? std::string(1, static_cast<char>('a' + n)) : "a" + std::to_string(n);
}

}  // namespace

Query::Table Query::add(const std::string& comment, const std::string& columns, Frequency f,
                        const std::string& select) {
  const std::string name = "t" + std::to_string(++tables_);
  text_ +=
      ",\n-- " + comment + "\n" + name + "(" + columns + ") AS MATERIALIZED (\n  " + select + ")";
  return {name, f};
}
Query::Table Query::add(const Expr& e, Frequency f, const std::string& select) {
  return add(to_text(e), keyed() ? "p, i, v" : "i, v", f, select);
}

Query::Value Query::value_of(const Expr& e) {
  if (e.kind == Expr::Kind::number) return number(e.number);
  if (e.kind == Expr::Kind::basket) return *basket_;
  const std::string id = (keyed() ? basket_->name + " " : "") + to_text(e);
  if (const auto known = known_.find(id); known != known_.end()) return known->second;
  Value v = made(e);
  known_.emplace(id, v);
  return v;
}

Query::Value Query::made(const Expr& e) {
  if (e.kind == Expr::Kind::series) return series(e);
  if (e.kind != Expr::Kind::call) return combination(e);
  switch (info(e.function).form) {
    case Form::plain:
    case Form::shifting:
      return e.function == Function::pace ? pace(e) : shifted(e);
    case Form::trailing:
      return trailing(e);
    case Form::several:
      return combination(e);
    case Form::resampling:
      return resampled(e);
    case Form::matching:
      return matching(e);
  }
  throw CannotSay{"the function " + std::string(info(e.function).name)};
}

Query::Table Query::series(const Expr& e) {
  const Frequency f = catalogue_.at(e.series).frequency;
  const std::string from = " FROM known WHERE series = " + quoted(e.series.text);
  const std::string since = f == Frequency::day && oldest_
                                ? " AND period >= " + quoted(firstcard::to_text(*oldest_))
                                : "";
  if (!has_calendar(f)) return add(e, f, "SELECT " + index_of_period(f) + ", value" + from + since);
  // Of two values in one calendar period the one that became known later stands.
  return add(
      e, f,
      "SELECT i, value FROM (\n    SELECT i, value, row_number() OVER (\n      PARTITION BY i"
      " ORDER BY known_at DESC, period DESC) AS newest\n    FROM (\n      SELECT *, " +
          index_of_period(f) + " AS i\n     " + from + "))\n  WHERE newest = 1");
}

Query::Value Query::combination(const Expr& e) {
  std::vector<Value> operands;
  for (const Expr& a : e.args) operands.push_back(value_of(a));
  std::vector<Table> tables;
  for (const Value& v : operands)
    if (const auto* table = std::get_if<Table>(&v)) tables.push_back(*table);
  const bool event = !tables.empty() && tables.front().frequency == Frequency::event;
  std::vector<std::string> columns;
  std::size_t n = 0;
  for (const Value& v : operands) {
    const auto* number = std::get_if<std::string>(&v);
    columns.push_back(number ? *number : event ? "x" + std::to_string(++n) : alias(n++) + ".v");
  }
  if (tables.empty()) return "(" + combined(e, columns) + ")";
  return event ? standing(e, tables, columns) : equal(e, tables, columns);
}

// At equal indices.
Query::Table Query::equal(const Expr& e, const std::vector<Table>& tables,
                          const std::vector<std::string>& columns) {
  std::string from;
  for (std::size_t n = 0; n < tables.size(); ++n)
    from += n == 0 ? "FROM " + tables[n].name + " AS a"
                   : " JOIN " + tables[n].name + " AS " + alias(n) + " ON " + alias(n) +
                         ".i = a.i" + same_print(alias(n), "a");
  return add(e, tables.front().frequency,
             "SELECT * FROM (\n    SELECT " + key() + ", " + combined(e, columns) + " AS v\n    " +
                 from + ")\n  WHERE v IS NOT NULL");
}

// At every event of any of them, with the values that stand then.
Query::Table Query::standing(const Expr& e, const std::vector<Table>& tables,
                             const std::vector<std::string>& columns) {
  std::string values, events;
  for (std::size_t n = 0; n < tables.size(); ++n) {
    values += ",\n    (SELECT v FROM " + tables[n].name +
              " AS b WHERE b.i <= a.i ORDER BY b.i DESC LIMIT 1) AS x" + std::to_string(n + 1);
    events += (n == 0 ? "SELECT i FROM " : " UNION SELECT i FROM ") + tables[n].name;
  }
  return add(e, Frequency::event,
             "SELECT i, " + combined(e, columns) + " FROM (SELECT a.i" + values + "\n    FROM (" +
                 events + ") AS a)");
}

// lag change growth
Query::Table Query::shifted(const Expr& e) {
  const Table x = table_of(e.args[0]);
  if (!has_calendar(x.frequency)) return shifted_by_date(e, x);
  const std::string n = std::to_string(whole_periods(duration_of(e), x.frequency).value_or(0));
  if (e.function == Function::lag) {
    // Inside matched() no later print than the basket's own is asked for.
    const std::string limit = keyed() ? ""
                                      : " WHERE i + " + n + " <= max(" +
                                            std::to_string(newest_over(x.frequency, as_of_)) +
                                            ", (SELECT max(i) FROM " + x.name + "))";
    return add(e, x.frequency, "SELECT " + key("") + " + " + n + ", v FROM " + x.name + limit);
  }
  const bool change = e.function == Function::change;
  return add(e, x.frequency,
             "SELECT " + key() + ", " + (change ? "a.v - b.v" : "a.v / b.v - 1") + "\n  FROM " +
                 x.name + " AS a JOIN " + x.name + " AS b ON b.i = a.i - " + n +
                 same_print("b", "a") + (change ? "" : " WHERE b.v > 0"));
}

Query::Table Query::dated(const Expr& e, const Table& x) {
  return add("for " + to_text(e), "i, v, f", x.frequency,
             "SELECT i, v, " + day_before("i", duration_of(e)) + " FROM " + x.name);
}

// Day and event tracks: the newest value at or before a day.
Query::Table Query::shifted_by_date(const Expr& e, const Table& x) {
  const bool day = x.frequency == Frequency::day;
  const Table then = dated(e, x);
  const std::string age =
      day ? " AND b.i >= a.f - " + std::to_string(kOldest.count()) : std::string();
  const Table at = add("for " + to_text(e), "i, v, g", x.frequency,
                       "SELECT a.i, a.v, (SELECT max(b.i) FROM " + x.name +
                           " AS b WHERE b.i <= a.f" + age + ")\n  FROM " + then.name + " AS a");
  const std::string from = " FROM " + at.name + " AS a " + (day ? "" : "LEFT ") + "JOIN " + x.name +
                           " AS b ON b.i = a.g";
  if (e.function == Function::lag) return add(e, x.frequency, "SELECT a.i, b.v" + from);
  if (e.function == Function::change) return add(e, x.frequency, "SELECT a.i, a.v - b.v" + from);
  // On event tracks a gap, not an absence: what cannot be had stands as missing until the next
  // event.
  if (!day)
    return add(e, x.frequency, "SELECT a.i, CASE WHEN b.v > 0 THEN a.v / b.v - 1 END" + from);
  return add(e, x.frequency, "SELECT a.i, a.v / b.v - 1" + from + " WHERE b.v > 0");
}

Query::Table Query::pace(const Expr& e) {
  const Table x = table_of(e.args[0]);
  if (has_calendar(x.frequency))
    throw CannotSay{"pace() on a calendar needs the dates of the periods"};
  const std::string span = number(static_cast<double>(nominal_days(duration_of(e)).count()));
  const std::string value = "pow(v / w, " + span + " / apart) - 1";
  const std::string inner =
      "(\n    SELECT i, v, lag(v) OVER (ORDER BY i) AS w,"
      " i - lag(i) OVER (ORDER BY i) AS apart FROM " +
      x.name + ")";
  if (x.frequency == Frequency::day)
    return add(e, x.frequency, "SELECT i, " + value + " FROM " + inner + " WHERE v > 0 AND w > 0");
  return add(e, x.frequency,
             "SELECT i, CASE WHEN v > 0 AND w > 0 THEN " + value + " END FROM " + inner);
}

}  // namespace firstcard::measures::sql
