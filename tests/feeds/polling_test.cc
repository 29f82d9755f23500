// When a feed is polled, what it asks and what it makes of the answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/http_feed.h"
#include "feeds/schedule.h"
#include "reading.h"

namespace firstcard {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::at;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(RetryDelay, DoublesUpToFourIntervalsOrAnHour) {
  struct Row {
    seconds every;
    int failures;
    seconds delay;
  };
  const Row table[] = {
      {hours{6}, 1, minutes{1}},     {hours{6}, 2, minutes{2}},       {hours{6}, 6, minutes{32}},
      {hours{6}, 7, hours{1}},       {hours{6}, 1'000'000, hours{1}}, {minutes{1}, 1, minutes{1}},
      {minutes{1}, 3, minutes{4}},   {minutes{1}, 9, minutes{4}},     {seconds{10}, 1, seconds{10}},
      {seconds{10}, 2, seconds{20}}, {seconds{10}, 9, seconds{40}},   {minutes{20}, 9, hours{1}},
  };
  for (const Row& row : table)
    EXPECT_EQ(retry_delay(row.every, row.failures), row.delay)
        << row.every.count() << " " << row.failures;
}

Schedule every(seconds interval) {
  return {.every = interval, .at = {}, .window = {}};
}

TEST(NextPoll, IsAtOnceTheFirstTime) {
  EXPECT_EQ(next_poll(every(hours{6}), {}, 0.9, test::kFetched), test::kFetched);
}

TEST(NextPoll, IsOneIntervalLaterSpreadALittle) {
  const PollState state{
      .last_run = at("2026-11-24T00:00:00Z"), .failures = 0, .not_before = {}, .last_print = {}};
  const Instant now = at("2026-11-24T01:00:00Z");
  EXPECT_EQ(next_poll(every(hours{6}), state, 0.0, now), at("2026-11-24T06:00:00Z"));
  EXPECT_EQ(next_poll(every(hours{6}), state, 0.5, now), at("2026-11-24T06:00:30Z"));
  EXPECT_EQ(next_poll(every(seconds{100}), state, 0.99, now), at("2026-11-24T00:01:44Z"));
  EXPECT_EQ(next_poll(every(seconds{1}), state, 0.99, now), at("2026-11-24T00:00:01Z"));
}

TEST(NextPoll, OfAFailureIsWithinTheDelayAndAtLeastHalf) {
  const PollState state{
      .last_run = at("2026-11-24T00:00:00Z"), .failures = 2, .not_before = {}, .last_print = {}};
  const Instant now = at("2026-11-24T00:00:01Z");
  EXPECT_EQ(next_poll(every(hours{6}), state, 0.0, now), at("2026-11-24T00:02:00Z"));
  EXPECT_EQ(next_poll(every(hours{6}), state, 0.999999, now), at("2026-11-24T00:01:01Z"));
  EXPECT_EQ(next_poll(every(seconds{1}), state, 0.99, now), at("2026-11-24T00:00:02Z"));
}

TEST(NextPoll, WaitsAsLongAsTheServerAsks) {
  PollState state{.last_run = at("2026-11-24T00:00:00Z"),
                  .failures = 1,
                  .not_before = at("2026-11-24T03:00:00Z"),
                  .last_print = {}};
  EXPECT_EQ(next_poll(every(hours{6}), state, 0.0, at("2026-11-24T00:00:01Z")),
            at("2026-11-24T03:00:00Z"));
  state.last_run.reset();
  EXPECT_EQ(next_poll(every(hours{6}), state, 0.0, at("2026-11-24T00:00:01Z")),
            at("2026-11-24T03:00:00Z"));
  EXPECT_EQ(next_poll(every(hours{6}), state, 0.0, at("2026-11-24T04:00:00Z")),
            at("2026-11-24T04:00:00Z"));
}

TEST(NextPoll, AClockSetBackDoesNotSilenceAFeed) {
  const PollState state{
      .last_run = at("2030-01-01T00:00:00Z"), .failures = 0, .not_before = {}, .last_print = {}};
  EXPECT_EQ(next_poll(every(hours{1}), state, 0.0, at("2026-11-24T00:00:00Z")),
            at("2026-11-24T01:00:00Z"));
}

HttpRequest feed_request() {
  HttpRequest request;
  request.url = "https://example.org/a.csv";
  request.headers = {{"X-Api", "1"}};
  return request;
}

TEST(PollRequest, IsConditionalOnceThereIsADocument) {
  const HttpRequest first = poll_request(feed_request(), {});
  EXPECT_TRUE(first.body_to_file);
  EXPECT_FALSE(is_conditional(first));
  EXPECT_THAT(first.headers, Contains(Pair("X-Api", "1")));
  EXPECT_THAT(first.headers, Contains(Pair("Accept", HasSubstr("text/csv"))));
  const HttpRequest next =
      poll_request(feed_request(), {"\"v1\"", "Mon, 23 Nov 2026 10:00:00 GMT"});
  EXPECT_TRUE(is_conditional(next));
  EXPECT_THAT(next.headers, Contains(Pair("If-None-Match", "\"v1\"")));
  EXPECT_THAT(next.headers, Contains(Pair("If-Modified-Since", "Mon, 23 Nov 2026 10:00:00 GMT")));
}

TEST(PollRequest, TheFeedsOwnHeadersStand) {
  HttpRequest request = feed_request();
  request.headers = {{"accept", "text/plain"}, {"if-none-match", "\"mine\""}};
  EXPECT_EQ(poll_request(request, {"\"v1\"", ""}).headers, request.headers);
}

TEST(PollRequest, OnlyAGetIsConditional) {
  HttpRequest request = feed_request();
  request.method = "POST";
  EXPECT_FALSE(is_conditional(poll_request(request, {"\"v1\"", "x"})));
}

HttpResult result_of(int status, std::vector<std::pair<std::string, std::string>> headers = {}) {
  HttpResult result;
  result.status = status;
  result.headers = std::move(headers);
  return result;
}

TEST(Judge, ADocumentComesWithItsValidators) {
  HttpResult result =
      result_of(200, {{"etag", "\"v2\""}, {"last-modified", "Tue, 24 Nov 2026 01:00:00 GMT"}});
  result.file = test::file_of("a,b\n");
  EXPECT_EQ(
      judge(result, true, test::kFetched),
      (Judgement{Answer::document, "", std::nullopt, {"\"v2\"", "Tue, 24 Nov 2026 01:00:00 GMT"}}));
  result.headers = {{"etag", std::string(5000, 'x')}};
  EXPECT_TRUE(judge(result, true, test::kFetched).validators.empty());
}

TEST(Judge, NotModifiedNeedsACondition) {
  EXPECT_EQ(judge(result_of(304), true, test::kFetched).answer, Answer::not_modified);
  EXPECT_EQ(judge(result_of(304), false, test::kFetched).answer, Answer::failed);
}

TEST(Judge, EveryOtherAnswerFailsWithItsStatusAndTheRemedy) {
  const std::pair<int, const char*> table[] = {{204, "HTTP 204, no content"},
                                               {206, "HTTP 206"},
                                               {301, "redirect"},
                                               {401, "credential"},
                                               {403, "HTTP 403, forbidden"},
                                               {404, "HTTP 404, not found: check the address"},
                                               {410, "gone"},
                                               {418, "refuses"},
                                               {429, "raise `every`"},
                                               {500, "HTTP 500, the server has a problem"}};
  for (const auto& [status, reason] : table) {
    const Judgement got = judge(result_of(status), true, test::kFetched);
    EXPECT_EQ(got.answer, Answer::failed) << status;
    EXPECT_THAT(got.reason, HasSubstr(reason)) << status;
    EXPECT_EQ(got.not_before, std::nullopt) << status;
  }
  EXPECT_EQ(judge(result_of(200), false, test::kFetched).answer, Answer::failed);  // without a file
}

TEST(Judge, RetryAfterIsHeardWhereItCounts) {
  const Instant now = test::kFetched;
  EXPECT_EQ(judge(result_of(429, {{"retry-after", "120"}}), true, now).not_before,
            now + seconds{120});
  EXPECT_EQ(judge(result_of(503, {{"retry-after", "Tue, 24 Nov 2026 03:00:00 GMT"}}), true, now)
                .not_before,
            at("2026-11-24T03:00:00Z"));
  EXPECT_EQ(judge(result_of(503, {{"retry-after", "99999999"}}), true, now).not_before,
            now + hours{24});
  EXPECT_EQ(judge(result_of(429, {{"retry-after", "soon"}}), true, now).not_before, std::nullopt);
  EXPECT_EQ(judge(result_of(404, {{"retry-after", "120"}}), true, now).not_before, std::nullopt);
  EXPECT_THAT(judge(result_of(429, {{"retry-after", "120"}}), true, now).reason,
              HasSubstr("wait until 2026-11-24T02:42:39Z"));
}

TEST(Judge, AFailedTransferSpeaksForItself) {
  HttpResult result;
  result.error = TransferError::timeout;
  result.message = "no answer from example.org within 10 s";
  EXPECT_EQ(judge(result, true, test::kFetched).reason, result.message);
  result.message.clear();
  EXPECT_THAT(judge(result, true, test::kFetched).reason,
              HasSubstr("the transfer failed: time-out"));
  result.status = 200;  // an answer cut off
  EXPECT_EQ(judge(result, true, test::kFetched).answer, Answer::failed);
}

}  // namespace
}  // namespace firstcard
