#pragma once
// What the database still holds for names that the configuration no longer has. On the store thread.
#include <string>
#include <vector>

#include "daemon/config.h"
#include "storage/database.h"

namespace firstcard {

// A line for people each: messages that wait for a receiver, incidents of a thesis that are open.
std::vector<std::string> leftovers(Database& db, const Config& config);

}  // namespace firstcard
