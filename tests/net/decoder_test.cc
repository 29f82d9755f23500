// Content codings: whole, in pieces, cut, damaged, and too greedy.
#include "net/decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/coded.h"

namespace firstcard {
namespace {

using test::gzipped;
using test::kBrotli;
using test::zstd_coded;

struct Unpacked {
  std::string text;
  bool went_well = true, damaged = false, at_end = false;
};

Unpacked unpack(std::string_view coding, std::string_view bytes, std::size_t step = SIZE_MAX) {
  Unpacked out;
  const auto decoder = make_decoder(coding);
  while (!bytes.empty() && out.went_well) {
    const std::string_view some = bytes.substr(0, step);
    out.went_well = decoder->decode(some, [&](std::string_view text) {
      out.text += text;
      return true;
    });
    bytes.remove_prefix(some.size());
  }
  out.damaged = decoder->is_damaged();
  out.at_end = decoder->at_end();
  return out;
}

std::string rows() {
  std::string text = "date,value\n";
  for (int i = 0; i < 5000; ++i)
    text += "2026-01-" + std::to_string(i % 28 + 1) + "," + std::to_string(i * 7919) + "\n";
  return text;
}

struct Case {
  std::string coding, bytes, text;
};
const std::vector<Case>& cases() {
  static const std::vector<Case> all = {{"gzip", gzipped(rows()), rows()},
                                        {"x-gzip", gzipped(rows()), rows()},
                                        {"gzip", gzipped(""), ""},
                                        {"gzip", gzipped("a,b\n") + gzipped("1,2\n"), "a,b\n1,2\n"},
                                        {"zstd", zstd_coded(rows()), rows()},
                                        {"zstd", zstd_coded("a,") + zstd_coded("b\n"), "a,b\n"},
                                        {"br", kBrotli, std::string(1000, 'a')}};
  return all;
}

TEST(Decoder, UnpacksInPiecesOfAnySize) {
  for (const Case& c : cases())
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, SIZE_MAX}) {
      const Unpacked out = unpack(c.coding, c.bytes, step);
      EXPECT_TRUE(out.went_well) << c.coding;
      EXPECT_TRUE(out.text == c.text) << c.coding << " " << step;
      EXPECT_TRUE(out.at_end) << c.coding << " " << step;
      EXPECT_FALSE(out.damaged);
    }
}

TEST(Decoder, ACutAnywhereInOneStreamIsNoEnd) {
  for (const Case& c :
       {Case{"gzip", gzipped("date,value\n2026-01-31,1\n"), ""},
        Case{"zstd", zstd_coded("date,value\n2026-01-31,1\n"), ""}, Case{"br", kBrotli, ""}})
    for (std::size_t length = 1; length < c.bytes.size(); ++length) {
      const Unpacked out = unpack(c.coding, std::string_view(c.bytes).substr(0, length));
      EXPECT_FALSE(out.at_end) << c.coding << " " << length;
      EXPECT_FALSE(out.damaged) << c.coding << " " << length;
    }
}

TEST(Decoder, DamageIsSeen) {
  std::string wrong_sum = gzipped(rows());
  wrong_sum[wrong_sum.size() - 6] ^= 1;  // of the checksum
  EXPECT_TRUE(unpack("gzip", wrong_sum).damaged);
  EXPECT_TRUE(unpack("gzip", "date,value\n2026-01-31,1\n").damaged);
  EXPECT_TRUE(unpack("zstd", "date,value\n2026-01-31,1\n").damaged);
  EXPECT_TRUE(unpack("br", std::string(100, '\xff')).damaged);
}

TEST(Decoder, WhatFollowsTheEndIsLeftOut) {
  const Unpacked out = unpack("gzip", gzipped("a,b\n") + "\nnoise");
  EXPECT_EQ(out.text, "a,b\n");
  EXPECT_TRUE(out.at_end);
}

TEST(Decoder, AFullSinkStopsABombAtOnce) {
  const std::string bomb = gzipped(std::string(10 << 20, '\0'));
  for (const auto& [coding, bytes] :
       {std::pair{"gzip", bomb}, std::pair{"zstd", zstd_coded(std::string(10 << 20, '\0'))}}) {
    std::size_t taken = 0;
    const auto decoder = make_decoder(coding);
    EXPECT_FALSE(decoder->decode(bytes, [&](std::string_view text) {
      taken += text.size();
      return taken < 100'000;
    }));
    EXPECT_FALSE(decoder->is_damaged());
    EXPECT_LT(taken, 200'000U);
  }
}

TEST(Decoder, AZstdWindowOverEightMebibytesIsRefused) {
  EXPECT_TRUE(unpack("zstd", zstd_coded(std::string(100, 'a'), 23)).at_end);
  EXPECT_TRUE(unpack("zstd", zstd_coded(std::string(100, 'a'), 27)).damaged);
}

TEST(Decoder, KnowsWhatIsAskedForAndNothingElse) {
  EXPECT_EQ(make_decoder("compress"), nullptr);
  EXPECT_EQ(make_decoder(""), nullptr);
}

}  // namespace
}  // namespace firstcard
