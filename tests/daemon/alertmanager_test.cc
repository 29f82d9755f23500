// A real Alertmanager (Debian's prometheus-alertmanager) shows what the daemon tells it, and tells
// it on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <future>

#include "net/transfer.h"
#include "program.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kAlertmanager = "/usr/bin/prometheus-alertmanager";

class Alertmanager : public testing::Test {
 protected:
  void SetUp() override {
    if (::access(kAlertmanager, X_OK) != 0)
      GTEST_SKIP() << "needs Debian's prometheus-alertmanager: apt-get install "
                      "prometheus-alertmanager";
    desk_.on("/desk", Reply::code(200));
    program_.scratch.write("alertmanager.yml",
                           "route: { receiver: desk, group_wait: 0s, group_interval: 1s,\n"
                           "         group_by: [alertname, thesis, incident] }\n"
                           "receivers:\n- name: desk\n  webhook_configs:\n  - url: " +
                               desk_.url("/desk") + "\n");
    peer_.emplace(std::vector<std::string>{
        kAlertmanager, "--config.file=" + (program_.scratch / "alertmanager.yml").string(),
        "--storage.path=" + (program_.scratch / "alertmanager").string(),
        "--web.listen-address=127.0.0.1:0", "--cluster.listen-address="});
    ASSERT_TRUE(peer_->read_until("Listening on")) << peer_->seen();
    const std::string& seen = peer_->seen();
    const auto at = seen.rfind("address=127.0.0.1:");
    ASSERT_NE(at, std::string::npos) << seen;
    url_ = "http://" + seen.substr(at + 8, seen.find_first_of(" \n", at) - at - 8);
    program_.configure("[[receiver]]\nid = \"alerts\"\ntype = \"alertmanager\"\nserver = \"" +
                       url_ + "\"\nlabels = { team = \"desk\" }\n");
  }
  // What its API shows.
  std::string alerts() {
    HttpRequest request;
    request.url = url_ + "/api/v2/alerts";
    std::promise<HttpResult> promise;
    transfer_.start(request, [&](HttpResult r) { promise.set_value(std::move(r)); });
    return promise.get_future().get().body;
  }

  LoopbackServer desk_;  // whom Alertmanager tells
  Program program_;
  std::optional<ChildProcess> peer_;
  std::string url_;
  Transfer transfer_;
};

TEST_F(Alertmanager, ShowsAnIncidentAsActiveAndThenAsResolved) {
  program_.values({{"2026-01-31", "30", ""}, {"2026-02-28", "5", ""}});
  const Ended fired = program_.run({"once"});
  ASSERT_EQ(fired.exit_code, 0) << fired.output;
  EXPECT_THAT(alerts(), AllOf(HasSubstr(R"("state":"active")"), HasSubstr(R"("thesis":"t")"),
                              HasSubstr(R"("incident":"1")"), HasSubstr(R"("team":"desk")"),
                              HasSubstr(R"("severity":"critical")")));
  ASSERT_TRUE(desk_.wait_for_requests(1)) << peer_->seen();
  EXPECT_THAT(desk_.requests()[0].body, HasSubstr(R"("status":"firing")"));

  program_.values({{"2026-01-31", "30", ""}, {"2026-02-28", "5", ""}, {"2026-03-31", "50", ""}});
  const Ended resolved = program_.run({"once"});
  ASSERT_EQ(resolved.exit_code, 0) << resolved.output;
  EXPECT_EQ(alerts(), "[]\n");
  ASSERT_TRUE(desk_.wait_for_requests(2)) << peer_->seen();
  EXPECT_THAT(desk_.requests()[1].body,
              AllOf(HasSubstr(R"("status":"resolved")"), HasSubstr(R"("incident":"1")")));
  EXPECT_EQ(program_.sql("SELECT group_concat(state) FROM notifications"), "delivered,delivered");
}

TEST_F(Alertmanager, TakesATestMessage) {
  const Ended ended = program_.run({"notifications", "test", "alerts"});
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_THAT(alerts(), HasSubstr("FirstcardNews"));
}

}  // namespace
}  // namespace firstcard::test
