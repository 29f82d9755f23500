#include "telling.h"

#include <algorithm>

namespace firstcard {

bool is_told(const Telling& telling, EdgeKind edge, std::size_t members_before,
             std::size_t members_after) {
  if (edge != EdgeKind::updated) return true;
  switch (telling.updates) {
    case Updates::members:
      return true;
    case Updates::growth:
      return members_after > members_before;
    case Updates::none:
      break;
  }
  return false;
}

std::optional<Reminder> next_reminder(std::span<const seconds> gaps, Instant edge, Instant t) {
  if (gaps.empty()) return std::nullopt;
  Reminder reminder{.number = 0, .at = edge};
  for (const seconds gap : gaps) {
    ++reminder.number;
    reminder.at += gap;
    if (reminder.at > t) return reminder;
  }
  const std::int64_t more = (t - reminder.at) / gaps.back() + 1;
  reminder.number += more;
  reminder.at += more * gaps.back();
  return reminder;
}

std::optional<Reminder> reminder_due(std::span<const seconds> gaps, Instant edge, Instant after,
                                     Instant upto) {
  const auto next = next_reminder(gaps, edge, upto);
  if (!next || next->number == 1) return std::nullopt;
  // The one before it is the newest that is not after `upto`.
  const auto index = std::min(static_cast<std::size_t>(next->number), gaps.size()) - 1;
  const Reminder newest{.number = next->number - 1, .at = next->at - gaps[index]};
  if (newest.at <= after) return std::nullopt;
  return newest;
}

std::optional<Instant> flaps_until(const FlapDamping& damping, std::span<const Instant> crossings,
                                   Instant at) {
  std::optional<Instant> until;
  std::vector<Instant> counted;
  for (const Instant crossing : crossings) {
    if (crossing > at) break;
    if (until && crossing >= *until) {  // it had come to rest
      until.reset();
      counted.clear();
    }
    std::erase_if(counted, [&](Instant c) { return c <= crossing - damping.within; });
    counted.push_back(crossing);
    if (until || counted.size() >= static_cast<std::size_t>(damping.crossings))
      until = crossing + damping.settle;
  }
  if (until && *until <= at) return std::nullopt;
  return until;
}

}  // namespace firstcard
