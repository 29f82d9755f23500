#pragma once
// When the program last did what it does by itself and for nobody's row: said that all is well,
// told how things stand, saw that the clock had been set back.
#include <cstdint>
#include <optional>

#include "indicators/time.h"
#include "storage/database.h"

namespace firstcard {

enum class Duty : std::uint8_t { heartbeat, summary, set_back };

class Duties {
 public:
  explicit Duties(Database& db) : db_(db) {}

  std::optional<Instant> last(Duty duty);
  void put(Transaction& tx, Duty duty, Instant at);

 private:
  Database& db_;
};

// The migration's step.
extern const char* const kDuties;

}  // namespace firstcard
