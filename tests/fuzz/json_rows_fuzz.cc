// Any bytes as a JSON document under a few programs: a rejection, or a table that the CSV reader
// takes, with as many fields in each record as the header has.
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "feeds/csv_reader.h"
#include "feeds/json_rows.h"
#include "net/file.h"

using namespace firstcard;

// The first byte chooses the program.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<std::string, 4> kPrograms = {
      ".", "if type == \"array\" then .[] else . end",
      "to_entries[]? | {period: .key, value: .value}", "{a: ([., inputs] | length)}"};
  if (size < 1) return 0;
  const std::string& program = kPrograms[data[0] % kPrograms.size()];
  ++data, --size;
  const File document(::memfd_create("document", MFD_CLOEXEC));
  const File spool(::memfd_create("spool", MFD_CLOEXEC));
  const File table(::memfd_create("table", MFD_CLOEXEC));
  if (::write(document.fd(), data, size) != static_cast<ssize_t>(size)) return 0;
  const auto got = json_rows(document.fd(), static_cast<std::int64_t>(size), program,
                             {.fetched_at = {}, .max_bytes = 1'000'000, .empty_header = {}},
                             spool.fd(), table.fd());
  if (!got) return 0;
  if (*got != ::lseek(table.fd(), 0, SEEK_END)) std::abort();
  CsvReader csv(table.fd(), {});
  std::size_t width = 0;
  for (;;) {
    const CsvReader::Got record = csv.next();
    if (record == CsvReader::Got::end) return 0;
    // A NUL byte or a very long cell is no CSV, but no fault of the table's either.
    if (record != CsvReader::Got::record) return 0;
    if (width == 0) width = csv.fields().size();
    if (csv.fields().size() != width) std::abort();
  }
}
