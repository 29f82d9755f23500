#pragma once
// What a feed is: where its documents come from, when, and how their rows map to observations.
// Values; built by the configuration.
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "feeds/schedule.h"
#include "indicators/series.h"
#include "net/transfer.h"

namespace firstcard {

// A column by name, with the names it had before: the first that the header has is used.
struct Column {
  std::vector<std::string> names;
  bool operator==(const Column&) const = default;
};

// How numbers are written in a column. Declared, never guessed.
struct NumberFormat {
  char decimal = '.';
  std::optional<char> thousands{};          // ',', '.', ' ', '\'' ; nullopt: none allowed
  bool percent = false;                     // a trailing % is required and divides by 100
  bool parentheses = false;                 // "(1,194)" is minus 1194
  double scale = 1;                         // multiplies the number into the series' unit
  std::vector<std::string> missing = {""};  // texts that mean: no value (after trimming)
  bool operator==(const NumberFormat&) const = default;
};

enum class DateStyle : std::uint8_t {
  iso,      // 2026-06-30 ; for `known` also a date and time with Z or an offset
  us,       // 06/30/2026, 6/30/2026
  uk,       // 30/06/2026
  compact,  // 20260630
  month,    // 2026-06            names a month
  quarter,  // 2026-Q2, 2026Q2    names a quarter
  year      // 2026               names a year
};
std::optional<DateStyle> parse_date_style(std::string_view text);

// What the source's date says of a period: its last day, its first day, or any day in it / its
// name.
enum class PeriodMeans : std::uint8_t { end, start, name };

struct PeriodColumn {
  Column column;
  DateStyle style = DateStyle::iso;
  PeriodMeans means = PeriodMeans::end;
  bool operator==(const PeriodColumn&) const = default;
};
struct ValueColumn {
  Column column;
  NumberFormat format;
  bool operator==(const ValueColumn&) const = default;
};
// The source's own publication date: a bare date is the end of that day, but never later than the
// fetch.
struct KnownColumn {
  Column column;
  DateStyle style = DateStyle::iso;
  bool operator==(const KnownColumn&) const = default;
};

// `where`: the row counts if the column's text is one of these.
struct Condition {
  Column column;
  std::vector<std::string> any_of;
  bool operator==(const Condition&) const = default;
};

// Long: a row is one value; `series` is a name or a template like "{entity}.{metric}" over the
// row's cells (lower-cased, every other sign becomes _). Wide: a row is one period and every column
// that `columns` names (or every column not used otherwise) is a series; "{column}" in `series` is
// the column's name.
struct CsvMapping {
  char delimiter = ',';
  char quote = '"';
  bool wide = false;
  std::string series;
  PeriodColumn period;
  ValueColumn value;                 // wide: only the format is used
  std::vector<std::string> columns;  // wide: which; empty: all others
  std::optional<KnownColumn> known;
  std::vector<Condition> where;
  bool operator==(const CsvMapping&) const = default;
};

struct FileSource {
  std::string pattern;  // absolute path, or a glob
  bool watch = true;    // inotify beside polling
  bool operator==(const FileSource&) const = default;
};
struct HttpSource {
  HttpRequest request;
};

struct Feed {
  FeedId id;
  std::variant<FileSource, HttpSource> source;
  std::string shown_source;  // for people and rows: no secret, no credentials
  Schedule schedule;
  CsvMapping csv;
  Frequency default_frequency = Frequency::event;  // of series that no [[series]] declares
  std::string default_unit;
  std::optional<days> publication_lag;  // no `known` column: bulk history was known at period + lag
  bool complete = false;                // a period that disappears is withdrawn
  int min_rows = 1;                     // fewer good rows reject the document
  double max_fault_share = 0.5;         // more bad rows than this share reject the document
};

// A digest of everything that decides how a document's bytes become rows.
std::string mapping_digest(const Feed& feed);

}  // namespace firstcard
