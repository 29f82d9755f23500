// Receivers of the type "exec", and the journal.
#include "daemon/run_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>

#include "daemon/journal.h"
#include "net/file.h"
#include "support/scratch.h"

namespace firstcard::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

ProgramEnd shell(const std::string& script, ProgramRun run = {}) {
  run.command = {"/bin/sh", "-c", script};
  if (run.limit.count() == 0) run.limit = std::chrono::seconds{20};
  return run_program(run, {});
}

TEST(RunProgram, GetsTheInputAndSaysHowItEnded) {
  const ProgramEnd end =
      shell("read line; printf 'got %s' \"$line\" >&2; exit 75", {.input = "{\"key\":1}\n"});
  EXPECT_EQ(end.exit_code, 75);
  EXPECT_EQ(end.message, "got {\"key\":1}");
  EXPECT_EQ(shell("exit 0").exit_code, 0);
  EXPECT_EQ(shell("echo out; exit 3").message, "") << "standard output is lost";
}

TEST(RunProgram, ALargeInputArrivesWhole) {
  const Scratch scratch;
  const std::string input(1 << 20, 'x');
  EXPECT_EQ(shell("cat > " + (scratch / "got").string(), {.input = input}).exit_code, 0);
  EXPECT_EQ(scratch.read("got"), input);
  EXPECT_EQ(shell("exit 0", {.input = input}).exit_code, 0) << "it need not be read";
}

TEST(RunProgram, HasOnlyTheConfiguredEnvironmentAndNoOtherDescriptor) {
  ::setenv("FIRSTCARD_TEST_SECRET", "hunter2", 1);
  const ProgramEnd end =
      shell("tr '\\0' ' ' < /proc/$$/environ >&2; ls /proc/$$/fd | tr '\\n' ' ' >&2",
            {.environment = {{"PATH", "/usr/bin:/bin"}},
             .secret_environment = {{"KEY", Secret("hunter2")}}});
  EXPECT_EQ(end.message, "PATH=/usr/bin:/bin KEY=... 0 1 2");
}

TEST(RunProgram, WhatItSaysIsShortOneLineAndWithoutSecrets) {
  const ProgramEnd end = shell("printf 'bad key %s\\nsecond' \"$KEY\" >&2; exit 1",
                               {.secret_environment = {{"KEY", Secret("hunter2")}}});
  EXPECT_EQ(end.message, "bad key ... second");
  const ProgramEnd wordy = shell("yes \xC3\xA4 | head -n 1000 >&2; exit 1");
  EXPECT_LE(wordy.message.size(), 303U);
  EXPECT_THAT(wordy.message, testing::EndsWith("..."));
}

TEST(RunProgram, OneThatHangsIsKilledWithWhatItStarted) {
  const auto began = std::chrono::steady_clock::now();
  const ProgramEnd end = shell("sleep 1000 & wait", {.limit = std::chrono::milliseconds{200}});
  EXPECT_EQ(end.exit_code, std::nullopt);
  EXPECT_EQ(end.message, "the program took longer than 1 s");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{10});
}

TEST(RunProgram, OneThatCannotRunSaysWhy) {
  const ProgramEnd absent = run_program({.command = {"/nowhere/page"}, .limit = seconds{5}}, {});
  EXPECT_EQ(absent.exit_code, std::nullopt);
  EXPECT_EQ(absent.message,
            "the program failed: /nowhere/page cannot be started: No such file or directory");
  EXPECT_EQ(shell("kill -SEGV $$").message, "the program failed: it was ended by signal 11");
}

TEST(RunProgram, AStopEndsIt) {
  std::stop_source stop;
  stop.request_stop();
  const ProgramEnd end =
      run_program({.command = {"/bin/sleep", "1000"}, .limit = seconds{900}}, stop.get_token());
  EXPECT_EQ(end.message, "the program was stopped");
}

// A socket as journald's.
class JournalFake {
 public:
  explicit JournalFake(const std::filesystem::path& path)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(socket_.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  std::string received() const {
    std::array<char, 65536> bytes{};
    const ssize_t n = ::recv(socket_.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    return n < 0 ? "nothing" : std::string(bytes.data(), static_cast<std::size_t>(n));
  }

 private:
  File socket_;
};

TEST(Journal, AnEntryIsOneDatagramWithItsFields) {
  const Scratch scratch;
  const JournalFake journal(scratch / "socket");
  EXPECT_TRUE(tell_journal("fired: 2 of 4", {{"PRIORITY", "2"}, {"FIRSTCARD_THESIS", "a"}},
                           scratch / "socket"));
  EXPECT_EQ(journal.received(),
            "MESSAGE=fired: 2 of 4\nSYSLOG_IDENTIFIER=firstcard\nPRIORITY=2\nFIRSTCARD_THESIS=a\n");
  EXPECT_EQ(journal.received(), "nothing");
}

TEST(Journal, AValueOfSeveralLinesHasItsLength) {
  const Scratch scratch;
  const JournalFake journal(scratch / "socket");
  EXPECT_TRUE(tell_journal("m", {{"A", "x\ny"}}, scratch / "socket"));
  EXPECT_EQ(journal.received(),
            std::string("MESSAGE=m\nSYSLOG_IDENTIFIER=firstcard\nA\n\3\0\0\0\0\0\0\0x\ny\n",
                        10 + 28 + 2 + 8 + 4));
}

TEST(Journal, WithoutAJournalNobodyTookIt) {
  const Scratch scratch;
  EXPECT_FALSE(tell_journal("m", {}, scratch / "nothing"));
  EXPECT_FALSE(tell_journal("m", {}, "/" + std::string(300, 'x')));
}

}  // namespace
}  // namespace firstcard::test
