#pragma once
// A compiled jq program. Only for the sources of this folder that run jq.
#include <expected>
#include <functional>
#include <string>

#include "indicators/time.h"
#include "jv.h"

namespace firstcard {

class JqProgram {
 public:
  // Texts for `input` and `inputs`; as jq's callback has it.
  using NextText = std::function<Jv()>;

  // jq's message if it does not compile. A program has no files, so no modules, and the time of
  // the fetch for `now`. Its $ENV is the environment of this process.
  static std::expected<JqProgram, std::string> compile(const std::string& text, Instant fetched_at);
  JqProgram(JqProgram&& other) noexcept;
  ~JqProgram();

  // Runs it on a value. `take` is given each result, and returns false to have no more. The message
  // if the program failed; "" if it did not.
  std::string run(const Jv& value, const NextText& next, const std::function<bool(Jv)>& take);
  bool halted() const { return halted_; }  // by `halt`: it is not to be run again

 private:
  explicit JqProgram(jq_state* state) : state_(state) {}
  jq_state* state_;
  bool halted_ = false;
};

}  // namespace firstcard
