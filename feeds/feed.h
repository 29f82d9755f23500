#pragma once
// What a feed is: where its documents come from, when, and how their rows map to observations.
// Values; built by the configuration.
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "feeds/guards.h"
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
  bool optional = false;  // a document without the column, or an empty cell, names no publication
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
  std::variant<FileSource, HttpSource, DropSource> source;
  std::string shown_source;  // for people and rows: no secret, no credentials
  std::chrono::seconds every{3600};
  Format format = Format::csv;
  std::optional<Encoding> encoding;
  std::string member;  // of a zip archive: a glob for the one file to read; "": the only one
  JsonRows json;       // if format says so
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

// A digest of everything that decides how a document's bytes become rows.
std::string mapping_digest(const Feed& feed);

}  // namespace firstcard
