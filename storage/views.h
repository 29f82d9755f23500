#pragma once
// The public views (docs/sql.md) as one migration step. Private to storage/.

namespace firstcard {

extern const char* const kViews;

}  // namespace firstcard
