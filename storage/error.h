#pragma once
// SQLite's result codes as DatabaseError. Private to storage/.
#include <string_view>

#include "storage/database.h"

namespace firstcard {

// Throws what `code` (extended) means for a person who runs the daemon. `doing` is the statement or
// the act, for errors that only a developer can mend.
[[noreturn]] void throw_database_error(sqlite3* db, int code, std::string_view doing);

}  // namespace firstcard
