#include "rule.h"

#include "words.h"

namespace firstcard {

namespace {
constexpr std::array<std::string_view, 4> kVerdicts = {"scarcity", "mixed", "undecided",
                                                       "first_card"};
}

std::string_view to_text(VerdictKind v) {
  return word_of(kVerdicts, v);
}
std::optional<VerdictKind> parse_verdict(std::string_view text) {
  return value_of<VerdictKind>(kVerdicts, text);
}

std::string verdict_name(const Thesis& t, VerdictKind v) {
  const auto renamed = t.names.find(v);
  return renamed == t.names.end() ? std::string(to_text(v)) : renamed->second;
}

}  // namespace firstcard
