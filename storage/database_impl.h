#pragma once
// What a connection owns besides the handle. Private to storage/.
#include <cstdint>
#include <map>
#include <string_view>

#include "storage/database.h"

namespace firstcard {

struct Database::Impl {
  std::map<std::string_view, Statement> statements;  // keyed by literals, which outlive everything
  std::int64_t rollbacks = 0;
};

}  // namespace firstcard
