#include "sql_parts.h"

#include <algorithm>
#include <charconv>

namespace firstcard::measures::sql {

namespace {

constexpr std::size_t kWidth = 98;

// Floor division by 7, for days before 1970 as well.
std::string weeks(const std::string& days) {
  return "(" + days + " + 7000000) / 7 - 1000000";
}

int months_in(Frequency f) {
  return f == Frequency::month ? 1 : f == Frequency::quarter ? 3 : 12;
}

// Of a day that is given as strftime's time value with its modifiers.
std::string months(const std::string& time) {
  return "strftime('%Y', " + time + ") * 12\n        + strftime('%m', " + time + ") - 1";
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : between) + part;
  return all;
}

std::string median(const std::vector<std::string>& x) {
  std::string rows, known;
  for (const std::string& v : x) {
    rows += (rows.empty() ? "SELECT " : " UNION ALL SELECT ") + v + (rows.empty() ? " AS v" : "");
    known += (known.empty() ? "" : " AND ") + v + " IS NOT NULL";
  }
  const std::size_t half = (x.size() - 1) / 2;
  return "CASE WHEN " + known + " THEN (SELECT sum(v) / count(*) FROM (SELECT v FROM (" + rows +
         ") ORDER BY v LIMIT " + (x.size() % 2 == 1 ? "1" : "2") + " OFFSET " +
         std::to_string(half) + ")) END";
}

// The last blank at or before `most` that stands in no text.
std::size_t cut_of(const std::string& line, std::size_t most) {
  std::size_t cut = std::string::npos;
  bool text = false;
  for (std::size_t i = 0; i < line.size() && i <= most; ++i) {
    if (line[i] == '\'') text = !text;
    if (line[i] == ' ' && !text) cut = i;
  }
  return cut;
}

}  // namespace

std::string number(double x) {
  char out[64];
  const auto end = std::to_chars(out, out + sizeof out, x).ptr;
  std::string text(out, end);
  if (text.find_first_of(".e") == text.npos) text += ".0";
  return text;
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

std::string index_of_period(Frequency f) {
  const std::string days = "unixepoch(period) / 86400";
  if (!has_calendar(f)) return days;
  if (f == Frequency::week) return weeks(days);  // three days before its midpoint's week began
  const std::string middle =
      "period, '-" + std::to_string((nominal_length(f) / 2).count()) + " days'";
  return "(" + months(middle) + ") / " + std::to_string(months_in(f));
}

std::string index_in(Frequency source, Frequency to) {
  if (has_calendar(source)) return "i / " + std::to_string(months_in(to) / months_in(source));
  if (to == Frequency::day) return "i";
  if (to == Frequency::week) return weeks("i + 3");
  return "(" + months("i * 86400, 'unixepoch'") + ") / " + std::to_string(months_in(to));
}

std::string name_of_index(Frequency f) {
  switch (f) {
    case Frequency::week:  // its last day
      return "date((i * 7 + 3) * 86400, 'unixepoch')";
    case Frequency::month:
      return "printf('%04d-%02d', i / 12, i % 12 + 1)";
    case Frequency::quarter:
      return "printf('%04d-Q%d', i / 4, i % 4 + 1)";
    case Frequency::year:
      return "printf('%04d', i)";
    default:
      return "date(i * 86400, 'unixepoch')";
  }
}

std::string day_before(const std::string& i, Duration d) {
  const auto exact = [&](int days) { return i + " - " + std::to_string(days); };
  int months = d.count;
  switch (d.unit) {
    case Duration::Unit::day:
      return exact(d.count);
    case Duration::Unit::week:
      return exact(d.count * 7);
    case Duration::Unit::month:
      break;
    case Duration::Unit::quarter:
      months *= 3;
      break;
    case Duration::Unit::year:
      months *= 12;
      break;
  }
  if (months == 0) return i;
  // SQLite goes on into the next month where a month has no such day: the earlier of that and the
  // month's last day is the day clamped.
  const std::string day = i + " * 86400, 'unixepoch', ";
  return "unixepoch(min(date(" + day + "'-" + std::to_string(months) + " months'), date(" + day +
         "'start of month', '-" + std::to_string(months - 1) + " months', '-1 day'))) / 86400";
}

std::string combined(const Expr& e, const std::vector<std::string>& x) {
  switch (e.kind) {
    case Expr::Kind::negate:
      return "-(" + x[0] + ")";
    case Expr::Kind::add:
      return x[0] + " + " + x[1];
    case Expr::Kind::subtract:
      return x[0] + " - " + x[1];
    case Expr::Kind::multiply:
      return x[0] + " * " + x[1];
    case Expr::Kind::divide:
      return x[0] + " / " + x[1];
    default:
      break;
  }
  switch (e.function) {
    case Function::mean:
      return "(" + joined(x, " + ") + ") / " + std::to_string(x.size());
    case Function::min:
      return x.size() == 1 ? x[0] : "min(" + joined(x, ", ") + ")";
    case Function::max:
      return x.size() == 1 ? x[0] : "max(" + joined(x, ", ") + ")";
    case Function::median:
      return median(x);
    default:
      return joined(x, " + ");
  }
}

std::string wrapped(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("--") && line.size() > kWidth) line = line.substr(0, kWidth - 3) + "...";
    const std::string indent(std::min(line.find_first_not_of(' '), line.size()) + 4, ' ');
    while (line.size() > kWidth) {
      const std::size_t cut = cut_of(line, kWidth);
      if (cut == std::string::npos || cut < indent.size()) break;
      out += line.substr(0, cut) + "\n";
      line = indent + line.substr(cut + 1);
    }
    out += line + "\n";
  }
  return out;
}

}  // namespace firstcard::measures::sql
