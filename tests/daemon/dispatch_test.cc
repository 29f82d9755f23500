// Who is sent to, what goes to a fallback and what waits for its rate: over a real outbox.
#include "daemon/dispatch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/queued_row.h"
#include "support/scratch.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Instant kStart{seconds{1'790'000'000}};

Instant after(int minutes) {
  return kStart + seconds{60 * minutes};
}

class Dispatch : public testing::Test {
 protected:
  void add(const std::string& key, const std::string& receiver, Instant when = kStart) {
    Transaction tx(db);
    outbox.add(tx, {.key = key,
                    .receiver = {receiver},
                    .kind = "fired",
                    .payload = "{}",
                    .created_at = when,
                    .next_attempt_at = when});
    tx.commit();
  }
  // "RECEIVER KEY" of what is leased.
  std::vector<std::string> sent(Instant now) {
    last = dispatch(db, receivers, busy, now, seconds{600}, 16);
    std::vector<std::string> out;
    for (const OutboxRow& row : last.rows) out.push_back(row.receiver.text + " " + row.key);
    return out;
  }
  // As after an attempt.
  void mark(const std::string& receiver, Delivery as, Instant now) {
    Transaction tx(db);
    for (const OutboxRow& row : last.rows) {
      if (row.receiver.text != receiver) continue;
      if (as == Delivery::delivered)
        outbox.delivered(tx, row.id, now);
      else if (as == Delivery::queued)
        outbox.failed(tx, row.id, now, seconds{60}, "HTTP 503");
      else
        outbox.given_up(tx, row.id, now, "HTTP 404");
    }
    tx.commit();
  }
  static Receiver receiver(const std::string& id, const std::string& fallback = "",
                           DeliveryRate rate = {}) {
    Receiver r{.id = {id}, .how = LogConfig{}};
    if (!fallback.empty()) r.fallback = Fallback{.to = {fallback}, .after = seconds{900}};
    r.rate = rate;
    return r;
  }

  Scratch scratch;
  Database db{scratch / "history.db", Database::Mode::write};
  Outbox outbox{db};
  std::vector<Receiver> receivers{receiver("desk", "mail"), receiver("mail", "log"),
                                  receiver("log")};
  std::set<ReceiverId> busy;
  Dispatched last;
};

TEST_F(Dispatch, WhatIsNotDeliveredInTimeGoesToTheFallbackOnce) {
  add("k1", "desk");
  EXPECT_THAT(sent(kStart), ElementsAre("desk k1"));
  mark("desk", Delivery::queued, kStart);
  EXPECT_EQ(last.next_due, after(10)) << "its lease, or its next attempt";
  EXPECT_THAT(sent(after(14)), ElementsAre("desk k1"));
  EXPECT_THAT(last.passed_on, IsEmpty());
  mark("desk", Delivery::queued, after(20));
  EXPECT_EQ(dispatch(db, receivers, {}, after(14), seconds{600}, 16).next_due, after(15));
  EXPECT_THAT(sent(after(15)), ElementsAre("mail k1"));
  EXPECT_THAT(last.passed_on,
              ElementsAre("receiver desk: fired (k1): queued for the fallback mail"));
  mark("mail", Delivery::delivered, after(15));
  EXPECT_THAT(sent(after(21)), ElementsAre("desk k1")) << "the first receiver is tried on";
  EXPECT_THAT(last.passed_on, IsEmpty());
  EXPECT_EQ(outbox.list(10).size(), 2U);
}

TEST_F(Dispatch, WhatWaitsBehindAFailingMessageIsPassedOnInOrder) {
  add("k1", "desk");
  add("k2", "desk", after(1));
  busy = {ReceiverId{"desk"}};
  EXPECT_THAT(sent(after(15)), ElementsAre("mail k1"));
  mark("mail", Delivery::delivered, after(15));
  EXPECT_EQ(last.next_due, after(16));
  EXPECT_THAT(sent(after(16)), ElementsAre("mail k2"));
}

