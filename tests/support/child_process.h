#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firstcard::test {

// A program run beside the test. Its input stays open and empty, its output and errors are read by
// line.
class ChildProcess {
 public:
  // Throws std::system_error if the program does not start; it is looked for in PATH.
  explicit ChildProcess(const std::vector<std::string>& arguments,
                        const std::optional<std::filesystem::path>& folder = std::nullopt);
  ~ChildProcess();  // kills it
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // nullopt: it wrote nothing more, or not in time.
  std::optional<std::string> read_line(std::chrono::milliseconds at_most = std::chrono::seconds{
                                           20});
  std::string read_all();                  // until it ends or closes its output
  bool read_until(std::string_view text);  // lines up to one that holds the text; false: it ended
                                           // before, or 20 s
  bool ended() const { return ended_; }    // it closed its output, and all of it was read
  // Until it ends; its exit code, or -N if signal N ended it. Said again when asked again.
  int wait();
  void send_signal(int number);
  long peak_memory_kib() const;                      // so far, while it runs
  const std::string& seen() const { return seen_; }  // all lines read so far

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  bool ended_ = false;
  int code_ = 0;  // when pid_ is gone
  std::string read_;
  std::string seen_;
};

}  // namespace firstcard::test
