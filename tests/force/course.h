#pragma once
// What the thesis of World comes to over a list of prints, written down a second time and simply:
// without a database, a crash or a notification. What the daemon says is held against it.
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "world.h"

namespace firstcard::test {

struct Standing {
  std::string members;  // "a, c"
  std::string verdict;  // "first_card" "mixed" "scarcity"
  bool open = false;
  bool operator==(const Standing&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const Standing& s) {
  return out << s.verdict << (s.open ? ", open (" : ", closed (") << s.members << ")";
}

struct CourseEdge {
  std::string at, kind;
  int incident = 0;  // 0: none
  bool operator==(const CourseEdge&) const = default;
};

class Course {
 public:
  // From the evaluation at `first` on, which looks only at that moment.
  Course(const std::vector<Print>& prints, Instant first);

  const std::vector<CourseEdge>& edges() const { return edges_; }
  Standing at(const std::string& instant) const;  // which is one of an evaluation
  const Standing& first() const { return first_; }
  const Standing& last() const { return last_; }

 private:
  std::vector<CourseEdge> edges_;
  std::map<std::string, Standing> standings_;  // by the instant at which they began
  Standing first_, last_;
};

std::string text_of(const std::vector<CourseEdge>& edges);

}  // namespace firstcard::test