TEST_F(Dispatch, OneThatIsBusyIsNotAskedForAgainThoughItsLeaseRanOut) {
  add("k1", "log");
  sent(kStart);
  busy = {ReceiverId{"log"}};
  EXPECT_THAT(sent(kStart + days{365}), IsEmpty());
  EXPECT_EQ(last.next_due, std::nullopt);
}

TEST_F(Dispatch, AChainGoesOnFromWhenEachWasQueued) {
  add("k1", "desk");
  EXPECT_THAT(sent(after(15)), testing::UnorderedElementsAre("desk k1", "mail k1"));
  mark("mail", Delivery::queued, after(15));
  EXPECT_THAT(sent(after(29)), testing::UnorderedElementsAre("desk k1", "mail k1"));
  EXPECT_THAT(sent(after(30)), ElementsAre("log k1"));
}

TEST_F(Dispatch, AFallbackThatHasTheMessageForItselfGetsItOnce) {
  add("k1", "desk");
  add("k1", "mail");
  sent(kStart);
  mark("mail", Delivery::delivered, kStart);
  mark("desk", Delivery::queued, kStart);
  EXPECT_THAT(sent(after(15)), ElementsAre("desk k1"));
  EXPECT_THAT(last.passed_on, IsEmpty());
}

TEST_F(Dispatch, WhatIsGivenUpIsPassedOnInTheSameTransactionOrNotAtAll) {
  add("k1", "desk");
  sent(kStart);
  const OutboxRow row = last.rows.at(0);
  {
    Transaction tx(db);
    outbox.given_up(tx, row.id, kStart, "HTTP 404");
    EXPECT_THAT(pass_on(outbox, tx, row, stand_in_of(receivers, receivers[0]), Mark::given_up, kStart),
                testing::Optional(HasSubstr("queued for the fallback mail")));
  }  // a crash
  EXPECT_EQ(outbox.list(10).size(), 1U);
  EXPECT_EQ(outbox.find(row.id)->state, Delivery::queued);
  Transaction tx(db);
  outbox.given_up(tx, row.id, kStart, "HTTP 404");
  EXPECT_TRUE(pass_on(outbox, tx, row, stand_in_of(receivers, receivers[0]), Mark::given_up, kStart));
  EXPECT_FALSE(pass_on(outbox, tx, row, stand_in_of(receivers, receivers[0]), Mark::given_up, kStart));
  EXPECT_FALSE(pass_on(outbox, tx, row, std::nullopt, Mark::given_up, kStart));
  tx.commit();
  EXPECT_THAT(sent(kStart), ElementsAre("mail k1"));
}

TEST_F(Dispatch, WhoWasToldOfAnIncidentThroughTheFallbackIsToldOfItsEnd) {
  const auto of = [](const char* key, std::int64_t incident) {
    return OutboxRow{.key = key,
                     .receiver = {"desk"},
                     .kind = "fired",
                     .thesis = {"t"},
                     .incident = incident,
                     .payload = "{}",
                     .created_at = kStart,
                     .next_attempt_at = kStart};
  };
  Transaction tx(db);
  for (const OutboxRow& row : {of("1/fired", 1), of("1/resolved", 1), of("2/fired", 2)})
    outbox.add(tx, row);
  EXPECT_TRUE(
      pass_on(outbox, tx, outbox.find(1).value(), stand_in_of(receivers, receivers[0]), Mark::given_up, kStart));
  outbox.given_up(tx, 1, kStart, "HTTP 404");
  for (const std::int64_t id : {2, 3}) {
    outbox.delivered(tx, id, kStart);
    EXPECT_EQ(
        pass_on(outbox, tx, outbox.find(id).value(), stand_in_of(receivers, receivers[0]), Mark::delivered, kStart)
            .has_value(),
        id == 2)
        << id;
  }
  tx.commit();
  EXPECT_THAT(sent(kStart), ElementsAre("mail 1/fired"));
  mark("mail", Delivery::delivered, kStart);
  EXPECT_THAT(sent(kStart), ElementsAre("mail 1/resolved"));
}

