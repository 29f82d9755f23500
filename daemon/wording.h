#pragma once
// What people read of an assessment: the same words in status, explain, the database and
// notifications.
#include <optional>
#include <string>

#include "daemon/config.h"
#include "daemon/evaluation.h"
#include "storage/ledger.h"

namespace firstcard {

// "-1.9 pp, below -1.0 pp for 2 prints" ; "no data" ; "stale: no print after 2026-Q1, due by
// 2026-08-14"
std::string reason_of(const Indicator& rule, const Assessment& a);
// "below 812 B USD next quarter turns it weakening", "at or above 2 USD next week ends its
// weakening"; empty if there is no flip.
std::string flip_text(const std::optional<Flip>& flip, Frequency f);
// What to say in its place.
std::string no_flip_text(const Assessment& a);
// "2026-Q2" of the leading test's reading, or empty.
std::string period_of(const Assessment& a);
// How two canonical texts of a rule (config.h) differ: "weakening_count 2 -> 3".
std::string edit_text(const std::string& before, const std::string& after);

}  // namespace firstcard
