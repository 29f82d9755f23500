#pragma once
// What is silenced, acknowledged and held back, as `status` and `silence list` show it.
#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "storage/holdbacks.h"
#include "storage/state.h"

namespace firstcard {

// Those in force, oldest first; `all`: those that have ended too, newest first, at most a thousand.
// One whose time is over or whose change has come counts as ended, also where no daemon has marked it
// yet.
std::vector<Silence> silences_at(Database& db, bool all, Instant now);

// "ended 2026-08-11 20:05 UTC: its time was over", "until the next change".
std::string state_text(const Silence& silence);
boost::json::array silences_json(const std::vector<Silence>& silences);

// A line for each silence in force, each acknowledgement that counts and each thing held back; empty:
// there is none.
std::vector<std::string> quiet_lines(Database& db, const std::vector<ThesisId>& theses, Instant now);

}  // namespace firstcard
