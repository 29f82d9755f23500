// Names. The tests' own getaddrinfo, which libcurl's calls find first, knows two names that are
// never asked for on a network: nowhere.test does not exist, and hang.test is not answered until
// the test lets go.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <netdb.h>

#include <condition_variable>
#include <mutex>

#include "transfer_fixture.h"

namespace {

struct Hanging {
  std::mutex mutex;
  std::condition_variable changed;
  int asking = 0;
  bool released = false;
};
// Never destroyed: a resolver thread may outlive the test that left it.
Hanging& hanging() {
  static Hanging* const it = new Hanging;
  return *it;
}

}  // namespace

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  const std::string_view asked = name ? name : "";
  if (asked == "nowhere.test") return EAI_NONAME;
  if (asked == "hang.test") {
    std::unique_lock lock(hanging().mutex);
    ++hanging().asking;
    hanging().changed.notify_all();
    hanging().changed.wait(lock, [] { return hanging().released; });
    --hanging().asking;
    hanging().changed.notify_all();
    return EAI_AGAIN;
  }
  using Function = int(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(name, service, hints, found);
}

namespace firstcard::test {
namespace {

class Resolve : public TransferTest {
 protected:
  Resolve() { hanging().released = false; }
  ~Resolve() override {
    transfer.reset();
    std::unique_lock lock(hanging().mutex);
    hanging().released = true;
    hanging().changed.notify_all();
    hanging().changed.wait_for(lock, kAtMost, [] { return hanging().asking == 0; });
  }
  static HttpRequest from(const std::string& host) {
    HttpRequest request;
    request.url = "http://" + host + "/a?key=geheim";
    return request;
  }
  static bool wait_until_asked(int count) {
    std::unique_lock lock(hanging().mutex);
    return hanging().changed.wait_for(lock, kAtMost, [&] { return hanging().asking >= count; });
  }
};

TEST_F(Resolve, AnUnknownHostIsNamed) {
  const HttpResult result = fetch(from("nowhere.test"));
  EXPECT_EQ(result.error, TransferError::resolve);
  EXPECT_EQ(result.message, "http://nowhere.test: Could not resolve host: nowhere.test");
}

TEST_F(Resolve, ADeadNameServerDelaysNobodyElse) {
  server.on("/ok", Reply::text("ok"));
  HttpRequest request = from("hang.test");
  request.limits.connect = std::chrono::milliseconds{100};
  Started<HttpResult> limited = begin(request);
  Started<HttpResult> cancelled = begin(from("hang.test"));
  Started<HttpResult> waiting = begin(from("hang.test"));
  ASSERT_TRUE(wait_until_asked(3));
  const auto start = std::chrono::steady_clock::now();
  transfer->cancel(cancelled.id);
  EXPECT_EQ(cancelled.take().error, TransferError::cancelled);
  EXPECT_EQ(limited.take().error, TransferError::timeout);
  EXPECT_EQ(fetch("/ok").body, "ok");
  EXPECT_LT(elapsed_since(start), kSoon);
  EXPECT_FALSE(waiting.ended(std::chrono::milliseconds{0}));
}

TEST_F(Resolve, TheDestructorDoesNotWaitForANameServer) {
  const Started<HttpResult> started = begin(from("hang.test"));
  ASSERT_TRUE(wait_until_asked(1));
  const auto start = std::chrono::steady_clock::now();
  transfer.reset();
  EXPECT_LT(elapsed_since(start), kSoon);
}

}  // namespace
}  // namespace firstcard::test
