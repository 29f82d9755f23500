#pragma once
// The migration's step that tells the evaluation's horizon from its last instant. Private to
// storage/.

namespace firstcard {

inline constexpr const char* kHorizon =
    "ALTER TABLE _mark ADD COLUMN horizon INTEGER NOT NULL DEFAULT 0;";

}  // namespace firstcard
