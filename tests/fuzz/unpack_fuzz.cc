// Any bytes as a packed document: a rejection or a text within the limit, and the same again.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "feeds/unpack.h"
#include "net/file.h"

using namespace firstcard;

// The first byte chooses the encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  UnpackOptions options{.encoding = std::nullopt, .member = {}, .max_bytes = 100'000};
  if (const int choice = data[0] % 6; choice < 4)
    options.encoding = static_cast<Encoding>(choice);
  else if (choice == 4)
    options.member = "*.csv";
  ++data, --size;
  const File document(::memfd_create("document", MFD_CLOEXEC));
  if (::write(document.fd(), data, size) != static_cast<ssize_t>(size)) return 0;
  std::int64_t first = -2;
  for (int i = 0; i < 2; ++i) {
    const File text(::memfd_create("text", MFD_CLOEXEC));
    const auto got = unpack(document.fd(), static_cast<std::int64_t>(size), options, text.fd());
    if (got && *got != ::lseek(text.fd(), 0, SEEK_END)) std::abort();
    if (::lseek(text.fd(), 0, SEEK_END) > options.max_bytes) std::abort();
    const std::int64_t result = got ? *got : -1;
    if (i > 0 && result != first) std::abort();
    first = result;
  }
  return 0;
}
