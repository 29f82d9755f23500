#pragma once
// The table of requests and its view as one migration step. Private to storage/.

namespace firstcard {

extern const char* const kRequestSchema;

}  // namespace firstcard
