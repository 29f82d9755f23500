// Where a transfer is given up: too large, too long, too slow, cut short.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>

#include <stdexcept>

#include "transfer_fixture.h"

namespace firstcard::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

using Limit = TransferTest;

TEST_F(Limit, ABodyOfExactlyTheLimitIsTaken) {
  server.on("/a", Reply::text(std::string(1000, 'x')));
  HttpRequest request = get("/a");
  request.limits.max_bytes = 1000;
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  EXPECT_EQ(result.bytes, 1000);
}

TEST_F(Limit, ABodyOverTheLimitIsRefusedWholly) {
  server.on("/a", Reply::text(std::string(1001, 'x')));
  for (const bool to_file : {false, true}) {
    HttpRequest request = get("/a");
    request.limits.max_bytes = 1000;
    request.body_to_file = to_file;
    const HttpResult result = fetch(request);
    EXPECT_EQ(result.error, TransferError::too_large);
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(result.message, server.url("") + ": the body is larger than the limit of 1000 bytes");
    EXPECT_EQ(result.body, "");
    EXPECT_FALSE(result.file);
  }
}

TEST_F(Limit, AnAnnouncedLengthOverTheLimitIsNotWaitedFor) {
  Reply huge = Reply::text("the first of it").with("Content-Length", "99999999999");
  huge.stall_after = 15;
  server.on("/a", huge);
  const HttpResult result = fetch("/a");
  EXPECT_EQ(result.error, TransferError::too_large);
  EXPECT_EQ(result.bytes, 0);
}

TEST_F(Limit, ABodyWithoutAnAnnouncedLengthIsCounted) {
  Reply open = Reply::text(std::string(1001, 'x'))
                   .with("Connection", "close")
                   .with("Transfer-Encoding", "identity");
  open.close = true;
  server.on("/a", open);
  HttpRequest request = get("/a");
  request.limits.max_bytes = 1000;
  EXPECT_EQ(fetch(request).error, TransferError::too_large);
}

// gzip of 100,000 "a" in 133 bytes.
std::string compressed() {
  return std::string(
             "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xac\xeb"
             "\x5f\xc2"
             "\x1a\x1e\x40\x01",
             28) +
         std::string(95, '\0') + std::string("\xaf\x06\x87\xfa\xe2\x1b\xa0\x86\x01\x00", 10);
}

TEST_F(Limit, CompressionDoesNotHideTheSize) {
  server.on("/z", Reply::text(compressed()).with("Content-Encoding", "gzip"));
  HttpRequest request = get("/z");
  request.limits.max_bytes = 100'000;
  EXPECT_EQ(fetch(request).error, TransferError::none);
  request.limits.max_bytes = 99'999;
  EXPECT_EQ(fetch(request).error, TransferError::too_large);
}

TEST_F(Limit, CompressedBytesAreNotTheSize) {
  // 21 bytes of gzip around a body of 1.
  const std::string one(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\x04\x00\x43\xbe\xb7\xe8\x01\x00\x00\x00", 21);
  server.on("/z", Reply::text(one).with("Content-Encoding", "gzip"));
  HttpRequest request = get("/z");
  request.limits.max_bytes = 1;
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  EXPECT_EQ(result.body, "a");
}

TEST_F(Limit, FewerBytesThanAnnouncedAreTruncated) {
  for (const bool to_file : {false, true}) {
    Reply cut = Reply::text("date,value\n2026-06-30,1\n");
    cut.drop_after = 11;
    server.on("/a", cut);
    HttpRequest request = get("/a");
    request.body_to_file = to_file;
    const HttpResult result = fetch(request);
    EXPECT_EQ(result.error, TransferError::truncated) << result.message;
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(result.bytes, 11);
    EXPECT_EQ(result.body, "");
    EXPECT_FALSE(result.file);
  }
}

TEST_F(Limit, ChunksWithoutAnEndAreTruncated) {
  Reply cut;
  cut.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ndate,\r\n";
  server.on("/a", cut);
  const HttpResult result = fetch("/a");
  EXPECT_EQ(result.error, TransferError::truncated) << result.message;
  EXPECT_EQ(result.body, "");
}

TEST_F(Limit, APeerThatClosesWithoutAWordIsNoConnection) {
  server.on("/a", Reply::reset());
  const HttpResult result = fetch("/a");
  EXPECT_EQ(result.error, TransferError::connect);
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.message, server.url("") + ": Empty reply from server");
}

