#pragma once
// A feed's mapping against the header of one document: names become column numbers.
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "day_span.h"
#include "feeds/feed.h"
#include "read.h"
#include "series_names.h"

namespace firstcard {

struct BoundColumn {
  std::size_t index = 0;
  std::string name;  // as the header has it
  bool operator==(const BoundColumn&) const = default;
};
struct BoundCondition {
  BoundColumn column;
  std::vector<std::string> any_of;
  bool operator==(const BoundCondition&) const = default;
};
struct BoundWithdrawal {
  BoundCondition row;
  std::optional<BoundColumn> known;
  bool wildcards = false;
  bool operator==(const BoundWithdrawal&) const = default;
};
// Long: one; wide: one for each column that is a series; periods: one for each that is a period.
struct BoundValue {
  BoundColumn column;
  SeriesTemplate series;
  std::optional<DaySpan> period{};  // by the column's name
  bool operator==(const BoundValue&) const = default;
};

struct BoundMapping {
  std::size_t width = 0;              // columns of the header; a row with more or fewer is a fault
  std::optional<BoundColumn> period;  // none in the layout of periods, and of a snapshot
  std::optional<BoundColumn> known;
  std::vector<BoundCondition> where;
  std::vector<BoundCondition> categories;
  std::optional<BoundWithdrawal> withdrawn;
  std::vector<BoundValue> values;
  bool operator==(const BoundMapping&) const = default;
};

bool holds(const BoundCondition& condition, std::span<const std::string_view> cells);

// What counts of a name or a cell that its label follows: "A" of "A: Annual". A name's label may
// follow the colon at once; a cell's may not, for a time has colons, too.
std::string_view code_of_name(std::string_view name);
std::string_view code_of_cell(std::string_view cell);

// Why a document is refused in which this cell of a column of `categories` stands.
Rejection unknown_category(const BoundCondition& known, std::string_view cell, std::uint32_t line);

// Refuses a header that lacks a column of the mapping (the reason prints the header and the nearest
// name) or that has one of them twice, in the wide layout columns that make the same series or
// none, and in that of periods columns of which none, or two, name a period. Names are compared
// without blanks around them. A wide column without a name is passed over, and so is one that names
// no period.
std::expected<BoundMapping, Rejection> bind_mapping(const CsvMapping& mapping,
                                                    std::span<const std::string_view> header,
                                                    std::uint32_t line);

// As mapping_digest in feed.h, and what the catalogue adds: where the source's date is a period's
// first day or its name, the series' frequencies decide which day is stored.
std::string mapping_digest(const Feed& feed, const Catalogue& catalogue);

}  // namespace firstcard
