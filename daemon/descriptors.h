#pragma once

namespace firstcard {

// Raises the process' soft limit of open files towards its hard one, and returns how many transfers
// can run at once under it.
int room_for_transfers();

}  // namespace firstcard
