#include "daemon/leftovers.h"

#include <fmt/format.h>

#include <algorithm>

namespace firstcard {

namespace {

void waiting_messages(Database& db, const Config& config, std::vector<std::string>& lines) {
  Statement& s = db.cached(
      "SELECT receiver, count(*) FROM _notification WHERE state = 'queued' GROUP BY receiver"
      " ORDER BY receiver");
  s.bind();
  while (s.step()) {
    const std::string receiver = s.text(0);
    const std::int64_t count = s.integer(1);
    if (std::ranges::find(config.receivers, ReceiverId{receiver}, &Receiver::id) !=
        config.receivers.end())
      continue;
    lines.push_back(fmt::format(
        "receiver {} is no longer configured, and {} for it; {} sent once it is configured again",
        receiver, count == 1 ? "a message waits" : fmt::format("{} messages wait", count),
        count == 1 ? "it is" : "they are"));
  }
}

void open_incidents(Database& db, const Config& config, std::vector<std::string>& lines) {
  Statement& s = db.cached(
      "SELECT thesis, number FROM _incident WHERE closed_at IS NULL ORDER BY thesis, number");
  s.bind();
  while (s.step()) {
    const std::string thesis = s.text(0);
    if (std::ranges::find(config.theses, ThesisId{thesis}, &Thesis::id) != config.theses.end())
      continue;
    lines.push_back(fmt::format(
        "thesis {} is no longer configured, and its incident {} stays open: nobody is told of its "
        "end; configure it again, or close it at the receivers by hand",
        thesis, s.integer(1)));
  }
}

}  // namespace

std::vector<std::string> leftovers(Database& db, const Config& config) {
  std::vector<std::string> lines;
  waiting_messages(db, config, lines);
  open_incidents(db, config, lines);
  return lines;
}

}  // namespace firstcard
