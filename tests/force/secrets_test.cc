// Every kind of secret is configured, used and refused; then it is looked for wherever something is
// kept or shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <map>
#include <sstream>

#include "storage/lock_file.h"
#include "support/child_process.h"
#include "support/loopback_server.h"
#include "support/scratch.h"
#include "support/tls_certificate.h"

namespace firstcard::test {
namespace {

namespace fs = std::filesystem;

// Distinctive, and with signs that look different when they are encoded.
const std::map<std::string, std::string>& secrets() {
  static const std::map<std::string, std::string> all = {
      {"token", "hush-token-Zq/81"},        {"bearer", "hush-bearer-Zq82"},
      {"basic", "hush-basic-Zq83"},         {"hmac", "hush-hmac-Zq84"},
      {"smtp", "hush-smtp-Zq85"},           {"query", "hush query&Zq86"},
      {"feed-bearer", "hush-feed-Zq87"},    {"feed-basic", "hush-login-Zq88"},
      {"feed-header", "hush-header-Zq89"},  {"proxy", "hush-proxy-Zq90"},
      {"monitor", "http://127.0.0.1:PORT/ping/hush-monitor-Zq91"}};
  return all;
}

// What a search would find of a secret: the text itself, and how it travels.
std::vector<std::string> traces() {
  return {"hush-",           "Zq8",  "Zq9",
          "aHVzaC",          // base64 of "hush"
          "joe:",            // of basic logins before they are encoded
          "am9lOmh1c2gt",    // base64 of "joe:hush-"
          "hush%20query",    "hush+query"};
}

std::string contents_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

void expect_none(const std::string& where, const std::string& text) {
  for (const std::string& trace : traces()) {
    const auto at = text.find(trace);
    EXPECT_EQ(at, std::string::npos)
        << where << " holds a secret: ..."
        << text.substr(at > 60 ? at - 60 : 0, 160);
  }
}

class Secrets : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [name, text] : secrets()) {
      std::string value = text;
      if (const auto at = value.find("PORT"); at != std::string::npos)
        value.replace(at, 4, std::to_string(server_.port()));
      hidden_.write(name, value);
      fs::permissions(hidden_ / name, fs::perms::owner_read);
    }
    answer(204);
    mail_.emplace(std::vector<std::string>{
        "/usr/bin/python3", "-W", "ignore", FIRSTCARD_SOURCE_DIR "/tests/net/mail_server.py", "--tls",
        "starttls", "--certificate", identity_.certificate(), "--key", identity_.key(), "--user", "joe",
        "--password", secrets().at("smtp")});
    std::string port;
    while (const auto line = mail_->read_line())
      if (line->starts_with("port ")) {
        port = line->substr(5);
        break;
      }
    ASSERT_NE(port, "");
    work_.write("values.csv", "period,value\n2026-01-31,5\n");
    work_.write("slow.json", "{\"rows\": 1}");
    work_.write("firstcard.toml", configuration(port));
  }

  // A server that repeats all it was told wherever it can.
  void answer(int status) {
    const auto repeat = [status](const Request& request) {
      std::string told = request.target + "\n";
      for (const auto& [name, value] : request.headers) told += name + ": " + value + "\n";
      Reply reply = status == 204 ? Reply::code(204) : Reply::code(status, told);
      if (status == 204) return reply;
      return reply.with("Location", request.target)
          .with("X-Echo", request.header("authorization") + request.header("x-token"));
    };
    for (const auto* path : {"/header", "/bearer", "/basic", "/ping/hush-monitor-Zq91",
                             "/ping/hush-monitor-Zq91/start", "/ping/hush-monitor-Zq91/fail"})
      server_.on(path, repeat);
    for (const auto* path : {"/q.csv", "/b.csv", "/l.csv", "/h.csv"}) {
      if (status == 204)
        server_.on(path, Reply::text("period,value\n2026-01-31,20\n", "text/csv"));
      else
        server_.on(path, repeat);
    }
  }

  std::string configuration(const std::string& mail_port) const {
    const auto hidden = [&](const std::string& name) {
      return "{ file = \"" + (hidden_ / name).string() + "\" }";
    };
    std::string text = "log_level = \"trace\"\n[storage]\npath = \"history.db\"\n";
    const auto feed = [&](const std::string& id, const std::string& source,
                          const std::string& more) {
      text += "[[feed]]\nid = \"" + id + "\"\nsource = \"" + source +
              "\"\nperiod = { column = \"period\" }\nvalue = { column = \"value\" }\nseries = \"s." +
              id + "\"\n" + more;
    };
    feed("x", "values.csv", "");
    feed("q", server_.url("/q.csv"), "query = { key = " + hidden("query") + ", page = 1 }\n");
    feed("b", server_.url("/b.csv"), "bearer = " + hidden("feed-bearer") + "\n");
    feed("l", server_.url("/l.csv"),
         "basic = { user = \"joe\", password = " + hidden("feed-basic") + " }\n");
    feed("h", server_.url("/h.csv"),
         "headers = { X-Token = " + hidden("feed-header") + " }\nproxy = { url = \"" +
             server_.url("") + "\", user = \"joe\", password = " + hidden("proxy") + " }\nallow_plain_secret = true\n");
    // Its program never ends, so that the child that runs it can be looked at.
    feed("slow", "slow.json",
         "format = \"json\"\nrows = \"def f: f; f\"\ntranslate_timeout = \"3s\"\n");
    text += "[[series]]\nid = \"s.x\"\nfrequency = \"event\"\n"
            "[[indicator]]\nid = \"x\"\nmeasure = \"s.x\"\nweakening = { below = 10 }\n"
            "[thesis]\nid = \"t\"\nindicators = [\"x\"]\nweakening_count = 1\n";
    const auto webhook = [&](const std::string& id, const std::string& more) {
      text += "[[receiver]]\nid = \"" + id + "\"\ntype = \"webhook\"\nurl = \"" +
              server_.url("/" + id) + "\"\n" + more;
    };
    webhook("header", "headers = { X-Token = " + hidden("token") + " }\nhmac_key = " +
                          hidden("hmac") + "\n");
    webhook("bearer", "bearer = { credential = \"bearer\" }\n");
    webhook("basic", "basic = { user = \"joe\", password = " + hidden("basic") + " }\n");
    text += "[[receiver]]\nid = \"mail\"\ntype = \"email\"\nhost = \"localhost\"\nport = " +
            mail_port + "\ntls = \"starttls\"\nca_file = \"" + identity_.certificate().string() +
            "\"\nuser = \"joe\"\npassword = " + hidden("smtp") +
            "\nfrom = \"a@example.org\"\nto = \"b@example.org\"\nplots = false\n";
    text += "[heartbeat]\nurl = " + hidden("monitor") + "\nevery = \"1s\"\ntimeout = \"1s\"\n";
    return text;
  }

  std::vector<std::string> command(std::vector<std::string> words) const {
    words.insert(words.begin(),
                 {"env", "CREDENTIALS_DIRECTORY=" + hidden_.path().string(), FIRSTCARD_BINARY, "-c",
                  (work_ / "firstcard.toml").string()});
    return words;
  }

  // Reads what the daemon says until the time is over or it holds.
  bool wait(ChildProcess& daemon, const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!done()) {
      if (daemon.ended() || std::chrono::steady_clock::now() > deadline) return false;
      daemon.read_line(std::chrono::milliseconds{5});
    }
    return true;
  }

  // Of the daemon's children, what others can see of them.
  std::map<std::string, std::string> seen_of_children(int daemon) const {
    std::map<std::string, std::string> all;
    std::error_code error;
    for (const auto& task :
         fs::directory_iterator("/proc/" + std::to_string(daemon) + "/task", error)) {
      std::istringstream children(contents_of(task.path() / "children"));
      for (std::string pid; children >> pid;)
        all["child " + pid] =
            contents_of("/proc/" + pid + "/cmdline") + contents_of("/proc/" + pid + "/environ");
    }
    return all;
  }

  void expect_none_in_commands() const {
    const std::vector<std::vector<std::string>> commands = {
        {"check"},
        {"check", "--online"},
        {"status"},
        {"status", "--json"},
        {"feeds", "list"},
        {"explain", "x"},
        {"history", "s.x"},
        {"poll", "q", "--wait", "5s"},
        {"notifications", "list", "--json"},
        {"notifications", "test", "header"},
        {"notifications", "test", "bearer"},
        {"notifications", "test", "basic"},
        {"notifications", "test", "mail"}};
    for (const auto& words : commands) {
      ChildProcess child(command(words));
      const std::string output = child.read_all();
      const std::string name = words.front() + (words.size() > 1 ? " " + words[1] : "");
      EXPECT_NE(output, "") << name;
      expect_none("the output of " + name, output);
    }
  }

  void expect_none_in_files() const {
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(work_.path())) {
      if (!entry.is_regular_file()) continue;
      ++files;
      std::string text = contents_of(entry.path());
      if (entry.path().extension() == ".gz") {
        ChildProcess gunzip({"gunzip", "-c", entry.path().string()});
        text += gunzip.read_all();
      }
      expect_none(entry.path().filename().string(), text);
    }
    EXPECT_GT(files, 4);  // the configuration, the feeds, the database and its log
  }

  LoopbackServer server_;
  TlsCertificate identity_;
  std::optional<ChildProcess> mail_;
  Scratch hidden_, work_;
};