TEST_F(Limit, APeerThatIsNoHttpServerIsAnError) {
  Reply odd;
  odd.raw = "SSH-2.0-OpenSSH_9.2\r\n";
  server.on("/a", odd);
  const HttpResult result = fetch("/a");
  EXPECT_EQ(result.error, TransferError::other);
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.body, "");
}

TEST_F(Limit, NoAnswerWithinTheTotalTimeIsATimeout) {
  server.on("/hang", Reply::never());
  HttpRequest request = get("/hang");
  request.limits.total = milliseconds{150};
  const auto start = std::chrono::steady_clock::now();
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::timeout) << result.message;
  EXPECT_GE(elapsed_since(start), milliseconds{150});
  EXPECT_LT(elapsed_since(start), milliseconds{150} + kSoon);
}

TEST_F(Limit, ABodyThatStopsWithinTheTotalTimeIsATimeout) {
  Reply stuck = Reply::text("half of it");
  stuck.stall_after = 4;
  server.on("/a", stuck);
  HttpRequest request = get("/a");
  request.limits.total = milliseconds{150};
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::timeout) << result.message;
  EXPECT_EQ(result.bytes, 4);
  EXPECT_EQ(result.body, "");
}

TEST_F(Limit, TheTotalTimeCoversAllRedirects) {
  server.on("/a", Reply::redirect("/b"));
  server.on("/b", Reply::redirect("/hang"));
  server.on("/hang", Reply::never());
  HttpRequest request = get("/a");
  request.limits.total = milliseconds{200};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(fetch(request).error, TransferError::timeout);
  EXPECT_LT(elapsed_since(start), milliseconds{200} + kSoon);
  EXPECT_EQ(server.requests("/hang").size(), 1U);
}

TEST_F(Limit, ATrickleIsTooSlow) {
  Reply stuck = Reply::text("half of it");
  stuck.stall_after = 4;
  server.on("/a", stuck);
  HttpRequest request = get("/a");
  request.limits.low_speed = 1000;
  request.limits.low_speed_time = seconds{1};
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::too_slow) << result.message;
  EXPECT_EQ(result.status, 200);
}

// Listens and accepts nobody, its queue full: who connects gets no answer.
class FullListener {
 public:
  FullListener() {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address_;
    if (!listener_ || ::bind(listener_.fd(), address(), length) != 0 ||
        ::listen(listener_.fd(), 0) != 0 || ::getsockname(listener_.fd(), address(), &length) != 0)
      throw std::runtime_error("cannot listen");
    for (File& filler : fillers_) {
      filler = File(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      ::connect(filler.fd(), address(), length);
    }
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/";
  }

 private:
  sockaddr* address() {
    void* any = &address_;
    return static_cast<sockaddr*>(any);
  }
  sockaddr_in address_{};
  File listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::array<File, 4> fillers_;
};

TEST_F(Limit, NoConnectionWithinTheConnectTimeIsATimeout) {
  const FullListener full;
  HttpRequest request;
  request.url = full.url();
  request.limits.connect = milliseconds{150};
  const auto start = std::chrono::steady_clock::now();
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::timeout) << result.message;
  EXPECT_EQ(result.status, 0);
  EXPECT_LT(elapsed_since(start), milliseconds{150} + kSoon);
}

TEST_F(Limit, TheDestructorDoesNotWaitForAConnectionBeingMade) {
  const FullListener full;
  HttpRequest request;
  request.url = full.url();
  const Started<HttpResult> started = begin(request);
  server.on("/a", Reply::text("ok"));
  EXPECT_EQ(fetch("/a").status, 200);  // so the thread has begun with the other
  const auto start = std::chrono::steady_clock::now();
  transfer.reset();
  EXPECT_LT(elapsed_since(start), kSoon);
}

TEST_F(Limit, AFolderThatTakesNoFileIsNamed) {
  server.on("/a", Reply::text("body"));
  HttpRequest request = get("/a");
  request.body_to_file = true;
  const char* before = ::getenv("TMPDIR");
  const std::string kept = before ? before : "";
  ::setenv("TMPDIR", "/proc", 1);  // a folder, and nobody can create a file in it
  const HttpResult result = fetch(request);
  if (before)
    ::setenv("TMPDIR", kept.c_str(), 1);
  else
    ::unsetenv("TMPDIR");
  EXPECT_EQ(result.error, TransferError::other);
  EXPECT_THAT(result.message, HasSubstr("cannot create a temporary file in /proc"));
}

}  // namespace
}  // namespace firstcard::test
