#include "decoder.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>

namespace firstcard {

namespace {

using Buffer = std::array<char, 16384>;  // what is unpacked at a time

unsigned char* octets(char* text) {
  return reinterpret_cast<unsigned char*>(text);
}
const unsigned char* octets(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}

// All three: `damaged_` and `ended_` are final.
class Base : public Decoder {
 public:
  bool is_damaged() const override { return damaged_; }
  bool at_end() const override { return ended_; }

 protected:
  bool damage() {
    damaged_ = true;
    return false;
  }
  bool damaged_ = false, ended_ = false;
};

// One member or several, one after the other (RFC 1952, 2.2).
class Gzip : public Base {
 public:
  Gzip() {
    if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~Gzip() override { inflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  bool decode(std::string_view bytes, const Sink& sink) override {
    stream_.next_in = const_cast<unsigned char*>(octets(bytes.data()));  // zlib only reads it
    stream_.avail_in = static_cast<unsigned>(bytes.size());
    Buffer buffer;
    bool full = false;  // there may be more to unpack without more input
    while (stream_.avail_in > 0 || full) {
      if (ended_) {
        if (*stream_.next_in != 0x1f) return true;
        inflateReset(&stream_);
        ended_ = false;
      }
      stream_.next_out = octets(buffer.data());
      stream_.avail_out = buffer.size();
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return damage();
      const std::size_t got = buffer.size() - stream_.avail_out;
      if (got > 0 && !sink({buffer.data(), got})) return false;
      ended_ = code == Z_STREAM_END;
      full = !ended_ && stream_.avail_out == 0;
    }
    return true;
  }

 private:
  z_stream stream_{};
};

class Brotli : public Base {
 public:
  bool decode(std::string_view bytes, const Sink& sink) override {
    const auto* in = octets(bytes.data());
    std::size_t left = bytes.size();
    Buffer buffer;
    while (!ended_) {
      auto* out = octets(buffer.data());
      std::size_t room = buffer.size();
      const auto code =
          BrotliDecoderDecompressStream(state_.get(), &left, &in, &room, &out, nullptr);
      if (code == BROTLI_DECODER_RESULT_ERROR) return damage();
      const std::size_t got = buffer.size() - room;
      if (got > 0 && !sink({buffer.data(), got})) return false;
      ended_ = code == BROTLI_DECODER_RESULT_SUCCESS;
      if (code == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) break;
    }
    return true;
  }

 private:
  struct Cleanup {
    void operator()(BrotliDecoderState* s) const { BrotliDecoderDestroyInstance(s); }
  };
  static BrotliDecoderState* make() {
    auto* state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
    if (!state) throw std::bad_alloc();
    return state;
  }
  std::unique_ptr<BrotliDecoderState, Cleanup> state_{make()};
};

// One frame or several.
class Zstd : public Base {
 public:
  bool decode(std::string_view bytes, const Sink& sink) override {
    ZSTD_inBuffer in{.src = bytes.data(), .size = bytes.size(), .pos = 0};
    Buffer buffer;
    bool full = false;
    while (in.pos < in.size || full) {
      ZSTD_outBuffer out{.dst = buffer.data(), .size = buffer.size(), .pos = 0};
      const std::size_t code = ZSTD_decompressStream(state_.get(), &out, &in);
      if (ZSTD_isError(code)) return damage();
      if (out.pos > 0 && !sink({buffer.data(), out.pos})) return false;
      ended_ = code == 0;
      full = !ended_ && out.pos == out.size;
    }
    return true;
  }

 private:
  struct Cleanup {
    void operator()(ZSTD_DCtx* s) const { ZSTD_freeDCtx(s); }
  };
  static ZSTD_DCtx* make() {
    auto* state = ZSTD_createDCtx();
    if (!state) throw std::bad_alloc();
    constexpr int kEightMebibytes = 23;  // what RFC 9659 lets a sender ask for
    ZSTD_DCtx_setParameter(state, ZSTD_d_windowLogMax, kEightMebibytes);
    return state;
  }
  std::unique_ptr<ZSTD_DCtx, Cleanup> state_{make()};
};

}  // namespace

std::unique_ptr<Decoder> make_decoder(std::string_view coding) {
  if (coding == "gzip" || coding == "x-gzip") return std::make_unique<Gzip>();
  if (coding == "br") return std::make_unique<Brotli>();
  if (coding == "zstd") return std::make_unique<Zstd>();
  return nullptr;
}

}  // namespace firstcard
