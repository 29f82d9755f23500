#include "daemon/checkpoint_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "daemon/checkpoints.h"
#include "daemon/table.h"

namespace firstcard {

namespace {

Colour colour_of(const CheckpointLine& line) {
  if (line.state == CheckpointState::met) return Colour::green;
  if (line.state == CheckpointState::missed) return Colour::red;
  return line.holds ? Colour::none : Colour::yellow;
}

std::string shown(const CheckpointLine& line) {
  if (line.state != CheckpointState::open) return std::string(to_text(line.state));
  return line.holds ? "would be met" : "would be missed";
}

std::string left(const CheckpointLine& line) {
  if (line.state != CheckpointState::open) return "-";
  if (line.days_left == 0) return "today";
  return line.days_left < 0 ? "over" : fmt::format("{} d", line.days_left);
}

}  // namespace

std::vector<CheckpointLine> checkpoint_lines(Database& db, const Config& config,
                                             const SeenAll& seen, Instant now) {
  const std::vector<CheckpointRecord> rows = Checkpoints(db).all();
  std::vector<CheckpointLine> lines;
  for (const Checkpoint& c : config.checkpoints) {
    const Indicator& rule = config.indicators.at(c.indicator);
    const Assessment& a = seen.at(c.indicator).assessment;
    CheckpointLine line{.id = c.id,
                        .title = c.title,
                        .indicator = c.indicator,
                        .expected = expected_text(c.expect, rule.unit),
                        .by = c.by,
                        .days_left = (c.by - day_of(now)).count(),
                        .holds = holds(c.expect, a),
                        .found = found_text(c.expect, rule, a)};
    const auto row = std::ranges::find_if(
        rows, [&](const CheckpointRecord& r) { return r.id == c.id && r.by == c.by; });
    if (row != rows.end() && row->state != CheckpointState::open) {
      line.state = row->state;
      line.expected = row->expectation;
      line.found = row->reason;
      line.holds = row->state == CheckpointState::met;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string checkpoints_text(const std::vector<CheckpointLine>& lines, bool colour) {
  if (lines.empty()) return {};
  std::vector<TableRow> rows;
  std::string details;
  for (const CheckpointLine& line : lines) {
    rows.push_back({{line.id.text},
                    {to_text(line.by)},
                    {left(line), Colour::dim, true},
                    {line.indicator.text + " " + line.expected},
                    {shown(line), colour_of(line)}});
    details += fmt::format("{}: {}{}\n", painted(line.id.text, Colour::bold, colour),
                           line.title.empty() ? "" : line.title + "; ", line.found);
  }
  return table({{"CHECKPOINT"}, {"BY"}, {"LEFT", Colour::none, true}, {"EXPECTED"}, {"OUTCOME"}},
               rows, colour) +
         details;
}

boost::json::array checkpoints_json(const std::vector<CheckpointLine>& lines) {
  boost::json::array out;
  for (const CheckpointLine& line : lines) {
    const bool open = line.state == CheckpointState::open;
    out.push_back({{"id", line.id.text},
                   {"title", line.title},
                   {"by", to_text(line.by)},
                   {"indicator", line.indicator.text},
                   {"expected", line.expected},
                   {"state", to_text(line.state)},
                   {"days_left", open ? boost::json::value(line.days_left) : nullptr},
                   {"holds", line.holds},
                   {"found", line.found}});
  }
  return out;
}

}  // namespace firstcard
