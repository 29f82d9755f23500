#pragma once
// From a row's cells to its series.
#include <cstdint>
#include <deque>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indicators/series.h"

namespace firstcard {

// A cell as a piece of a series name: ASCII lower case, every other sign than a letter, a digit or
// _ becomes _, and a run of _ is one. "Z.ai (Zhipu)" -> "z_ai_zhipu_".
std::string series_part(std::string_view cell);

// "{entity}.{metric}" against a header: literals and columns in turn.
struct SeriesTemplate {
  static constexpr std::size_t kLiteral = static_cast<std::size_t>(-1);
  struct Piece {
    std::string literal;
    std::size_t column = kLiteral;
    bool operator==(const Piece&) const = default;
  };
  std::vector<Piece> pieces;
  bool operator==(const SeriesTemplate&) const = default;

  // The name for a row. A piece that a part of the name begins with gets a _ before a leading
  // digit. A template that is one column and nothing else takes a cell that is a valid series name
  // as it is, dots included. Else what is wrong, to be put behind the cell's text.
  std::expected<std::string, std::string> name(std::span<const std::string_view> cells) const;
  // The same with "*" for each cell that is empty. Fails where another cell makes the same part of
  // the name: what the * stands for could not be told then.
  std::expected<std::string, std::string> pattern(std::span<const std::string_view> cells) const;
  // Whether a cell that it reads is empty.
  bool has_empty(std::span<const std::string_view> cells) const;
};

bool matches_pattern(std::string_view pattern, std::string_view name);

// The series that a document has named so far, in that order, each with its frequency.
class SeriesTable {
 public:
  // More names than this are a mapping gone wrong, not an indicator's data.
  static constexpr std::size_t kMost = 100'000;

  SeriesTable(const Catalogue& catalogue, Frequency default_frequency)
      : catalogue_(catalogue), default_frequency_(default_frequency) {}
  SeriesTable(const SeriesTable&) = delete;
  SeriesTable& operator=(const SeriesTable&) = delete;

  std::uint32_t add(std::string name);  // or finds it
  bool full() const { return ids_.size() >= kMost; }
  const std::vector<SeriesId>& ids() const { return ids_; }
  Frequency frequency(std::uint32_t series) const { return frequencies_[series]; }

 private:
  const Catalogue& catalogue_;
  const Frequency default_frequency_;
  std::vector<SeriesId> ids_;
  std::vector<Frequency> frequencies_;
  std::unordered_map<std::string, std::uint32_t> index_;
};

// One template's names, each worked out once. Cells that make one name though they differ by more
// than letter case and white space are a clash: two series would be merged. Remembers which name came after which: a document in
// order of series or of period is read without hashing.
class SeriesNamer {
 public:
  SeriesNamer(SeriesTemplate pattern, SeriesTable& table)
      : pattern_(std::move(pattern)), table_(table) {}
  SeriesNamer(const SeriesNamer&) = delete;
  SeriesNamer& operator=(const SeriesNamer&) = delete;

  struct Found {
    std::uint32_t series = 0;
    std::string fault;  // not empty: the cells name no series
    std::string clash;  // not empty: other cells name the same one, so the document is refused
  };
  const Found& find(std::span<const std::string_view> cells);
  bool full() const { return entries_.size() >= SeriesTable::kMost; }
  std::string_view cells_text(
      std::span<const std::string_view> cells);  // for a fault; until the next call

 private:
  struct Entry {
    std::string key;
    Found found;
    Entry* next = nullptr;  // the one that was asked for after it last time
  };
  std::string clash_of(const Entry& entry, std::span<const std::string_view> cells);
  std::string_view key_of(std::span<const std::string_view> cells);

  const SeriesTemplate pattern_;
  SeriesTable& table_;
  std::deque<Entry> entries_;  // never move
  std::unordered_map<std::string_view, Entry*> by_key_;
  std::unordered_map<std::uint32_t, std::string> first_;  // by series: the cells that named it first
  Entry* last_ = nullptr;
  std::string scratch_;
};

}  // namespace firstcard
