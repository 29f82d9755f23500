#pragma once
// The schema as an ordered list of steps. user_version counts those that a file has seen. A
// released step never changes; a new one is added at the end. Tables begin with `_` and are
// private; views with plain names are the contract of docs/sql.md, and `meta` holds their version.
#include <cstdint>
#include <span>

#include "storage/database.h"

namespace firstcard {

// "FCar": how SQLite (and `file`) tell our databases from others.
inline constexpr std::int32_t kApplicationId = 0x46436172;

struct Migration {
  const char* what;
  const char* sql;
};
std::span<const Migration> migrations();

// Brings the file from its own version to `upto` steps (all of them) in one transaction, so that a
// crash leaves it as it was. Does nothing to a file that is there already.
void migrate(Database& db, std::size_t upto);

}  // namespace firstcard
