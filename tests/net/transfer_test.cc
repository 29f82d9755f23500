// The thread: many transfers, cancelling, ending, sleeping.
#include "net/transfer.h"

#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "transfer_fixture.h"

namespace firstcard::test {
namespace {

using std::chrono::milliseconds;

using TransferThread = TransferTest;

TEST_F(TransferThread, TwoHundredHangingTransfersDoNotDelayAHealthyOne) {
  server.on("/hang", Reply::never());
  server.on("/healthy", Reply::text("ok"));
  std::vector<Started<HttpResult>> hanging;
  for (int i = 0; i < 200; ++i) hanging.push_back(begin(get("/hang")));
  ASSERT_TRUE(server.wait_for_requests(200));

  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(fetch("/healthy").body, "ok");
  EXPECT_LT(elapsed_since(start), kSoon);
  for (const auto& one : hanging) EXPECT_FALSE(one.ended(milliseconds{0}));

  const auto end = std::chrono::steady_clock::now();
  transfer.reset();
  EXPECT_LT(elapsed_since(end), kSoon);
}

TEST_F(TransferThread, TheDestructorAbortsWithoutCallingBack) {
  server.on("/hang", Reply::never());
  Reply stuck = Reply::text("half of it");
  stuck.stall_after = 4;
  server.on("/stuck", stuck);
  std::atomic<int> calls = 0;
  transfer->start(get("/hang"), [&](HttpResult) { ++calls; });
  transfer->start(get("/stuck"), [&](HttpResult) { ++calls; });
  ASSERT_TRUE(server.wait_for_requests(2));
  const auto start = std::chrono::steady_clock::now();
  transfer.reset();
  EXPECT_LT(elapsed_since(start), kSoon);
  EXPECT_EQ(calls, 0);
}

TEST_F(TransferThread, CancelEndsATransferOnceAndAtOnce) {
  server.on("/hang", Reply::never());
  server.on("/ok", Reply::text("ok"));
  std::atomic<int> calls = 0;
  std::promise<HttpResult> result;
  const Transfer::Id id = transfer->start(get("/hang?key=geheim"), [&](HttpResult r) {
    if (++calls == 1) result.set_value(std::move(r));
  });
  ASSERT_TRUE(server.wait_for_requests(1));
  transfer->cancel(id);
  transfer->cancel(id);
  auto future = result.get_future();
  ASSERT_EQ(future.wait_for(kAtMost), std::future_status::ready);
  const HttpResult cancelled = future.get();
  EXPECT_EQ(cancelled.error, TransferError::cancelled);
  EXPECT_EQ(cancelled.message, server.url("") + ": cancelled");
  EXPECT_EQ(fetch("/ok").body, "ok");  // both cancels have been seen by now
  EXPECT_EQ(calls, 1);
}

TEST_F(TransferThread, CancelBeforeTheThreadHasBegunIsSeen) {
  server.on("/hang", Reply::never());
  for (int i = 0; i < 50; ++i) {
    Started<HttpResult> started = begin(get("/hang"));
    transfer->cancel(started.id);
    EXPECT_EQ(started.take().error, TransferError::cancelled);
  }
}

TEST_F(TransferThread, CancelOfWhatHasEndedOrNeverWasDoesNothing) {
  server.on("/ok", Reply::text("ok"));
  Started<HttpResult> started = begin(get("/ok"));
  EXPECT_EQ(started.take().body, "ok");
  transfer->cancel(started.id);
  transfer->cancel(999'999);
  EXPECT_EQ(fetch("/ok").body, "ok");
}

TEST_F(TransferThread, ACallbackMayStartAndCancel) {
  server.on("/ok", Reply::text("ok"));
  server.on("/hang", Reply::never());
  Started<HttpResult> hanging = begin(get("/hang"));
  std::promise<HttpResult> second;
  transfer->start(get("/ok"), [&](HttpResult) {
    transfer->cancel(hanging.id);
    transfer->start(get("/ok"), [&](HttpResult r) { second.set_value(std::move(r)); });
  });
  EXPECT_EQ(hanging.take().error, TransferError::cancelled);
  auto future = second.get_future();
  ASSERT_EQ(future.wait_for(kAtMost), std::future_status::ready);
  EXPECT_EQ(future.get().body, "ok");
}

TEST_F(TransferThread, ManyThreadsMayStart) {
  server.on("/ok", [](const Request& request) { return Reply::text(request.target); });
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 25; ++i) {
          const std::string target = "/ok?n=" + std::to_string(100 * t + i);
          if (fetch(target).body == target) ++right;
        }
      });
  }
  EXPECT_EQ(right, 100);
}

TEST_F(TransferThread, IdsDiffer) {
  server.on("/ok", Reply::text("ok"));
  Started<HttpResult> a = begin(get("/ok"));
  Started<HttpResult> b = begin(get("/ok"));
  EXPECT_NE(a.id, b.id);
  a.take();
  b.take();
}

// The folder in /proc of the thread of that name.
std::filesystem::path thread_folder(const std::string& name) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string comm;
    std::getline(std::ifstream(entry.path() / "comm"), comm);
    if (comm == name) return entry.path();
  }
  return {};
}

// "SYSCALL ARG..." in which a thread sleeps, "running" if it does not; empty if the kernel does not
// tell.
std::string system_call(const std::filesystem::path& thread) {
  std::string line;
  std::getline(std::ifstream(thread / "syscall"), line);
  return line;
}

TEST_F(TransferThread, IdleItSleepsWithoutATimeout) {
  server.on("/ok", Reply::text("ok"));
  EXPECT_EQ(fetch("/ok").body, "ok");
  const std::filesystem::path thread = thread_folder("transfer");
  ASSERT_FALSE(thread.empty());
  if (system_call(thread).empty()) GTEST_SKIP() << "this kernel does not show system calls";
  // poll(fds, 1, INT_MAX): number 7 on x86-64, ppoll elsewhere.
  const auto deadline = std::chrono::steady_clock::now() + kAtMost;
  std::string call;
  while (std::chrono::steady_clock::now() < deadline) {
    call = system_call(thread);
    if (call.starts_with("7 ") && call.find(" 0x7fffffff ") != std::string::npos) break;
    std::this_thread::yield();
  }
#ifdef __x86_64__
  EXPECT_THAT(call, testing::MatchesRegex("7 0x[0-9a-f]+ 0x[0-9a-f]+ 0x7fffffff .*"));
#endif
}

TEST_F(TransferThread, ABadRequestIsAResultOnTheThread) {
  HttpRequest request;
  request.url = "nonsense";
  std::promise<std::thread::id> where;
  transfer->start(request, [&](HttpResult) { where.set_value(std::this_thread::get_id()); });
  EXPECT_NE(where.get_future().get(), std::this_thread::get_id());
}

}  // namespace
}  // namespace firstcard::test
