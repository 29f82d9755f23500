#pragma once
// HTTP's content codings. Not left to libcurl, which does not notice that compressed data end
// before their end, and lets a zstd frame ask for 128 MiB.
#include <functional>
#include <memory>
#include <string_view>

namespace firstcard {

// What is asked for.
inline constexpr std::string_view kAcceptEncoding = "gzip, br, zstd";

class Decoder {
 public:
  // Takes unpacked bytes; false: no more is wanted.
  using Sink = std::function<bool(std::string_view)>;

  virtual ~Decoder() = default;
  // False: the sink wants no more, or the data are damaged, and then is_damaged(). What follows
  // after the end of the data is left out.
  virtual bool decode(std::string_view bytes, const Sink& sink) = 0;
  virtual bool is_damaged() const = 0;
  virtual bool at_end() const = 0;  // all of it came
};

// For a coding's name as in Content-Encoding; nullptr if it is none of those asked for.
std::unique_ptr<Decoder> make_decoder(std::string_view coding);

}  // namespace firstcard
