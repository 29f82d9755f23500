// Input: the format by one byte a key, then the cell.
#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "feeds/number.h"
#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firstcard;
  using namespace firstcard::fuzz;
  Input in(data, size);
  NumberFormat format;
  format.decimal = in.flag() ? ',' : '.';
  const char thousands = "\0,. '"[in.choice(5)];
  if (thousands != '\0' && thousands != format.decimal) format.thousands = thousands;
  format.parentheses = in.flag();
  format.magnitudes = in.flag();
  format.percent = !format.magnitudes && in.flag();
  const double scales[] = {1, 1e6, 1e-3, 8, -0.1};
  format.scale = scales[in.choice(5)];
  if (in.flag()) format.signs = {"$", "US$", "US", "(US)", "\xE2\x82\xAC"};
  const std::string cell = in.rest();

  const NumberReader reader(format);
  const auto got = reader.read(cell);
  const auto blanks = reader.read(" \t" + cell + "\xC2\xA0 ");
  require(got == blanks, "blanks around a cell change nothing", cell);
  if (!got) {
    require(!got.error().empty(), "a refusal says why", cell);
    return 0;
  }
  if (!*got) return 0;
  const double value = **got;
  require(std::isfinite(value), "a value is finite", cell);
  require(value != 0 || !std::signbit(value), "zero has no sign", cell);

  // The shortest text of a double reads back as that double, plain and in the declared form.
  const std::string text = fmt::format("{}", value);
  const auto back = NumberReader(NumberFormat{}).read(text);
  require(back && *back && **back == value, "parse(render(x)) is x", text);
  NumberFormat unscaled = format;
  unscaled.scale = 1;
  unscaled.percent = false;
  std::string declared = text;
  for (char& c : declared)
    if (c == '.') c = format.decimal;
  if (format.parentheses && value < 0) declared = "(" + declared.substr(1) + ")";
  if (!format.signs.empty()) declared = "US$ " + declared + " (US)";
  const auto formatted = NumberReader(unscaled).read(declared);
  require(formatted && *formatted && **formatted == value, "parse(render(x)) is x as declared",
          declared);
  return 0;
}
