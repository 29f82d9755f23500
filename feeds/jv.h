#pragma once
// An owned value of libjq, whose functions take over what they are given. Only for the sources of
// this folder that run jq.
extern "C" {
#include <jq.h>
}

#include <string>
#include <string_view>
#include <utility>

namespace firstcard {

class Jv {
 public:
  explicit Jv(jv value) : value_(value) {}
  Jv(const Jv& other) : value_(::jv_copy(other.value_)) {}
  Jv(Jv&& other) noexcept : value_(std::exchange(other.value_, ::jv_invalid())) {}
  Jv& operator=(Jv other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Jv() { ::jv_free(value_); }

  jv_kind kind() const { return ::jv_get_kind(value_); }
  bool valid() const { return kind() != JV_KIND_INVALID; }
  // What a function of libjq may take over.
  jv give() const { return ::jv_copy(value_); }
  double number() const { return ::jv_number_value(value_); }
  // Of a string.
  std::string text() const {
    return {::jv_string_value(value_),
            static_cast<std::size_t>(::jv_string_length_bytes(::jv_copy(value_)))};
  }
  // As JSON in one line.
  std::string dump() const { return Jv(::jv_dump_string(::jv_copy(value_), 0)).text(); }
  // Why it is not valid; not valid itself if it is just the end.
  Jv message() const {
    if (::jv_invalid_has_msg(::jv_copy(value_)) == 0) return Jv(::jv_invalid());
    return Jv(::jv_invalid_get_msg(::jv_copy(value_)));
  }

  int size() const { return ::jv_array_length(::jv_copy(value_)); }        // of an array
  Jv at(int i) const { return Jv(::jv_array_get(::jv_copy(value_), i)); }  // of an array
  Jv at(std::string_view key) const {                                      // of an object
    return Jv(::jv_object_get(::jv_copy(value_),
                              ::jv_string_sized(key.data(), static_cast<int>(key.size()))));
  }
  // f(key, value) for each member of an object, in its order, until it returns false.
  template <class F>
  void each(F&& f) const {
    for (int i = ::jv_object_iter(value_); ::jv_object_iter_valid(value_, i) != 0;
         i = ::jv_object_iter_next(value_, i)) {
      if (!f(Jv(::jv_object_iter_key(value_, i)), Jv(::jv_object_iter_value(value_, i)))) return;
    }
  }

 private:
  jv value_;
};

inline Jv jv_text(std::string_view text) {
  return Jv(::jv_string_sized(text.data(), static_cast<int>(text.size())));
}

}  // namespace firstcard
