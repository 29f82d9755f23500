// Input: delimiter, quote, comment, preamble and block by one byte each, then the text.
#include <fmt/format.h>

#include <vector>

#include "feeds/csv_reader.h"
#include "input.h"

namespace firstcard::fuzz {
namespace {

using Got = CsvReader::Got;

constexpr std::size_t kWhole = 8192;  // no input is longer: one block takes it all

struct Record {
  Got got = Got::end;
  std::uint32_t line = 0, next_line = 0;
  std::int64_t next_offset = 0;
  std::vector<std::string> fields;
  std::string raw, reason;
  bool operator==(const Record&) const = default;
};

void walk(CsvReader& csv, std::vector<Record>& out) {
  for (;;) {
    Record r{.got = csv.next(), .line = csv.line(), .next_line = csv.next_line()};
    if (r.got == Got::record) {
      r.fields.assign(csv.fields().begin(), csv.fields().end());
      require(!r.fields.empty(), "a record has a field");
      for (std::size_t i = 0; i < r.fields.size(); ++i) {
        const auto at = csv.position(i);
        require(at.line >= r.line && at.line < r.next_line, "a field lies on the record's lines");
      }
    }
    if (r.got == Got::record || r.got == Got::bad) {
      r.next_offset = csv.next_offset();
      r.raw = csv.raw();
      require(r.next_line > r.line, "a record takes a line");
    }
    if (r.got == Got::bad) r.reason = csv.reason();
    const bool over = r.got == Got::end || r.got == Got::error;
    // Whether an open quote or the record's length is blamed depends on what is in the buffer.
    if (r.got == Got::error) r = {.got = Got::error};
    out.push_back(std::move(r));
    if (over) return;
  }
}

std::vector<Record> read(std::string_view text, const CsvDialect& dialect, int preamble,
                         std::size_t block) {
  CsvReader csv(file_of(text), dialect, {.block = block, .max_record = 500});
  std::vector<Record> out;
  const bool there = csv.skip_lines(preamble);
  walk(csv, out);
  require(there || out.size() == 1, "nothing follows a preamble that is cut short");
  return out;
}

// Each field in quotes: the same fields must come back.
void rejoin(const std::vector<Record>& records, const CsvDialect& dialect) {
  std::string text;
  std::vector<std::vector<std::string>> expected;
  for (const Record& r : records) {
    if (r.got != Got::record) continue;
    for (std::size_t i = 0; i < r.fields.size(); ++i) {
      if (i > 0) text += dialect.delimiter;
      text += dialect.quote;
      for (const char c : r.fields[i]) {
        text += c;
        if (c == dialect.quote) text += c;
      }
      text += dialect.quote;
    }
    text += '\n';
    expected.push_back(r.fields);
  }
  CsvReader csv(file_of(text), dialect, {.block = kWhole});
  for (const auto& fields : expected) {
    require(csv.next() == Got::record, "written out, a record is one again", text);
    require(std::vector<std::string>(csv.fields().begin(), csv.fields().end()) == fields,
            "written out, the fields are the same", text);
  }
  require(csv.next() == Got::end, "written out, no record is added", text);
}

// Reading on where a record ended gives the rest.
void resume(std::string_view text, const std::vector<Record>& records, const CsvDialect& dialect) {
  const std::size_t middle = records.size() / 2;
  if (middle == 0 || records[middle - 1].next_offset == 0) return;
  CsvReader csv(file_of(text), dialect, {.block = 64, .max_record = 500});
  csv.seek(records[middle - 1].next_offset, records[middle - 1].next_line);
  std::vector<Record> rest;
  walk(csv, rest);
  require(rest == std::vector<Record>(records.begin() + static_cast<std::ptrdiff_t>(middle),
                                      records.end()),
          "reading on gives the rest", text);
}

}  // namespace
}  // namespace firstcard::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firstcard;
  using namespace firstcard::fuzz;
  Input in(data, size);
  const std::string_view comments[] = {"", "#", "//", "\xEF\xBB"};
  CsvDialect dialect;
  dialect.delimiter = ",;\t|"[in.choice(4)];
  dialect.quote = "\"'"[in.choice(2)];
  dialect.comment = comments[in.choice(4)];
  const int preamble = static_cast<int>(in.choice(4));
  const std::size_t block = 1 + in.choice(80);
  const std::string text = in.rest();

  const auto whole = read(text, dialect, preamble, kWhole);
  require(read(text, dialect, preamble, block) == whole, "blocks change nothing", text);
  rejoin(whole, dialect);
  resume(text, whole, dialect);
  return 0;
}
