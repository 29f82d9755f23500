#pragma once
// One HTTP request with the redirects it meets, each a run of the same libcurl handle. Inside net/
// only.
//
// Redirects are followed here and not by libcurl, which would send the headers that carry secrets
// (all but Authorization and Cookie) to wherever it is redirected, and cannot be told "never from
// https back to http".
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "body.h"
#include "decoder.h"
#include "easy.h"
#include "transfer.h"
#include "url.h"

namespace firstcard {

class HttpExchange {
 public:
  explicit HttpExchange(HttpRequest request);
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  // False: the request cannot be sent, take_result() says why.
  bool begin();
  CURL* handle() const { return easy_.get(); }
  const std::string& host() const { return url_.host; }  // of the next run
  std::optional<int> rank() const { return request_.rank; }
  const Limits& limits() const { return request_.limits; }
  bool answered() const { return answered_; }  // in this run: the first byte came
  // After a run, the handle being in no multi handle. True: redirected, to be run again.
  bool go_on(CURLcode code);
  // Once, after begin() or go_on() said false, or at any time after abandon().
  HttpResult take_result();
  void abandon(TransferError error, std::string reason);

 private:
  // What of the caller's request still goes out; redirects take things away.
  struct Outgoing {
    std::string method;
    bool body = true;
    bool secrets = true;  // secret headers, userinfo, Authorization, Cookie
  };

  bool prepare();
  bool valid();
  void aim();
  void set_method();
  void set_headers();
  bool end_run(CURLcode code);
  bool redirect(long status);
  void finish(CURLcode code);
  bool fail(TransferError error, std::string_view reason);
  void read_headers();
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  bool take_body(std::string_view bytes);
  bool begin_body();
  std::string without_query_secrets(std::string text) const;

  HttpRequest request_;
  HttpUrl url_;  // of the present run
  Outgoing outgoing_;
  bool was_secure_ = false;
  int redirects_ = 0;
  std::chrono::microseconds spent_{0};
  bool answered_ = false;
  std::int64_t received_ = 0;         // of the body as it is sent
  std::unique_ptr<Decoder> decoder_;  // of its coding, if it has one
  std::string bad_coding_;
  Body body_;
  TextList headers_;
  Easy easy_;
  HttpResult result_;
};

}  // namespace firstcard
