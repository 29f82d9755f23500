#pragma once
// The course of a test's prints as people can read it: long quiet runs become one row. Pure.
#include <string>
#include <vector>

#include "indicators/assess.h"

namespace firstcard {

// One print, or a run of prints in which nothing happened.
struct FoldRow {
  std::size_t first = 0, last = 0;  // positions among the steps
  std::string beyond;               // "below -1.0 pp, 1 of 2": which line, and how long already
  bool changed = false;             // the status is another than before
  bool operator==(const FoldRow&) const = default;
};

// Oldest first. Prints of one status whose reading is beyond no line that counts are a run; three
// or more of a run become one row, but for those among the newest six.
std::vector<FoldRow> fold_rows(const Test& test, const std::string& unit,
                               const std::vector<FoldStep>& steps);

}  // namespace firstcard
