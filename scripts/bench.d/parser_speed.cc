// The CSV reader alone, without mapping, numbers or dates, beside a memchr walk over the same bytes, which
// is what finding the lines costs at least. Prints "READER_BYTES_PER_S MEMCHR_BYTES_PER_S FIELDS", medians
// of five turns each. Usage: parser_speed FILE.csv
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>

#include "feeds/csv_reader.h"

namespace {

using firstcard::CsvReader;

constexpr std::size_t kBlock = 256 << 10;

std::size_t fields_of(int fd) {
  CsvReader csv(fd, {}, {.block = kBlock});
  std::size_t fields = 0;
  while (csv.next() == CsvReader::Got::record) fields += csv.fields().size();
  return fields;
}

std::size_t lines_of(int fd) {
  std::vector<char> block(kBlock);
  std::size_t lines = 0;
  off_t at = 0;
  for (ssize_t n = 0; (n = ::pread(fd, block.data(), block.size(), at)) > 0; at += n) {
    const char* from = block.data();
    const char* const end = from + n;
    while ((from = static_cast<const char*>(
                std::memchr(from, '\n', static_cast<std::size_t>(end - from)))) != nullptr) {
      ++lines;
      ++from;
    }
  }
  return lines;
}

double seconds(std::size_t (*work)(int), int fd, std::size_t* result) {
  std::array<double, 5> turns{};
  for (double& turn : turns) {
    const auto began = std::chrono::steady_clock::now();
    *result = work(fd);
    turn = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  }
  std::sort(turns.begin(), turns.end());
  return turns[2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const int fd = ::open(argv[1], O_RDONLY | O_CLOEXEC);
  struct stat facts {};
  if (fd < 0 || ::fstat(fd, &facts) != 0) return 1;
  const auto bytes = static_cast<double>(facts.st_size);
  std::size_t fields = 0, lines = 0;
  const double reader = seconds(fields_of, fd, &fields);
  const double walk = seconds(lines_of, fd, &lines);
  if (lines == 0) return 1;
  std::printf("%.0f %.0f %zu\n", bytes / reader, bytes / walk, fields);
}
