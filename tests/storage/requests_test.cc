#include "storage/requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scratch.h"

namespace firstcard::test {
namespace {

Instant at(int second) {
  return Instant{seconds{1'790'000'000 + second}};
}

class RequestsTest : public testing::Test {
 protected:
  std::int64_t add(const std::string& kind, const std::string& feed) {
    Transaction tx(db);
    const auto id = requests.add(tx, {.at = at(0),
                                      .kind = kind,
                                      .feed = {feed},
                                      .argument = "/in/a.csv",
                                      .author = "ada",
                                      .reason = "checked by hand",
                                      .state = RequestState::done,
                                      .answer = "not yet"});
    tx.commit();
    return id;
  }
  void finish(std::int64_t id, RequestState state, const std::string& answer, int when = 5) {
    Transaction tx(db);
    requests.finish(tx, id, state, answer, at(when));
    tx.commit();
  }
  std::vector<std::int64_t> queued() {
    std::vector<std::int64_t> ids;
    for (const Request& r : requests.queued()) ids.push_back(r.id);
    return ids;
  }

  Scratch scratch;
  Database db{scratch / "history.db", Database::Mode::write};
  Requests requests{db};
};

TEST_F(RequestsTest, WhatIsAddedIsQueuedWhateverItSaidOfItself) {
  const auto id = add("poll", "aws");
  EXPECT_EQ(requests.find(id), (Request{.id = id,
                                        .at = at(0),
                                        .kind = "poll",
                                        .feed = {"aws"},
                                        .argument = "/in/a.csv",
                                        .author = "ada",
                                        .reason = "checked by hand"}));
  EXPECT_EQ(requests.find(id + 1), std::nullopt);
}

TEST_F(RequestsTest, QueuedOnesComeInOrderAndFinishedOnesDoNot) {
  const auto a = add("poll", "a"), b = add("import", "b"), c = add("of tomorrow", "c");
  EXPECT_THAT(queued(), testing::ElementsAre(a, b, c));
  finish(b, RequestState::failed, "no such feed");
  EXPECT_THAT(queued(), testing::ElementsAre(a, c));
}

TEST_F(RequestsTest, TheFirstAnswerStands) {
  const auto id = add("poll", "a");
  finish(id, RequestState::done, "6 rows");
  finish(id, RequestState::failed, "another", 9);
  const auto r = requests.find(id);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->state, RequestState::done);
  EXPECT_EQ(r->answer, "6 rows");
  EXPECT_EQ(r->finished_at, at(5));
}

TEST_F(RequestsTest, TheViewShowsTimesAsText) {
  finish(add("accept", "a"), RequestState::done, "ok");
  Statement s = db.prepare("SELECT * FROM requests");
  ASSERT_TRUE(s.step());
  ASSERT_EQ(s.columns(), 10);
  EXPECT_EQ(s.text(1), "2026-09-21T14:13:20Z");
  EXPECT_EQ(s.text(2), "accept");
  EXPECT_EQ(s.text(9), "2026-09-21T14:13:25Z");
}

}  // namespace
}  // namespace firstcard::test
