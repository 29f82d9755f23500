#include "config_paging.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace firstcard::config {

namespace {

constexpr std::array<std::string_view, 5> kKinds = {"next", "link", "page", "offset", "token"};
constexpr int kMostPages = 100'000;

std::optional<JsonPointer> read_pointer(Section& s, std::string_view key) {
  const auto text = s.text(key);
  if (!text) return std::nullopt;
  auto pointer = parse_json_pointer(text->value);
  if (!pointer)
    s.error(text->place, fmt::format("\"{}\" is no JSON pointer; write the names on the way, each "
                                     "after a slash: \"/meta/next\"",
                                     key));
  return pointer;
}

void read_parameter(Section& s, Paging& out) {
  s.require("parameter", R"(parameter = "page")");
  const auto name = s.text("parameter");
  if (!name) return;
  if (name->value.empty()) s.error(name->place, "\"parameter\" is empty; name one of the query");
  out.parameter = name->value;
}

// page and offset.
void read_count(Section& s, std::string_view key, Paging& out) {
  auto table = s.table(key);
  if (!table) return;
  read_parameter(*table, out);
  const bool offset = out.kind == Paging::Kind::offset;
  out.first = offset ? 0 : 1;
  if (const auto first = table->integer("first", 0, INT64_MAX / 2)) out.first = first->value;
  if (offset) {
    table->require("step", "step = 1000, the number of items in a page");
    if (const auto step = table->integer("step", 1, INT32_MAX)) out.step = step->value;
  }
  table->finish();
}

void read_token(Section& s, Paging& out) {
  auto table = s.table("token");
  if (!table) return;
  read_parameter(*table, out);
  table->require("pointer", R"(pointer = "/nextPageToken")");
  out.pointer = read_pointer(*table, "pointer").value_or(JsonPointer{});
  table->finish();
}

}  // namespace

std::optional<Paging> read_paging(Section& feed) {
  auto s = feed.table("paging");
  if (!s) return std::nullopt;
  Paging out;
  std::optional<std::size_t> kind;
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (!s->take(kKinds[i])) continue;
    if (kind)
      s->error(s->place_of(kKinds[i]),
               fmt::format("\"{}\" and \"{}\" are two ways to the next page; keep one",
                           kKinds[*kind], kKinds[i]));
    else
      kind = i;
  }
  if (!kind)
    s->error(s->place(),
             fmt::format("says no way to the next page; add one of {}", fmt::join(kKinds, ", ")));
  out.kind = static_cast<Paging::Kind>(kind.value_or(1));
  switch (out.kind) {
    case Paging::Kind::next:
      out.pointer = read_pointer(*s, "next").value_or(JsonPointer{});
      break;
    case Paging::Kind::link:
      if (const auto link = s->boolean("link"); link && !link->value)
        s->error(link->place, "\"link\" is true or not there");
      break;
    case Paging::Kind::page:
    case Paging::Kind::offset:
      read_count(*s, kKinds[*kind], out);
      break;
    case Paging::Kind::token:
      read_token(*s, out);
      break;
  }
  out.items = read_pointer(*s, "items");
  const bool counts = out.kind == Paging::Kind::page || out.kind == Paging::Kind::offset;
  if (!counts) s->refuse("total", "belongs to \"page\" and \"offset\"; take it out");
  if (counts) out.total = read_pointer(*s, "total");
  if (const auto lines = s->integer("header_lines", 0, 1000))
    out.header_lines = static_cast<int>(lines->value);
  if (const auto most = s->integer("max_pages", 1, kMostPages))
    out.max_pages = static_cast<int>(most->value);
  if (const auto others = s->boolean("other_origins")) out.other_origins = others->value;
  s->finish();
  return out;
}

}  // namespace firstcard::config
