// What a server asks for with Retry-After outlives the process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;

TEST(RetryAfter, IsKeptByTheNextOnceAndIsNoFailure) {
  LoopbackServer server;
  server.on("/values", Reply::code(429).with("Retry-After", "3600"));
  Program program;
  program.configure("[[feed]]\nid = \"h\"\nsource = \"" + server.url("/values") +
                    "\"\nevery = \"1h\"\nperiod = { column = \"period\" }\n"
                    "value = { column = \"value\" }\nseries = \"h.x\"\n");
  program.values({{"2026-01-31", "20", "2026-02-01"}});
  EXPECT_EQ(program.run({"once"}).exit_code, 1);
  ASSERT_EQ(server.requests().size(), 1u);
  const Ended second = program.run({"once"});
  EXPECT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(second.exit_code, 0) << second.output;
  EXPECT_THAT(second.output, HasSubstr("feed h: the server asked to be left alone until"));
}

}  // namespace
}  // namespace firstcard::test
