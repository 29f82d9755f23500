#pragma once
// One document as it is read: read.cc has its lines, row_reading.cc what a row means. Private to
// read_csv().
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conflicts.h"
#include "csv_reader.h"
#include "date.h"
#include "mapping.h"
#include "number.h"
#include "read.h"
#include "series_names.h"

namespace firstcard {

// Reading one document; used once.
class Reading {
 public:
  Reading(const Feed& feed, const Catalogue& catalogue, int fd, const ReadOptions& options,
          const RowSink& sink)
      : feed_(feed),
        options_(options),
        sink_(sink),
        csv_(fd, {feed.csv.delimiter, feed.csv.quote, feed.csv.comment},
             {.block = options.block, .end = options.end}),
        numbers_(feed.csv.value.format),
        table_(catalogue, feed.default_frequency) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  std::expected<ReadResult, Rejection> run();

 private:
  // The dates of the present row, read when its first value asks for them.
  struct Dates {
    bool read = false, bad = false, any_period = false;
    DaySpan period;
    std::optional<Instant> known;  // by the source
  };

  std::optional<Rejection> read_header();
  std::optional<Rejection> pass_over_junk();
  std::optional<Rejection> bind_header();
  std::optional<Rejection> read_rows();
  std::optional<Rejection> judge() const;
  void remember_passed_over();
  std::string what_was_passed_over() const;
  void take_row();
  std::span<const std::string_view> cells() const;
  void cut_labels();
  void take_value(std::size_t i, Dates* dates, bool withdrawn);
  // `any`: an empty cell means any text.
  bool selected(bool any) const;
  bool known_categories(bool any);
  bool of_attributes_alone() const;
  void take_back(const BoundValue& bound, const Dates& dates);
  bool read_dates(Dates* out, bool withdrawn);
  bool read_known(const BoundColumn& column, std::optional<Instant>* out);
  std::optional<Rejection> too_many_series() const;
  void add_row(const Row& row);
  void add_fault(const BoundColumn& column, std::string_view text, std::string reason);
  void add_record_fault(std::string reason);
  void refuse(const BoundColumn& column, std::string_view text, std::string reason);
  // Refuses the document for a date that is one of the other order of day and month than declared.
  bool contradicts(const BoundColumn& column, std::string_view cell, DateStyle style);
  void keep(Fault fault);
  void flush();

  const Feed& feed_;
  const ReadOptions& options_;
  const RowSink& sink_;
  CsvReader csv_;
  const NumberReader numbers_;
  SeriesTable table_;
  Conflicts conflicts_;
  BoundMapping mapping_;
  std::deque<SeriesNamer> namers_;  // beside mapping_.values; deque, for they do not move
  std::vector<Row> rows_;           // the present batch
  std::vector<std::string_view> codes_;  // the present row's cells without their labels
  std::string header_;
  // Beside mapping_.where, until there is a good row: texts of cells that did not meet it.
  std::vector<std::vector<std::string>> passed_over_;
  std::optional<Rejection> refusal_;
  ReadResult result_;
};

}  // namespace firstcard
