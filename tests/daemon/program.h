#pragma once
// The real executable in a scratch folder with a small thesis of one indicator over one series: it
// fires when the newest value of s.x is below 10.
#include <string>
#include <utility>
#include <vector>

#include "support/child_process.h"
#include "support/scratch.h"

namespace firstcard::test {

struct Ended {
  int exit_code = 0;
  std::string output;  // standard output and errors
};

class Program {
 public:
  Program();

  // The thesis with one file feed over values.csv; `more` is added to the file.
  void configure(const std::string& more = {});
  void configure_with_feed(const std::string& source, const std::string& more = {});
  // values.csv with these (period, value, published_on) rows.
  void values(const std::vector<std::vector<std::string>>& rows);

  std::vector<std::string> command(std::vector<std::string> words) const;  // with -c
  Ended run(std::vector<std::string> words) const;
  Ended run_with_config(const std::string& text, std::vector<std::string> words);
  std::string sql(const std::string& query) const;  // one value

  Scratch scratch;
};

// A webhook receiver for Program::configure.
std::string webhook(const std::string& url);

}  // namespace firstcard::test