TEST_F(Secrets, AppearNowhere) {
  {
    ChildProcess daemon(command({"daemon"}));
    std::map<std::string, std::string> children;
    ASSERT_TRUE(wait(daemon, [&] {
      const auto pid = writer_of(work_ / "history.db");
      if (pid) children.merge(seen_of_children(*pid));
      return !children.empty();
    })) << daemon.seen();
    for (const auto& [name, seen] : children) expect_none(name, seen);
    const int pid = writer_of(work_ / "history.db").value();
    const std::string proc = "/proc/" + std::to_string(pid);
    expect_none("the daemon's command line", contents_of(proc + "/cmdline"));
    expect_none("the daemon's environment", contents_of(proc + "/environ"));

    // All of them are used: so they are where they belong, and the test looks for the right ones.
    ASSERT_TRUE(wait(daemon, [&] {
      return server_.requests("/header").size() == 1 && server_.requests("/bearer").size() == 1 &&
             server_.requests("/basic").size() == 1 &&
             !server_.requests("/ping/hush-monitor-Zq91").empty() &&
             daemon.seen().find("receiver mail") != std::string::npos;
    })) << daemon.seen();
    EXPECT_EQ(server_.requests("/header")[0].header("x-token"), secrets().at("token"));
    EXPECT_EQ(server_.requests("/bearer")[0].header("authorization"),
              "Bearer " + secrets().at("bearer"));
    EXPECT_THAT(server_.requests("/q.csv").at(0).target, testing::HasSubstr("Zq86"));
    EXPECT_THAT(daemon.seen(), testing::HasSubstr("receiver mail: fired (t/incident-1/fired): delivered"));
    expect_none_in_commands();

    // And now every server refuses and repeats what it was told.
    answer(403);
    work_.write("values.csv", "period,value\n2026-01-31,5\n2026-02-28,50\n");
    ASSERT_TRUE(wait(daemon, [&] {
      return server_.requests("/header").size() >= 3 && server_.requests("/basic").size() >= 3 &&
             daemon.seen().find("heartbeat: it cannot be told") != std::string::npos;
    })) << daemon.seen();
    expect_none_in_commands();
    daemon.send_signal(SIGTERM);
    const std::string rest = daemon.read_all();
    EXPECT_EQ(daemon.wait(), 0);
    expect_none("the log", daemon.seen() + rest);
  }
  answer(500);
  ChildProcess once(command({"once"}));
  expect_none("the output of once", once.read_all());
  expect_none_in_files();
}

TEST_F(Secrets, AppearInNoErrorOfAConfigurationThatIsWrong) {
  std::string text = work_.read("firstcard.toml");
  hidden_.write("broken", "hush-\nline-Zq99");
  for (const auto* key : {"bearer = ", "password = "}) {
    const auto at = text.find(key);
    ASSERT_NE(at, std::string::npos);
    text.insert(at + std::string(key).size(),
                "{ file = \"" + (hidden_ / "broken").string() + "\" }\nunknown_key = ");
  }
  work_.write("firstcard.toml", text);
  for (const std::string word : {"check", "daemon", "once"}) {
    ChildProcess child(command({word}));
    const std::string output = child.read_all();
    EXPECT_EQ(child.wait(), 2) << output;
    expect_none("the errors of " + word, output);
  }
}

}  // namespace
}  // namespace firstcard::test
