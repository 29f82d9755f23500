#pragma once

namespace firstcard {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace firstcard
