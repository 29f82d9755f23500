// The nodes of a measure that look at many values each: trailing times, resampling, baskets.
#include <utility>

#include "matched.h"
#include "resample.h"
#include "sql_parts.h"
#include "sql_query.h"

namespace firstcard::measures::sql {

namespace {

// Of a gap of an event track no statistic is made.
std::string where_known(const std::string& value) {
  return "CASE WHEN a.v IS NOT NULL THEN " + value + " END";
}

}  // namespace

Query::Table Query::trailing(const Expr& e) {
  const Table x = table_of(e.args[0]);
  const bool calendar = has_calendar(x.frequency);
  std::string within, whole,
      keys = keyed() ? "p, i" : "i";  // the span's rows b; that all are there
  Table base = x;
  if (calendar) {
    const int n = whole_periods(duration_of(e), x.frequency).value_or(1);
    within = " FROM " + x.name + " AS b WHERE b.i BETWEEN a.i - " + std::to_string(n - 1) +
             " AND a.i" + same_print("b", "a");
    whole = " WHERE (SELECT count(*)" + within + ") = " + std::to_string(n);
  } else {
    base = dated(e, x);
    keys = "i, f";
    within = " FROM " + x.name + " AS b WHERE b.i > a.f AND b.i <= a.i AND b.v IS NOT NULL";
  }
  const auto one = [&](const std::string& what) { return "(SELECT " + what + within + ")"; };
  // Sums from the oldest on; LIMIT -1 keeps SQLite from leaving the order out.
  const auto sum = [&](const std::string& what) {
    return "(SELECT sum(v) FROM (SELECT " + what + " AS v" + within + " ORDER BY b.i LIMIT -1))";
  };
  const std::string mean = sum("b.v") + " / " + one("count(*)");
  const std::string count = one("count(*)"), same = one("max(b.v) = min(b.v)");
  const auto simple = [&](const std::string& value) {
    return add(
        e, x.frequency,
        "SELECT " + key() + ", " + where_known(value) + "\n  FROM " + base.name + " AS a" + whole);
  };
  // A table before it where a statistic needs another one first.
  const auto helper = [&](const Table& of, const std::string& names, const std::string& values,
                          const std::string& where) {
    std::string selected;
    for (const char c : keys)
      selected += c == 'p' || c == 'i' || c == 'f' ? std::string("a.") + c : std::string(1, c);
    return add("for " + to_text(e), keys + ", v, " + names, x.frequency,
               "SELECT " + selected + ", a.v, " + values + "\n  FROM " + of.name + " AS a" + where);
  };
  const auto last = [&](const Table& of, const std::string& value) {
    const std::string select =
        "SELECT " + key() + ", " + where_known(value) + " AS v\n  FROM " + of.name + " AS a";
    return add(e, x.frequency,
               x.frequency == Frequency::event
                   ? select
                   : "SELECT * FROM (" + select + ") WHERE v IS NOT NULL");
  };
  const std::string width = "CASE WHEN a.n < 2 THEN NULL WHEN a.same THEN 0.0 ELSE sqrt(" +
                            sum("(b.v - a.m) * (b.v - a.m)") + " / (a.n - 1)) END";
  switch (e.function) {
    case Function::avg:
      return simple(mean);
    case Function::peak:
      return simple(one("max(b.v)"));
    case Function::trough:
      return simple(one("min(b.v)"));
    case Function::percentile:
      return simple(one("1.0 * sum(b.v <= a.v) / count(*)"));
    case Function::drawdown:
      return last(helper(base, "top", one("max(b.v)"), whole),
                  "CASE WHEN a.top > 0 THEN a.v / a.top - 1 END");
    case Function::stdev:
      return last(helper(base, "n, m, same", count + ", " + mean + ", " + same, whole), width);
    case Function::zscore: {
      const Table t = helper(base, "n, m, same", count + ", " + mean + ", " + same, whole);
      return last(helper(t, "m, w", "a.m, " + width, ""),
                  "CASE WHEN a.w > 0 THEN (a.v - a.m) / a.w END");
    }
    case Function::slope: {
      // o: the oldest index; c: the mean of the indices from there.
      const Table t = helper(base, "n, m, o", count + ", " + mean + ", " + one("min(b.i)"), whole);
      const Table c =
          helper(t, "n, m, o, c", "a.n, a.m, a.o, " + one("1.0 * sum(b.i - a.o)") + " / a.n", "");
      const std::string from_mean = "(b.i - a.o - a.c)";
      return last(c, "CASE WHEN a.n >= 2 THEN " + sum(from_mean + " * (b.v - a.m)") + " / " +
                         sum(from_mean + " * " + from_mean) + " END");
    }
    default:
      break;
  }
  throw CannotSay{"the function " + std::string(info(e.function).name)};
}

Query::Table Query::resampled(const Expr& e) {
  const Table x = table_of(e.args[0]);
  const Frequency to = target_of(e.function);
  if (x.frequency == Frequency::week) throw CannotSay{"weeks do not divide longer periods"};
  const int needed = has_calendar(x.frequency) ? (to == Frequency::quarter          ? 3
                                                  : x.frequency == Frequency::month ? 12
                                                                                    : 4)
                                               : 1;
  const Table g =
      add("for " + to_text(e), "q, i, v", x.frequency,
          "SELECT " + index_in(x.frequency, to) + ", i, v FROM " + x.name + " WHERE v IS NOT NULL");
  const std::string over = " GROUP BY q HAVING q <= " + std::to_string(newest_over(to, as_of_)) +
                           " AND count(*) >= " + std::to_string(needed);
  const std::string same = " FROM " + g.name + " AS h WHERE h.q = g.q ORDER BY h.i ";
  std::string value;
  switch (e.args[1].pick) {
    case Pick::last:
      value = "(SELECT h.v" + same + "DESC LIMIT 1)";
      break;
    case Pick::mean:
      value = "(SELECT sum(v) FROM (SELECT h.v" + same + "LIMIT -1)) / count(*)";
      break;
    case Pick::min:
      value = "min(v)";
      break;
    case Pick::max:
      value = "max(v)";
      break;
    case Pick::median:
      return add(e, to,
                 "SELECT q, sum(v) / count(*) FROM (SELECT q, v,\n      row_number() OVER"
                 " (PARTITION BY q ORDER BY v) AS r, count(*) OVER (PARTITION BY q) AS n\n"
                 "    FROM " +
                     g.name +
                     ") WHERE r IN ((n + 1) / 2, (n + 2) / 2) AND n >= " + std::to_string(needed) +
                     "\n  GROUP BY q HAVING q <= " + std::to_string(newest_over(to, as_of_)));
  }
  return add(e, to, "SELECT q, " + value + "\n    FROM " + g.name + " AS g" + over);
}

Query::Table Query::matching(const Expr& e) {
  std::string members;
  Frequency f = Frequency::event;
  for (std::size_t n = 1; n < e.args.size(); ++n) {
    const Table t = table_of(e.args[n]);
    f = t.frequency;
    members +=
        (n == 1 ? "SELECT " : " UNION ALL SELECT ") + std::to_string(n) + ", i, v FROM " + t.name;
  }
  const std::vector<Index> offsets = offsets_of(e.args[0], f);
  std::string list, rows;
  for (const Index o : offsets) {
    list += (list.empty() ? "" : ", ") + std::to_string(o);
    rows += (rows.empty() ? "(" : ", (") + std::to_string(o) + ")";
  }
  const std::string front = std::to_string(offsets.front());
  const std::string print = offsets.front() == 0 ? "a.i" : "a.i + " + front;
  const Table m = add("the members", "m, i, v", f, members);
  // A print that reaches only to earlier periods may be later than every member's newest value.
  const std::string limit = offsets.front() == 0
                                ? ""
                                : " AND " + print + " <= (SELECT max(max(i), min(" +
                                      std::to_string(newest_over(f, as_of_)) + ", max(i) + " +
                                      front + ")) FROM " + m.name + ")";
  const Table in =
      add("for each print those with a value at " + list + " periods before it", "p, m", f,
          "SELECT " + print + ", a.m FROM " + m.name + " AS a\n  WHERE (SELECT count(*) FROM " +
              m.name + " AS b\n    WHERE b.m = a.m AND " + print + " - b.i IN (" + list +
              ")) = " + std::to_string(offsets.size()) + limit);
  Table basket =
      add("their sum", "p, i, v", f,
          "SELECT p, i, (SELECT sum(v) FROM (SELECT b.v FROM " + in.name + " AS c JOIN " + m.name +
              " AS b ON b.m = c.m\n      WHERE c.p = a.p AND b.i = a.i ORDER BY c.m"
              " LIMIT -1))\n  FROM (SELECT p, p - column1 AS i FROM (SELECT p FROM " +
              in.name + " GROUP BY p HAVING count(*) >= " + std::to_string(min_coverage_) +
              "), (VALUES " + rows + ")) AS a");
  const Table* outer = std::exchange(basket_, &basket);
  const Table value = table_of(e.args[0]);
  basket_ = outer;
  return add(e, f, "SELECT p, v FROM " + value.name + " WHERE i = p");
}

}  // namespace firstcard::measures::sql
