#pragma once
#include <filesystem>

#include "file.h"

namespace firstcard {

// A file without a name, readable and writable, in the folder for temporary files (TMPDIR, else
// /tmp): it goes away with its last descriptor, however the process ends. Throws std::system_error
// that names the folder.
File temporary_file();
File temporary_file(const std::filesystem::path& folder);

}  // namespace firstcard
