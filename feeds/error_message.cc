#include "error_message.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace firstcard {

namespace {

// Lower case. Members of an error document, the more telling first.
constexpr std::array<std::string_view, 6> kSays = {"errors",        "error",        "error message",
                                                   "error_message", "errormessage", "fault"};
// These a sound document has too, beside its data.
constexpr std::array<std::string_view, 5> kMaySay = {"information", "note", "message", "detail",
                                                     "description"};
// Members of what stands under one of those.
constexpr std::array<std::string_view, 6> kText = {"message", "description", "detail",
                                                   "value",   "reason",      "title"};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

// The member whose name is the earliest in `names`.
template <std::size_t N>
Jv member(const Jv& object, const std::array<std::string_view, N>& names) {
  Jv best(::jv_invalid());
  std::size_t rank = N;
  object.each([&](const Jv& key, const Jv& value) {
    const auto found = std::ranges::find(names, lower(key.text()));
    const auto here = static_cast<std::size_t>(found - names.begin());
    if (here < rank && value.kind() != JV_KIND_NULL && value.kind() != JV_KIND_FALSE) {
      rank = here;
      best = value;
    }
    return true;
  });
  return best;
}

std::string said_by(const Jv& value, int depth) {
  switch (value.kind()) {
    case JV_KIND_STRING:
      return value.text();
    case JV_KIND_ARRAY:
      return value.size() == 0 ? "" : said_by(value.at(0), depth);
    case JV_KIND_OBJECT: {
      const Jv inner = member(value, kText);
      if (depth > 0 && inner.valid()) return said_by(inner, depth - 1);
      return value.dump();
    }
    case JV_KIND_NUMBER:
      return value.dump();
    default:
      return {};
  }
}

// Whether a list or an object that is not empty stands beside what may be a message.
bool has_data(const Jv& object) {
  bool found = false;
  object.each([&](const Jv& key, const Jv& value) {
    const auto kind = value.kind();
    found = std::ranges::find(kMaySay, lower(key.text())) == kMaySay.end() &&
            ((kind == JV_KIND_ARRAY && value.size() > 0) ||
             (kind == JV_KIND_OBJECT && ::jv_object_length(value.give()) > 0));
    return !found;
  });
  return found;
}

std::string message_in(const Jv& value, int depth) {
  if (value.kind() == JV_KIND_ARRAY) {
    return value.size() == 1 ? message_in(value.at(0), depth) : std::string();
  }
  if (value.kind() != JV_KIND_OBJECT) return {};
  if (const Jv said = member(value, kSays); said.valid()) return said_by(said, 3);
  if (const Jv said = member(value, kMaySay); said.valid() && !has_data(value))
    return said_by(said, 3);
  if (depth == 0 || ::jv_object_length(value.give()) != 1) return {};
  std::string out;
  value.each([&](const Jv&, const Jv& only) {
    out = message_in(only, depth - 1);
    return false;
  });
  return out;
}

}  // namespace

std::string error_message_in(const Jv& document) {
  return message_in(document, 1);
}

}  // namespace firstcard
