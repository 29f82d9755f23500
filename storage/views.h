#pragma once
// The public views (docs/sql.md) as one migration step. Private to storage/.

namespace firstcard {

extern const char* const kViews;
// A later step: what was known at the horizon (state.h) stays known.
extern const char* const kObservations;

}  // namespace firstcard
