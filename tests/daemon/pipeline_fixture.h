#pragma once
// A pipeline over a real database in a scratch folder. Documents are CSV texts that arrive at a
// given instant; what came of them is read as people read it, through the public views.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config.h"
#include "daemon/pipeline.h"
#include "feeds/document.h"
#include "support/scratch.h"

namespace firstcard::test {

// "2026-01-05T10:00:00Z"; a bare date is the end of that day.
inline Instant at(std::string_view text) {
  if (const auto t = parse_instant(text)) return *t;
  throw std::invalid_argument("not an instant: " + std::string(text));
}
inline Date day(std::string_view text) {
  if (const auto d = parse_date(text)) return *d;
  throw std::invalid_argument("not a date: " + std::string(text));
}

// Three indicators, each the newest value of one series, weakening below 100; two of them fire.
// Event series are never stale. `desk` takes what is sent by default, `verdicts` asks for more.
inline constexpr std::string_view kConfig = R"toml([storage]
path = "history.db"

[[feed]]
id = "f"
source = "f.csv"
period = { column = "period" }
value = { column = "value" }
known = { column = "known" }
series = "{entity}.x"

[[series]]
id = "a.x"
unit = "USD"
frequency = "event"
[[series]]
id = "b.x"
frequency = "event"
[[series]]
id = "c.x"
frequency = "event"

[[indicator]]
id = "a"
title = "Alpha"
measure = "a.x"
unit = "USD"
weakening = { below = 100 }
[[indicator]]
id = "b"
title = "Beta"
measure = "b.x"
weakening = { below = 100 }
[[indicator]]
id = "c"
title = "Gamma"
measure = "c.x"
weakening = { below = 100 }

[thesis]
id = "t"
title = "Three letters"
indicators = ["a", "b", "c"]
weakening_count = 2

[[receiver]]
id = "desk"
type = "log"
[[receiver]]
id = "verdicts"
type = "log"
kinds = ["fired", "updated", "resolved", "digest", "verdict"]
)toml";

// `text` with the first `from` replaced, which must be there.
inline std::string edited(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const auto place = out.find(from);
  if (place == std::string::npos)
    throw std::invalid_argument("nothing to edit: " + std::string(from));
  return out.replace(place, from.size(), to);
}

inline Config config_of(const Scratch& scratch, std::string_view toml) {
  auto config = load_config(scratch.write("firstcard.toml", toml));
  if (config) return std::move(*config);
  std::string errors;
  for (const ConfigError& e : config.error()) errors += to_text(e) + "\n";
  throw std::invalid_argument(errors);
}

// "entity,period,value,known" rows below their header.
inline std::string csv(const std::vector<std::string>& rows) {
  std::string text = "entity,period,value,known\n";
  for (const std::string& row : rows) text += row + "\n";
  return text;
}
// The same where the source has no publication date.
inline std::string csv_as_fetched(const std::vector<std::string>& rows) {
  std::string text = "entity,period,value\n";
  for (const std::string& row : rows) text += row + "\n";
  return text;
}

class PipelineTest : public testing::Test {
 protected:
  // Nothing here is about power failure, and not waiting for the disk is ten times as fast.
  PipelineTest() { db.exec("PRAGMA synchronous = OFF"); }

  // From now on; the series are declared as the daemon does at a start or a reload.
  void use(std::string_view toml) {
    config = config_of(scratch, toml);
    pipeline.declare(config);
  }
  // A configuration whose values were known when they were fetched.
  static std::string as_fetched() {
    return edited(kConfig, "known = { column = \"known\" }\n", "");
  }

  // The feed's file now holds this and is read.
  Commit ingest(std::string_view text, Instant now, std::string_view file = "f.csv") {
    const auto document = open_document(scratch.write(file, text));
    if (!document) throw std::runtime_error(document.error());
    return pipeline.ingest(config, config.feeds.at(0),
                           {.source = (scratch / file).string(),
                            .fd = document->file.fd(),
                            .size = document->size,
                            .fetched_at = now,
                            .etag = etag,
                            .last_modified = {}},
                           now);
  }
  Commit evaluate(Instant now) { return pipeline.evaluate(config, now); }

  // One text per row, columns parted by a blank, NULL as "-", an empty text as "''".
  std::vector<std::string> query(const std::string& sql) {
    Statement s = db.prepare(sql);
    std::vector<std::string> rows;
    while (s.step()) {
      std::string row;
      for (int i = 0; i < s.columns(); ++i) {
        const std::string cell = s.null(i) ? "-" : s.text(i);
        row += (i == 0 ? "" : " ") + (cell.empty() ? "''" : cell);
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }
  std::int64_t count(const std::string& view) {
    return std::stoll(query("SELECT count(*) FROM " + view).at(0));
  }
  std::vector<std::string> verdicts() {
    return query(
        "SELECT at, verdict, incident, members, edges, late FROM verdicts ORDER BY number");
  }
  std::vector<std::string> assessments(const std::string& indicator) {
    return query("SELECT at, status, cause, late FROM assessments WHERE indicator = '" + indicator +
                 "' ORDER BY assessment");
  }
  std::vector<std::string> sent_to(const std::string& receiver) {
    return query("SELECT kind, key FROM notifications WHERE receiver = '" + receiver +
                 "' ORDER BY notification");
  }
  // The newest one that this receiver gets.
  Notification notification(const std::string& receiver = "desk") {
    const auto rows = query("SELECT payload FROM notifications WHERE receiver = '" + receiver +
                            "' ORDER BY notification DESC LIMIT 1");
    return notification_from_json(rows.at(0));
  }
  // Everything that is stored.
  std::vector<std::string> dump() {
    std::vector<std::string> all;
    for (const std::string& table : query(
             "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '\\_%' ESCAPE '\\'"
             " ORDER BY name"))
      for (const std::string& row : query("SELECT * FROM " + table))
        all.push_back(table + ": " + row);
    return all;
  }

  Scratch scratch;
  Config config = config_of(scratch, kConfig);
  Database db{scratch / "history.db", Database::Mode::write};
  Pipeline pipeline{db};
  std::string etag;  // sent with the documents
};

}  // namespace firstcard::test
