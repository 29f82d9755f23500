#pragma once
// How the errors of check_measure name expressions, frequencies and remedies.
#include <string>
#include <string_view>

#include "expr.h"

namespace firstcard::measures {

std::string quoted(std::string_view text);
// The expression in quotes, cut where it is long.
std::string shown(const Expr& e);
// The expression as an argument of a remedy; `otherwise` where it is long.
std::string inner_text(const Expr& e, std::string_view otherwise);
std::string_view plural(Frequency f);  // "events", "days", ...
// A duration that suits the frequency: "52w".
std::string_view example(Frequency f);
// Two frequencies that do not meet, and the function that brings them together.
std::string mixed_text(const Expr& a, Frequency fa, const Expr& b, Frequency fb);

}  // namespace firstcard::measures
