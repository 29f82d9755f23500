#include "check_text.h"

#include <algorithm>
#include <optional>

namespace firstcard::measures {

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

// The expression as a message shows it.
std::string shown(const Expr& e) {
  constexpr std::size_t kMost = 60;
  std::string text = to_text(e);
  if (text.size() > kMost) text = text.substr(0, kMost - 3) + "...";  // ASCII throughout
  return quoted(text);
}

std::string inner_text(const Expr& e, std::string_view otherwise) {
  const std::string text = to_text(e);
  return text.size() > 40 ? std::string(otherwise) : text;
}

std::string_view plural(Frequency f) {
  switch (f) {
    case Frequency::event:
      return "events";
    case Frequency::day:
      return "days";
    case Frequency::week:
      return "weeks";
    case Frequency::month:
      return "months";
    case Frequency::quarter:
      return "quarters";
    case Frequency::year:
      return "years";
  }
  return "";
}

// A duration that suits the frequency.
std::string_view example(Frequency f) {
  switch (f) {
    case Frequency::week:
      return "52w";
    case Frequency::month:
      return "12m (or 4q or 1y)";
    case Frequency::quarter:
      return "4q (or 12m or 1y)";
    case Frequency::year:
      return "1y";
    default:
      return "30d";
  }
}

namespace {

std::optional<Function> resampler_to(Frequency f) {
  switch (f) {
    case Frequency::day:
      return Function::daily;
    case Frequency::week:
      return Function::weekly;
    case Frequency::month:
      return Function::monthly;
    case Frequency::quarter:
      return Function::quarterly;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string mixed_text(const Expr& a, Frequency fa, const Expr& b, Frequency fb) {
  const Expr& finer = fa < fb ? a : b;
  const Frequency coarser = std::max(fa, fb);
  std::string message = shown(a) + " is of frequency " + std::string(to_text(fa)) + ", " +
                        shown(b) + " of frequency " + std::string(to_text(fb)) + ": ";
  const auto resampler = resampler_to(coarser);
  if (!resampler)
    return message + "no function makes years of something finer, so they cannot be combined";
  return message + "write " + std::string(info(*resampler).name) + "(" + inner_text(finer, "x") +
         ", last) (or mean, median, min, max) to bring both to " + std::string(plural(coarser));
}

}  // namespace firstcard::measures