TEST_F(Dispatch, WhoWasToldOfAnIncidentThroughTheFallbackIsToldByTheDigestThatItClosed) {
  Notification digest;
  digest.key = "t/digest-3";
  digest.kind = "digest";
  digest.thesis = {"t"};
  digest.incident = 2;
  digest.open = true;
  digest.closed = 1;
  Transaction tx(db);
  outbox.add(tx, {.key = "t/incident-1/fired",
                  .receiver = {"desk"},
                  .thesis = {"t"},
                  .incident = 1,
                  .payload = "{}",
                  .created_at = kStart,
                  .next_attempt_at = kStart});
  const StandIn mail{.id = {"mail"}, .keeps_list = true};
  EXPECT_TRUE(pass_on(outbox, tx, outbox.find(1).value(), mail, Mark::given_up, kStart));
  outbox.add(tx, queued_row(digest, {"desk"}, kStart));
  const OutboxRow row = outbox.list(1).at(0);
  EXPECT_TRUE(pass_on(outbox, tx, row, mail, Mark::delivered, kStart));
  EXPECT_FALSE(pass_on(outbox, tx, row, mail, Mark::delivered, kStart)) << "once";
  tx.commit();
  std::vector<std::string> keys;
  for (const OutboxRow& each : outbox.list(10))
    if (each.receiver.text == "mail") keys.push_back(each.key);
  EXPECT_THAT(keys, ElementsAre("t/digest-3", "t/incident-1/resolved", "t/incident-1/fired"));
}

TEST_F(Dispatch, WhatAFallbackHasForItselfIsNoReasonToTellItTheRest) {
  Transaction tx(db);
  for (const char* receiver : {"desk", "mail"})
    outbox.add(tx, {.key = "1/fired",
                    .receiver = {receiver},
                    .thesis = {"t"},
                    .incident = 1,
                    .created_at = kStart,
                    .next_attempt_at = kStart});
  outbox.add(tx, {.key = "1/resolved",
                  .receiver = {"desk"},
                  .thesis = {"t"},
                  .incident = 1,
                  .created_at = kStart,
                  .next_attempt_at = kStart});
  outbox.delivered(tx, 3, kStart);
  EXPECT_FALSE(
      pass_on(outbox, tx, outbox.find(3).value(), stand_in_of(receivers, receivers[0]), Mark::delivered, kStart));
}

TEST_F(Dispatch, ARateLetsTheRestWaitAndAnotherReceiverGoOn) {
  receivers = {receiver("desk", "", {.count = 2, .per = seconds{3600}}), receiver("mail")};
  for (const char* key : {"k1", "k2", "k3"}) {
    add(key, "desk");
    add(key, "mail");
  }
  for (const int minute : {0, 1}) {
    EXPECT_THAT(sent(after(minute)), ::testing::SizeIs(2));
    mark("desk", Delivery::delivered, after(minute));
    mark("mail", Delivery::delivered, after(minute));
  }
  EXPECT_THAT(sent(after(2)), ElementsAre("mail k3"));
  mark("mail", Delivery::delivered, after(2));
  EXPECT_THAT(sent(after(59)), IsEmpty());
  EXPECT_EQ(last.next_due, after(60));
  EXPECT_THAT(sent(after(60)), ElementsAre("desk k3"));
}

TEST_F(Dispatch, WhatWaitsTooLongForItsRateGoesToTheFallback) {
  receivers[0].rate = {.count = 1, .per = seconds{86400}};
  add("k1", "desk");
  add("k2", "desk");
  sent(kStart);
  mark("desk", Delivery::delivered, kStart);
  EXPECT_THAT(sent(after(15)), ElementsAre("mail k2"));
}

TEST_F(Dispatch, NothingIsWrittenWhereNothingIsDue) {
  add("k1", "desk", after(5));
  Database writer(scratch / "history.db", Database::Mode::edit);
  const Transaction held(writer);  // who would write now would wait, and fail
  EXPECT_THAT(sent(kStart), IsEmpty());
  EXPECT_EQ(last.next_due, after(5));
}

}  // namespace
}  // namespace firstcard::test
