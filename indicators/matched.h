#pragma once
// matched: like for like while a reporting season is under way.
#include <functional>
#include <vector>

#include "expr.h"
#include "track.h"

namespace firstcard::measures {

// How many periods back from a print `f` reaches for values of the basket, ascending: 0, 1, 4 and 5
// quarters for change(yoy(basket), 1q). Empty where `f` has no basket.
std::vector<Index> offsets_of(const Expr& f, Frequency frequency);

// `f` of a basket; no period later than the basket's newest and `newest` gets a sample.
using OfBasket = std::function<Track(const Track& basket, Index newest)>;

// For each period the basket is the sum over exactly those members that have a value at every
// offset, and `f` is evaluated on that basket alone. Fewer than `min_coverage` members: no sample.
// `newest` is the last period that may get a sample although no member has a value in it.
Track matched(const std::vector<Track>& members, const std::vector<Index>& offsets,
              int min_coverage, Index newest, const OfBasket& f);

}  // namespace firstcard::measures
