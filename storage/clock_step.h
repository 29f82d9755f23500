#pragma once
#include "indicators/time.h"
#include "storage/database.h"

namespace firstcard {

// What a clock that ran ahead has left behind, or it would stand still until that time comes again.
// The clock was set back by `by` (nothing, if that is not known): attempts and leases of what waits
// to be sent move back with it, as do the times until which servers asked to be left alone (more than
// a day ahead, as none is kept, is no wait any more), and silences that were made ahead of it last as long as they were to.
// An attempt more than a day ahead, as none is ever planned, is due now; what waits to be sent and
// documents that are held do so since now at the latest. Returns how many rows changed; writes, in a
// transaction of its own, only if there are any.
int bring_back(Database& db, seconds by, Instant now);

}  // namespace firstcard
