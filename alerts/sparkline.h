#pragma once
#include <string>
#include <vector>

namespace firstcard {

// One block per value, eight heights between the least and the largest. Where all are the same, or
// there is only one, a middle height: nothing rose or fell. A value that is not finite is a blank.
std::string sparkline(const std::vector<double>& values);

}  // namespace firstcard
