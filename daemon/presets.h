#pragma once
// Ready-made feeds. Each is a TOML text:
//
//   about = "one line"
//   [parameters.NAME]          what a user writes under `parameters`; none: there are none
//   about = "what it is"
//   default = "..."            absent: it must be given
//   secret = true              it is { credential = ... } or another secret
//   digits = 10                a number is written with so many digits, zeros in front
//   [feed]                     keys of a [[feed]], in which "{NAME}" stands for a parameter
#include <span>
#include <string_view>

namespace firstcard::config {

struct Preset {
  std::string_view name;
  std::string_view toml;
};

std::span<const Preset> presets();  // in order of name

}  // namespace firstcard::config
