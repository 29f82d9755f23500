#pragma once
// A receiver of the type "exec": a program that gets the notification on its standard input.
#include <stop_token>

#include "alerts/receiver.h"

namespace firstcard {

// Waits until the program has ended or is killed, with all that it started, when its time is over
// or a stop is asked for. It has the configured environment only, what it prints is lost, and what
// it writes to standard error becomes the end's message, the secrets of its environment cut out.
// Several threads may do so at once.
ProgramEnd run_program(const ProgramRun& run, const std::stop_token& stop);

}  // namespace firstcard
