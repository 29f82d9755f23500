#pragma once
// What fallbacks and rates of receivers are found by, as one migration step. Private to storage/.

namespace firstcard {

extern const char* const kOutboxRoutes;
extern const char* const kOutboxWaits;

}  // namespace firstcard
