#include <fmt/format.h>

#include <algorithm>

#include "daemon/commands.h"
#include "daemon/config_preset.h"

namespace firstcard {

int run_presets(const std::string& name) {
  if (!name.empty()) {
    const auto text = config::preset_text(name);
    if (!text) {
      fmt::print(stderr, "firstcard: {}\n", text.error());
      return 2;
    }
    fmt::print("{}", *text);
    return 0;
  }
  const auto all = config::preset_list();
  std::size_t width = 0;
  for (const auto& [preset, about] : all) width = std::max(width, preset.size());
  for (const auto& [preset, about] : all) fmt::print("{:<{}}  {}\n", preset, width, about);
  return 0;
}

}  // namespace firstcard
