#pragma once
// What a feed is: where its documents come from, when, and how their rows map to observations.
// Values; built by the configuration.
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "edgar_facts.h"
#include "feeds/guards.h"
#include "feeds/schedule.h"
#include "indicators/series.h"
#include "net/transfer.h"
#include "paging.h"

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
  bool magnitudes = false;                  // a trailing K, M, B, T (number.h) multiplies
  std::vector<std::string> signs{};         // texts beside the number that say nothing: "$", "(US)"
  double scale = 1;                         // multiplies the number into the series' unit
  std::vector<std::string> missing = {""};  // texts that mean: no value (after trimming)
  bool operator==(const NumberFormat&) const = default;
};

enum class DateStyle : std::uint8_t {
  iso,             // 2026-06-30 ; also a date and time with Z or an offset
  us,              // 06/30/2026, 6/30/2026
  uk,              // 30/06/2026
  compact,         // 20260630
  month,           // 2026-06            names a month
  quarter,         // 2026-Q2, 2Q26, Q2 2026   names a quarter
  year,            // 2026               names a year
  half,            // 2026-S1, 2026-H1, 1H26   names half a year
  week,            // 2026-W05           names an ISO week
  month_name,      // Mar-24, Mar 2024   names a month; the number is the year
  fiscal_quarter,  // FY26Q4, Q4 FY2026  names the quarter of a fiscal year
  fiscal_year,     // FY26               names a fiscal year
  epoch,           // 1782864000         seconds since 1970, a fraction too
  epoch_ms,        // 1782864000000      milliseconds
  excel            // 46203              days of a spreadsheet, 1900 system
};
std::optional<DateStyle> parse_date_style(std::string_view text);

// What the source's date says of a period: its last day, its first day, or any day in it / its
// name.
enum class PeriodMeans : std::uint8_t { end, start, name };

struct PeriodColumn {
  Column column;  // none in the layout of periods, and of a snapshot
  DateStyle style = DateStyle::iso;
  PeriodMeans means = PeriodMeans::end;
  int fiscal_year_end = 0;  // month in which a fiscal year ends, which also names it; 0: none
  bool fetched = false;     // a snapshot: the day of the fetch, UTC, is the period of every row
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
  int fiscal_year_end = 0;
  bool optional = false;  // a document without the column, or an empty cell, names no publication
  bool operator==(const KnownColumn&) const = default;
};

// `where`: the row counts if the column's text is one of these.
struct Condition {
  Column column;
  std::vector<std::string> any_of;
  bool operator==(const Condition&) const = default;
};

// A row that matches takes its period back; its value is not read.
struct Withdrawal {
  Condition row;
  // When it was taken back, in the style of `known`; without one, or if the cell is empty: what
  // `known` says.
  std::optional<Column> known;
  // An empty cell where a series is named, or where the period stands, means any; and in `where`
  // and `categories` it holds. SDMX deletes so.
  bool wildcards = false;
  bool operator==(const Withdrawal&) const = default;
};

// Long: a row is one value; `series` is a name or a template like "{entity}.{metric}" over the
// row's cells (lower-cased, every other sign becomes _). Wide: a row is one period and every column
// that `columns` names (or every column not used otherwise) is a series; "{column}" in `series` is
// the column's name. Periods: a row is one series and every column whose name is a date of the
// period's style is a period.
enum class Layout : std::uint8_t { rows, wide, periods };

struct CsvMapping {
  char delimiter = ',';
  char quote = '"';
  int preamble = 0;     // physical lines above the header, not read
  bool header = true;   // else the columns are called "1", "2", ...
  int junk = 0;         // records under the header that are no data
  std::string comment;  // a line that begins with it is no record; empty: none
  // Names and cells are followed by what they mean, "A: Annual", of which only the code counts.
  bool labels = false;
  // Other names of columns, for all that name them here.
  std::map<std::string, std::vector<std::string>> aliases;
  Layout layout = Layout::rows;
  std::string series;
  PeriodColumn period;
  ValueColumn value;                 // long layout; else only the format is used
  std::vector<std::string> columns;  // wide: which; empty: all others
  std::optional<KnownColumn> known;
  std::vector<Condition> where;
  std::optional<Withdrawal> withdrawn;
  std::vector<Condition> categories;  // another text in the column rejects the document
  bool operator==(const CsvMapping&) const = default;
};

// What a document is, once it is unpacked.
enum class Format : std::uint8_t { csv, json, edgar };

// Declared: a text that is not written so is refused. UTF-16 is also told by its byte order mark.
enum class Encoding : std::uint8_t { utf8, utf16, latin1, windows1252 };

// A jq program that makes objects of a JSON document: each is a row, and its keys are the columns.
struct JsonRows {
  std::string program;
  bool operator==(const JsonRows&) const = default;
};

struct FileSource {
  std::string pattern;               // absolute path, or a glob
  bool watch = true;                 // inotify beside polling
  std::int64_t max_bytes = 1 << 30;  // of what is unpacked or made from it
  bool operator==(const FileSource&) const = default;
};
// A folder whose files are read once each, in order of name, and then moved to done/ or failed/ in
// it.
struct DropSource {
  std::string folder;  // absolute
  bool watch = true;
  std::int64_t max_bytes = 1 << 30;  // as of a file
  bool operator==(const DropSource&) const = default;
};
struct HttpSource {
  HttpRequest request;
  std::optional<Paging> paging;  // else the document is the one answer
};

struct Feed {
  FeedId id;
  std::string preset;  // for people: what its keys come from; "": all are the user's
  std::variant<FileSource, HttpSource, DropSource> source;
  std::string shown_source;  // for people and rows: no secret, no credentials
  Schedule schedule;
  Format format = Format::csv;
  std::optional<Encoding> encoding;
  std::string member;  // of a zip archive: a glob for the one file to read; "": the only one
  JsonRows json;       // if format says so
  EdgarMapping edgar;  // likewise
  std::chrono::seconds translate_timeout{10};      // for unpacking and for the program
  CsvMapping csv;                                  // of the document, or of the table made from it
  Frequency default_frequency = Frequency::event;  // of series that no [[series]] declares
  std::string default_unit;
  std::optional<days> publication_lag;  // no `known` column: bulk history was known at period + lag
  bool complete = false;                // a period that disappears is withdrawn
  int min_rows = 1;                     // fewer good rows reject the document
  double max_fault_share = 0.5;         // more bad rows than this share reject the document
  Guards guards;                        // what a document must not do unless it is confirmed
};

// Whether the same bytes make other rows on another day (UTC): they must be read again then.
bool depends_on_day(const Feed& feed);

// A digest of everything that decides how a document's bytes become rows.
std::string mapping_digest(const Feed& feed);

}  // namespace firstcard
