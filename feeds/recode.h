#pragma once
// Text in a declared encoding -> UTF-8, piece by piece.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "feed.h"
#include "read.h"

namespace firstcard {

std::string_view to_text(Encoding encoding);  // as the configuration has it

class Recoder {
 public:
  // `head`: the first bytes of the text, which of UTF-16 tell the byte order: the mark's, else big
  // end first if the first byte is zero.
  Recoder(Encoding encoding, std::string_view head);
  ~Recoder();
  Recoder(const Recoder&) = delete;
  Recoder& operator=(const Recoder&) = delete;

  // Appends the UTF-8 of the next bytes to `out`. Refuses bytes that the encoding does not have,
  // with their offset.
  std::optional<Rejection> add(std::string_view bytes, std::string* out);
  // Refuses a text that ends within a character.
  std::optional<Rejection> finish() const;

 private:
  struct Converter;
  Rejection not_in_encoding(std::string_view rest) const;

  Encoding encoding_;
  std::unique_ptr<Converter> converter_;
  std::string rest_;         // the first bytes of a character that was cut
  std::int64_t offset_ = 0;  // of rest_ in the text
};

}  // namespace firstcard
