#pragma once
// A child process with a time and a memory limit.
#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace firstcard {

struct ChildLimits {
  std::chrono::milliseconds time{10'000};
  std::int64_t memory = 512 << 20;  // resident bytes; looked at a hundred times a second
  std::size_t answer = 1 << 20;     // bytes
  std::stop_token stop{};
};

enum class ChildEnd : std::uint8_t { done, failed, out_of_time, out_of_memory, stopped };

struct ChildResult {
  ChildEnd end = ChildEnd::failed;
  int exit_code = -1;  // of done
  std::string answer;  // what it wrote to its last descriptor
  std::string reason;  // of failed: "it was ended by signal 11"
};

// How it is started.
struct ChildStart {
  std::string name = "firstcard";                      // what it is called: argv[0]
  std::vector<std::string> environment = {"TZ=UTC0"};  // what it makes of a time must not depend on
                                                       // the machine
  bool own_group = false;  // what it starts itself is killed with it
};

// Runs `executable` with the given arguments, descriptors[i] of this process as its descriptor i,
// and a pipe for the answer as the one after them. It gets no other descriptor and no other
// environment. Waits until it has ended, whoever else still holds the pipe, or kills it; it is
// always reaped. Several threads may do so at once.
ChildResult run_child(const std::filesystem::path& executable,
                      const std::vector<std::string>& arguments,
                      const std::vector<int>& descriptors, const ChildLimits& limits,
                      const ChildStart& start = {});

}  // namespace firstcard
