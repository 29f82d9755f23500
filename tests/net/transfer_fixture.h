#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <future>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "net/transfer.h"
#include "support/loopback_server.h"

namespace firstcard {

inline void PrintTo(TransferError e, std::ostream* out) {
  *out << to_text(e);
}

}  // namespace firstcard

namespace firstcard::test {

// A proxy of the environment the tests run in must not see them. Set before there are threads.
inline const int kNoProxy = ::setenv("no_proxy", "*", 1);

// For what is promised "within milliseconds": long enough for sanitizers on a busy machine, and
// shorter than any time-out or polling interval that could be behind it.
constexpr std::chrono::milliseconds kSoon{700};
// A bound for what must happen at all.
constexpr std::chrono::seconds kAtMost{30};

inline std::chrono::milliseconds elapsed_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

template <class Result>
struct Started {
  Transfer::Id id = 0;
  std::future<Result> result;
  bool ended(std::chrono::milliseconds at_most = kAtMost) const {
    return result.wait_for(at_most) == std::future_status::ready;
  }
  Result take() {
    if (ended()) return result.get();
    ADD_FAILURE() << "the transfer never ended";
    return {};
  }
};

template <class Result, class Request>
Started<Result> begin(Transfer& transfer, Request request) {
  auto promise = std::make_shared<std::promise<Result>>();
  Started<Result> started;
  started.result = promise->get_future();
  started.id =
      transfer.start(std::move(request), [promise](Result r) { promise->set_value(std::move(r)); });
  return started;
}

// A Transfer and a server for it.
class TransferTest : public testing::Test {
 protected:
  HttpRequest get(std::string_view path) const {
    HttpRequest request;
    request.url = server.url(path);
    return request;
  }
  Started<HttpResult> begin(HttpRequest request) {
    return test::begin<HttpResult>(*transfer, std::move(request));
  }
  HttpResult fetch(HttpRequest request) { return begin(std::move(request)).take(); }
  HttpResult fetch(std::string_view path) { return fetch(get(path)); }

  LoopbackServer server;
  std::unique_ptr<Transfer> transfer = std::make_unique<Transfer>();
};

}  // namespace firstcard::test
