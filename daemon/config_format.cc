#include "config_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "feeds/programs.h"

namespace firstcard::config {

namespace {

void read_rows(Section& s, Feed& feed, Programs& programs) {
  if (feed.format != Format::json) {
    s.refuse("rows", R"(belongs to format = "json"; set the format, or take it out)");
    return;
  }
  s.require("rows", R"(rows = ".items[] | {period: .date, value: .price}")");
  const auto rows = s.line_breaks_too("rows");
  if (!rows) return;
  feed.json.program = rows->value;
  if (rows->value.find_first_not_of(" \t\r\n") == std::string::npos)
    s.error(rows->place,
            "\"rows\" is empty; write a jq program that yields an object for each row");
  else
    programs.push_back({&s, *rows});
}

// Where the line begins that jq's message names ("... at line 3: ..."); 0 if it names none.
std::size_t offset_of_line(std::string_view program, std::string_view message) {
  constexpr std::string_view kAt = " at line ";
  const std::size_t at = message.find(kAt);
  if (at == message.npos) return 0;
  int line = 0;
  std::from_chars(message.data() + at + kAt.size(), message.data() + message.size(), line);
  std::size_t offset = 0;
  for (; line > 1; --line) {
    const std::size_t end = program.find('\n', offset);
    if (end == program.npos || end + 1 >= program.size()) break;
    offset = end + 1;
  }
  return offset;
}

}  // namespace

void read_format(Section& s, Feed& feed, Programs& programs) {
  if (const auto format = s.word("format", {"csv", "json", "edgar"}))
    feed.format = static_cast<Format>(format->value);
  if (const auto encoding = s.word("encoding", {"utf-8", "utf-16", "latin-1", "windows-1252"}))
    feed.encoding = static_cast<Encoding>(encoding->value);
  if (const auto member = s.text("member")) {
    feed.member = member->value;
    if (member->value.empty())
      s.error(member->place,
              "\"member\" is empty; write the name of a file in the ZIP archive, or "
              "a glob for it");
  }
  if (const auto limit = s.span("translate_timeout")) feed.translate_timeout = limit->value;
  read_rows(s, feed, programs);
}

void report_bad_programs(const Programs& programs) {
  std::vector<std::string> texts;  // each once
  for (const Program& program : programs) {
    if (std::ranges::find(texts, program.text.value) == texts.end())
      texts.push_back(program.text.value);
  }
  const auto messages = check_programs(texts);
  for (const auto& [section, text] : programs) {
    const auto at = std::ranges::find(texts, text.value) - texts.begin();
    const auto& message = messages[static_cast<std::size_t>(at)];
    if (!message) continue;
    section->error(section->report().inside(text.place, offset_of_line(text.value, *message)),
                   fmt::format("\"rows\": {}", *message));
  }
}

}  // namespace firstcard::config
