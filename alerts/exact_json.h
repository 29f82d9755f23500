#pragma once
// Boost.JSON with numbers that survive a round trip. Boost 1.81 reads some doubles one unit in the
// last place off and writes 0.019 as 1.9E-2; here they are read by from_chars and written in the
// shortest form that reads back the same.
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace firstcard {

// Keys stay in the order in which they were inserted. A number that is not finite becomes null.
std::string exact_serialize(const boost::json::value& v);
// Throws std::invalid_argument with the position of what is not JSON.
boost::json::value exact_parse(std::string_view text);

}  // namespace firstcard
