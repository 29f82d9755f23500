// Input: the style, the month in which a fiscal year ends, then the cell.
#include "feeds/date.h"
#include "indicators/period.h"
#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firstcard;
  using namespace firstcard::fuzz;
  Input in(data, size);
  const auto style = static_cast<DateStyle>(in.choice(15));
  const int year_end = static_cast<int>(in.choice(12)) + 1;
  const std::string cell = in.rest();
  const Instant fetched = parse_instant("2026-11-24T02:40:39Z").value();

  const auto days_named = parse_days(cell, style, year_end);
  const auto known = parse_known(cell, style, fetched, year_end);
  if (!days_named) require(!days_named.error().reason.empty(), "a refusal says why", cell);
  if (!known) require(!known.error().reason.empty(), "a refusal says why", cell);
  if (known && *known) {
    require(**known <= fetched, "nothing is known after the fetch", cell);
    require(days_named.has_value(), "what dates a publication dates a period", cell);
  }
  if (!days_named) return 0;
  const auto [first, last] = *days_named;
  require(first <= last && (last - first).count() <= 365, "a period ends after it begins", cell);
  require(parse_days(" " + cell + "\t", style, year_end) == *days_named,
          "blanks around a cell change nothing", cell);
  for (const Date day : {first, last}) {
    const auto back = parse_days(to_text(day), DateStyle::iso);
    require(back && back->first == day && back->last == day, "parse(render(x)) is x", cell);
  }
  for (int f = 0; f <= static_cast<int>(Frequency::year); ++f) {
    const auto frequency = static_cast<Frequency>(f);
    require(period_end(*days_named, PeriodMeans::end, frequency) == last, "the end is the end",
            cell);
    for (const PeriodMeans means : {PeriodMeans::start, PeriodMeans::name}) {
      require(period_end(*days_named, means, frequency) >= first, "no period ends before it begins",
              cell);
    }
  }
  return 0;
}
