#include "observation.h"

#include "words.h"

namespace firstcard {

namespace {
constexpr std::array<std::string_view, 3> kBases = {"source", "fetched", "declared"};
}

std::string_view to_text(Basis b) {
  return word_of(kBases, b);
}

}  // namespace firstcard
