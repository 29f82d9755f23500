// Child processes: their limits and what is left of them.
#include "feeds/child.h"

#include <dirent.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "translating.h"

namespace firstcard {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

ChildResult shell(const std::string& script, ChildLimits limits = {}) {
  const File nothing = test::file_of("");
  return run_child("/bin/sh", {"-c", script}, {nothing.fd(), nothing.fd(), 2}, limits);
}

// No child is left, neither running nor as a zombie.
void expect_no_child() {
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  while (::readdir(folder) != nullptr) ++count;
  ::closedir(folder);
  return count;
}

TEST(Child, AnswersAndEnds) {
  const ChildResult got = shell("printf yes >&3; exit 7");
  EXPECT_EQ(got.end, ChildEnd::done);
  EXPECT_EQ(got.answer, "yes");
  EXPECT_EQ(got.exit_code, 7);
  expect_no_child();
}

TEST(Child, ItsDescriptorsAreTheOnesItIsGiven) {
  const File in = test::file_of("question");
  const File out = test::file_of("");
  ::lseek(in.fd(), 0, SEEK_SET);
  const ChildResult got =
      run_child("/bin/sh", {"-c", "cat; ls /proc/self/fd >&3"}, {in.fd(), out.fd(), 2}, {});
  EXPECT_EQ(test::read_file(out.fd()), "question");
  EXPECT_EQ(got.answer, "0\n1\n2\n3\n4\n");  // 4 is that of ls on the folder
}

TEST(Child, ItHasNoEnvironment) {
  ::setenv("FIRSTCARD_TEST_SECRET", "hunter2", 1);
  const std::string seen = shell("tr '\\0' '\\n' </proc/self/environ >&3").answer;
  EXPECT_THAT(seen, HasSubstr("TZ=UTC0"));
  EXPECT_THAT(seen, testing::Not(HasSubstr("hunter2")));
}

TEST(Child, ItHasTheNameAndTheEnvironmentItIsStartedWith) {
  const File nothing = test::file_of("");
  const ChildResult got = run_child(
      "/bin/sh", {"-c", "printf '%s ' \"$0\" >&3; tr '\\0' ' ' </proc/$$/environ >&3"},
      {nothing.fd(), nothing.fd(), 2}, {}, {.name = "page", .environment = {"A=1", "B=2"}});
  EXPECT_EQ(got.answer, "page A=1 B=2 ");
}

TEST(Child, OneThatClosesItsAnswerAndStaysIsKilledInTime) {
  EXPECT_EQ(shell("exec 3>&-; exec sleep 1000", {.time = milliseconds{50}}).end,
            ChildEnd::out_of_time);
  expect_no_child();
}

TEST(Child, WhatItLeavesBehindWithItsAnswerIsNotWaitedFor) {
  const auto began = std::chrono::steady_clock::now();
  const ChildResult got = shell("sleep 5 & printf yes >&3; exit 3", {.time = seconds{60}});
  EXPECT_EQ(got.end, ChildEnd::done);
  EXPECT_EQ(got.answer, "yes");
  EXPECT_EQ(got.exit_code, 3);
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds{4});
}

TEST(Child, WhatItHasStartedIsKilledWithItsGroup) {
  const File nothing = test::file_of("");
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const File read_end(ends[0]);
  {
    const File held(ends[1]);  // by the child and what it starts; the last to die closes the pipe
    const ChildResult got =
        run_child("/bin/sh", {"-c", "sleep 1000 & wait"}, {nothing.fd(), nothing.fd(), held.fd()},
                  {.time = milliseconds{300}}, {.own_group = true});
    ASSERT_EQ(got.end, ChildEnd::out_of_time);
  }
  pollfd waiting{.fd = read_end.fd(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&waiting, 1, 10'000), 1) << "something still holds the pipe";
}

TEST(Child, OneThatNeverEndsIsKilledInTime) {
  const auto began = std::chrono::steady_clock::now();
  const ChildResult got = shell("trap '' TERM; while :; do :; done", {.time = milliseconds{50}});
  EXPECT_EQ(got.end, ChildEnd::out_of_time);
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds{5});
  expect_no_child();
}

TEST(Child, OneThatWaitsForeverIsKilledInTime) {
  EXPECT_EQ(shell("exec sleep 1000", {.time = milliseconds{50}}).end, ChildEnd::out_of_time);
  expect_no_child();
}

TEST(Child, OneThatTakesTooMuchMemoryIsKilled) {
  const ChildResult got = shell("a=xxxxxxxxxxxxxxxx; while :; do a=$a$a; done",
                                {.time = seconds{60}, .memory = 100 << 20});
  EXPECT_EQ(got.end, ChildEnd::out_of_memory);
  expect_no_child();
}

TEST(Child, AStopIsHeeded) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(shell("exec sleep 1000", {.time = seconds{60}, .stop = stop.get_token()}).end,
            ChildEnd::stopped);
  expect_no_child();
}

TEST(Child, OneThatCrashesSaysBywhat) {
  const ChildResult got = shell("kill -SEGV $$");
  EXPECT_EQ(got.end, ChildEnd::failed);
  EXPECT_EQ(got.reason, "it was ended by signal 11");
}

TEST(Child, AnExecutableThatIsNotThere) {
  const File nothing = test::file_of("");
  const ChildResult got = run_child("/nowhere/firstcard", {}, {nothing.fd()}, {});
  EXPECT_EQ(got.end, ChildEnd::failed);
  EXPECT_EQ(got.reason, "/nowhere/firstcard cannot be started: No such file or directory");
  expect_no_child();
}

TEST(Child, ALongAnswerIsCut) {
  const ChildResult got = shell("yes | head -c 300000 >&3", {.answer = 1000});
  EXPECT_EQ(got.end, ChildEnd::done);
  EXPECT_EQ(got.answer.size(), 1000u);
}

TEST(Child, NoDescriptorIsLeftOpen) {
  const std::size_t before = open_descriptors();
  shell("exit 0");
  shell("while :; do :; done", {.time = milliseconds{20}});
  EXPECT_EQ(open_descriptors(), before);
}

TEST(Child, SeveralAtOnce) {
  std::vector<std::string> answers(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back(
        [&, i] { answers[i] = shell("printf " + std::to_string(i) + " >&3").answer; });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i], std::to_string(i));
  expect_no_child();
}

}  // namespace
}  // namespace firstcard
