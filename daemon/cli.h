#pragma once

namespace firstcard {

// Parses the command line, runs the command, returns the exit code (design section 7).
int run_cli(int argc, char** argv);

}  // namespace firstcard
