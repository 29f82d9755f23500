#include "program.h"

#include "storage/database.h"

namespace firstcard::test {

Program::Program() {
  configure();
}

void Program::configure(const std::string& more) {
  configure_with_feed("values.csv", more);
}

void Program::configure_with_feed(const std::string& source, const std::string& more) {
  scratch.write("firstcard.toml", R"(
[storage]
path = "history.db"

[[feed]]
id = "values"
source = ")" + source + R"("
every = "1d"
format = "csv"
period = { column = "period" }
value = { column = "value" }
known = { column = "published_on" }
series = "s.x"

[[series]]
id = "s.x"
unit = "USD"
frequency = "event"

[[indicator]]
id = "x"
title = "X stands"
measure = "s.x"
unit = "USD"
weakening = { below = 10 }

[thesis]
id = "t"
indicators = ["x"]
weakening_count = 1
)" + more);
}

void Program::values(const std::vector<std::vector<std::string>>& rows) {
  std::string text = "period,value,published_on\n";
  for (const auto& row : rows) text += row.at(0) + "," + row.at(1) + "," + row.at(2) + "\n";
  scratch.write("values.csv", text);
}

std::vector<std::string> Program::command(std::vector<std::string> words) const {
  words.insert(words.begin(), {FIRSTCARD_BINARY, "-c", (scratch / "firstcard.toml").string()});
  return words;
}

Ended Program::run(std::vector<std::string> words) const {
  ChildProcess child(command(std::move(words)));
  std::string output = child.read_all();
  return {.exit_code = child.wait(), .output = std::move(output)};
}

Ended Program::run_with_config(const std::string& text, std::vector<std::string> words) {
  scratch.write("firstcard.toml", text);
  return run(std::move(words));
}

std::string Program::sql(const std::string& query) const {
  Database db(scratch / "history.db", Database::Mode::read);
  Statement statement = db.prepare(query);
  return statement.step() ? statement.text(0) : std::string();
}

std::string webhook(const std::string& url) {
  return "[[receiver]]\nid = \"desk\"\ntype = \"webhook\"\nurl = \"" + url + "\"\n";
}

}  // namespace firstcard::test
