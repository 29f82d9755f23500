#pragma once
// What a server says went wrong, in a JSON document that it sent with status 200.
#include <string>

#include "jv.h"

namespace firstcard {

// "" if nothing in the document looks like an error: {"errors": [{"message": "..."}]},
// {"Information": "..."}, {"Error Message": "..."}, {"chart": {"error": {...}}},
// [{"message": [{"value": "..."}]}] and the like.
std::string error_message_in(const Jv& document);

}  // namespace firstcard
