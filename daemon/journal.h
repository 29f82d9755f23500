#pragma once
// systemd's journal by its native protocol: an entry with fields of its own.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace firstcard {

// The service manager has connected the daemon's standard error with the journal.
bool journal_is_ours();

// One datagram to the journal's socket. `line` becomes MESSAGE; names of fields are upper-case
// letters, digits and underscores, values any bytes. False: nobody took it, and it has to be told
// another way.
bool tell_journal(const std::string& line,
                  const std::vector<std::pair<std::string, std::string>>& fields,
                  const std::filesystem::path& socket = "/run/systemd/journal/socket");

}  // namespace firstcard
