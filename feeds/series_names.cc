#include "series_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "text.h"

namespace firstcard {

std::string series_part(std::string_view cell) {
  std::string out;
  for (char c : cell) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) {
      out += c;
    } else if (out.empty() || out.back() != '_') {
      out += '_';
    }
  }
  return out;
}

std::expected<std::string, std::string> SeriesTemplate::name(
    std::span<const std::string_view> cells) const {
  if (pieces.size() == 1 && pieces[0].column != kLiteral) {
    const std::string_view cell = trimmed(cells[pieces[0].column]);
    if (valid_series_name(cell)) return std::string(cell);
  }
  std::string out;
  for (const Piece& piece : pieces) {
    if (piece.column == kLiteral) {
      out += piece.literal;
      continue;
    }
    const std::string part = series_part(trimmed(cells[piece.column]));
    if (part.empty()) return std::unexpected(std::string("is empty where a series is named"));
    const bool begins_part = out.empty() || out.back() == '.';
    if (begins_part && part.front() >= '0' && part.front() <= '9') out += '_';
    out += part;
  }
  if (!valid_series_name(out)) {
    return std::unexpected(fmt::format(
        "makes \"{}\", which is no series name (lower case, digits, _, parts joined by dots)",
        shown(out, 80)));
  }
  return out;
}

bool SeriesTemplate::has_empty(std::span<const std::string_view> cells) const {
  return std::ranges::any_of(pieces, [&](const Piece& piece) {
    return piece.column != kLiteral && trimmed(cells[piece.column]).empty();
  });
}

std::expected<std::string, std::string> SeriesTemplate::pattern(
    std::span<const std::string_view> cells) const {
  std::string out;
  int columns = 0;  // that the present part of the name is made of
  bool any = false;
  for (const Piece& piece : pieces) {
    if (piece.column == kLiteral) {
      out += piece.literal;
      if (piece.literal.contains('.')) columns = 0, any = false;
      continue;
    }
    const std::string part = series_part(trimmed(cells[piece.column]));
    any = any || part.empty();
    if (++columns > 1 && any)
      return std::unexpected(
          "is empty where one part of the series' name is made of several columns, so which series "
          "are meant cannot be told; put dots between the columns in `series`");
    const bool begins_part = out.empty() || out.back() == '.';
    if (begins_part && !part.empty() && part.front() >= '0' && part.front() <= '9') out += '_';
    out += part.empty() ? "*" : part;
  }
  return out;
}

bool matches_pattern(std::string_view pattern, std::string_view name) {
  if (pattern == "*") return true;
  while (true) {
    const std::string_view wanted = pattern.substr(0, pattern.find('.'));
    const std::string_view part = name.substr(0, name.find('.'));
    const auto star = wanted.find('*');
    if (star == wanted.npos ? part != wanted
                            : part.size() < wanted.size() ||
                                  !part.starts_with(wanted.substr(0, star)) ||
                                  !part.ends_with(wanted.substr(star + 1)))
      return false;
    const bool last = wanted.size() == pattern.size();
    if (last || part.size() == name.size()) return last && part.size() == name.size();
    pattern.remove_prefix(wanted.size() + 1);
    name.remove_prefix(part.size() + 1);
  }
}

std::uint32_t SeriesTable::add(std::string name) {
  const auto [at, is_new] = index_.try_emplace(name, static_cast<std::uint32_t>(ids_.size()));
  if (is_new) {
    ids_.push_back(SeriesId{std::move(name)});
    const auto declared = catalogue_.find(ids_.back());
    frequencies_.push_back(declared == catalogue_.end() ? default_frequency_
                                                        : declared->second.frequency);
  }
  return at->second;
}

// The cells that the template names, as one text that no other cells make.
std::string_view SeriesNamer::key_of(std::span<const std::string_view> cells) {
  if (pattern_.pieces.size() == 1) {
    const std::size_t column = pattern_.pieces[0].column;
    return column == SeriesTemplate::kLiteral ? std::string_view{} : cells[column];
  }
  scratch_.clear();
  for (const auto& piece : pattern_.pieces) {
    if (piece.column == SeriesTemplate::kLiteral) continue;
    const std::string_view cell = cells[piece.column];
    const auto size =
        static_cast<std::uint32_t>(cell.size());  // before the cell: no separator is safe
    for (int shift = 0; shift < 32; shift += 8) scratch_ += static_cast<char>(size >> shift & 0xFF);
    scratch_ += cell;
  }
  return scratch_;
}

std::string_view SeriesNamer::cells_text(std::span<const std::string_view> cells) {
  scratch_.clear();
  for (const auto& piece : pattern_.pieces) {
    if (piece.column == SeriesTemplate::kLiteral) continue;
    if (!scratch_.empty()) scratch_ += " | ";
    scratch_ += cells[piece.column];
  }
  return scratch_;
}

namespace {

// Without letter case and white space.
std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' || text[i] == '\t') continue;
    if (text.substr(i).starts_with("\xC2\xA0")) {
      ++i;
      continue;
    }
    out += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
  }
  return out;
}

}  // namespace

std::string SeriesNamer::clash_of(const Entry& entry, std::span<const std::string_view> cells) {
  const std::string_view text = cells_text(cells);
  const auto [first, is_new] = first_.try_emplace(entry.found.series, text);
  if (is_new || folded(first->second) == folded(text)) return {};
  return fmt::format(
      "makes the series \"{}\", as \"{}\" does: one of them would be taken for the other; tell them "
      "apart by another column in `series`, or take one with `where`",
      table_.ids()[entry.found.series].text, shown(first->second));
}

const SeriesNamer::Found& SeriesNamer::find(std::span<const std::string_view> cells) {
  const std::string_view key = key_of(cells);
  if (last_ && last_->key == key) return last_->found;
  if (last_ && last_->next && last_->next->key == key) {
    last_ = last_->next;
    return last_->found;
  }
  Entry* entry = nullptr;
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    entry = known->second;
  } else {
    entry = &entries_.emplace_back(Entry{.key = std::string(key), .found = {}, .next = nullptr});
    by_key_.emplace(entry->key, entry);  // from here on `key` may be gone
    if (auto name = pattern_.name(cells)) {
      entry->found.series = table_.add(std::move(*name));
      entry->found.clash = clash_of(*entry, cells);
    } else {
      entry->found.fault = std::move(name.error());
    }
  }
  if (last_) last_->next = entry;
  last_ = entry;
  return entry->found;
}

}  // namespace firstcard
