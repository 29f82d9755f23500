#include "period_walk.h"

#include "vintage_key.h"

namespace firstcard {

namespace {
// A step costs about a tenth of a seek.
constexpr int kStepsBeforeSeek = 16;
}  // namespace

const StoredVintage* standing_at(const PeriodVintages& vintages, std::int64_t known_at) {
  const StoredVintage* newest = nullptr;
  for (const StoredVintage& v : vintages)
    if (v.known_at <= known_at && (!newest || v.known_at >= newest->known_at)) newest = &v;
  return newest;
}

PeriodWalk::PeriodWalk(Database& db, std::int64_t first, std::int64_t last)
    : statement_(db.cached("SELECT id, known_at, value, load FROM _vintage "
                           "WHERE id BETWEEN ?1 AND ?2 ORDER BY id")),
      last_(last) {
  seek(first);
}

PeriodWalk::~PeriodWalk() {
  statement_.reset();
}

void PeriodWalk::seek(std::int64_t first) {
  statement_.bind(first, last_);
  advance();
}

void PeriodWalk::advance() {
  more_ = statement_.step();
  if (more_) here_ = statement_.integer(0);
}

void PeriodWalk::at(std::int64_t key, PeriodVintages& vintages) {
  vintages.clear();
  for (int steps = 0; more_ && here_ < key; ++steps) {
    if (steps < kStepsBeforeSeek)
      advance();
    else
      seek(key);
  }
  if (more_ && period_key(here_) == key) next(vintages);
}

bool PeriodWalk::next(PeriodVintages& vintages) {
  vintages.clear();
  if (!more_) return false;
  const std::int64_t period = period_key(here_);
  while (more_ && period_key(here_) == period) {
    vintages.push_back({.id = here_,
                        .known_at = statement_.integer(1),
                        .value = statement_.real(2),
                        .withdrawn = statement_.null(2),
                        .load = statement_.integer(3)});
    advance();
  }
  return true;
}

}  // namespace firstcard
