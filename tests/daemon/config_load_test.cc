// A sound configuration becomes the values that the program works with.
#include <variant>

#include "config_cases.h"

namespace firstcard::test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// Section 9 of the design, as it stands there.
constexpr std::string_view kDesign = R"toml([storage]
path = "history.db"

[[feed]]
id = "aws"
source = "https://example.org/aws.csv"     # or a path or glob
every = "6h"                               # or: at = "Mon..Fri 22:30 America/New_York"
format = "csv"
period = { column = "period_end" }
value  = { column = "value", scale = 1e6 }
known  = { column = "published_on" }
where  = { metric = "segment_revenue" }    # text equality; a list means any of
series = "aws.revenue"                     # or a template: "{entity}.{metric}"; lower-cased, other signs become _

[[series]]
id = "aws.revenue"
unit = "USD"
frequency = "quarter"
due = "40d"                                # after the period's end; grace = "10d"

[[indicator]]
id = "cloud"
title = "Hyperscale cloud revenue keeps accelerating"
measure = "matched(change(yoy(basket), 1q), aws.revenue, google_cloud.revenue, msft_cloud.revenue)"
unit = "pp"
weakening = { below = -0.01, for = 2 }
recovery  = { above = 0.0 }

[thesis]
id = "ai-demand"
indicators = ["arr", "cloud", "backlog", "price"]
weakening_count = 2

[[receiver]]
id = "desk"
type = "webhook"
url = "https://example.org/hook"
)toml";

// What the design's excerpt refers to and does not show.
constexpr std::string_view kRest = R"toml(
[[series]]
id = "google_cloud.revenue"
frequency = "quarter"
[[series]]
id = "msft_cloud.revenue"
frequency = "quarter"
[[indicator]]
id = "arr"
measure = "qoq(aws.revenue)"
weakening = { below = 0 }
[[indicator]]
id = "backlog"
measure = "qoq(aws.revenue)"
weakening = { below = 0 }
[[indicator]]
id = "price"
measure = "qoq(aws.revenue)"
weakening = { below = 0 }
)toml";

TEST(ConfigLoad, TheDesignsExampleLoads) {
  const Scratch scratch;
  const auto config = load(scratch, std::string(kDesign) + std::string(kRest));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  EXPECT_EQ(config->file, scratch / "c.toml");
  EXPECT_EQ(config->database, scratch / "history.db");
  EXPECT_EQ(config->user_agent, "firstcard/0.1");
  EXPECT_EQ(config->log_level, "info");

  ASSERT_EQ(config->feeds.size(), 1U);
  const Feed& feed = config->feeds[0];
  EXPECT_EQ(feed.id.text, "aws");
  ASSERT_TRUE(std::holds_alternative<HttpSource>(feed.source));
  const HttpRequest& request = std::get<HttpSource>(feed.source).request;
  EXPECT_EQ(request.url, "https://example.org/aws.csv");
  EXPECT_EQ(request.user_agent, "firstcard/0.1");
  EXPECT_TRUE(request.body_to_file);
  EXPECT_EQ(feed.shown_source, "https://example.org/aws.csv");
  EXPECT_EQ(feed.schedule.every, seconds{6 * 3600});
  CsvMapping expected;
  expected.series = "aws.revenue";
  expected.period.column = {{"period_end"}};
  expected.value.column = {{"value"}};
  expected.value.format.scale = 1e6;
  expected.known = KnownColumn{.column = {{"published_on"}}};
  expected.where = {{.column = {{"metric"}}, .any_of = {"segment_revenue"}}};
  EXPECT_EQ(feed.csv, expected);

  const Series& aws = config->catalogue.at(SeriesId{"aws.revenue"});
  EXPECT_EQ(aws.unit, "USD");
  EXPECT_EQ(aws.frequency, Frequency::quarter);
  EXPECT_EQ(aws.due, days{40});
  EXPECT_EQ(aws.grace, std::nullopt);

  const Indicator& cloud = config->indicators.at(IndicatorId{"cloud"});
  EXPECT_EQ(cloud.title, "Hyperscale cloud revenue keeps accelerating");
  EXPECT_EQ(cloud.unit, "pp");
  EXPECT_EQ(cloud.quorum, 1);
  EXPECT_EQ(cloud.lookback, 120);
  ASSERT_EQ(cloud.tests.size(), 1U);
  EXPECT_EQ(cloud.tests[0].weakening, (Line{Side::below, -0.01}));
  EXPECT_EQ(cloud.tests[0].weakening_for, 2);
  EXPECT_EQ(cloud.tests[0].recovery, (Line{Side::above, 0}));
  EXPECT_EQ(cloud.tests[0].recovery_for, 1);
  EXPECT_EQ(cloud.tests[0].strengthening, std::nullopt);

  ASSERT_EQ(config->theses.size(), 1U);
  EXPECT_EQ(config->theses[0].id.text, "ai-demand");
  EXPECT_THAT(config->theses[0].indicators,
              ElementsAre(IndicatorId{"arr"}, IndicatorId{"cloud"}, IndicatorId{"backlog"},
                          IndicatorId{"price"}));
  EXPECT_EQ(config->theses[0].weakening_count, 2);
  EXPECT_EQ(config->theses[0].clear_below, std::nullopt);

  ASSERT_EQ(config->receivers.size(), 1U);
  EXPECT_EQ(std::get<WebhookConfig>(config->receivers[0].how).url, "https://example.org/hook");
  EXPECT_THAT(config->receivers[0].kinds,
              testing::UnorderedElementsAre("fired", "updated", "resolved", "reminder", "undecided", "decided", "digest", "checkpoint", "test"));
}

TEST(ConfigLoad, EveryKeyOfAFeedArrives) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(R"toml(contact = "desk@example.org"
log_level = "debug"
[[feed]]
id = "g"
source = "data/*.tsv"
every = "90s"
watch = false
format = "csv"
delimiter = "\t"
quote = "'"
layout = "wide"
columns = ["a", "b"]
period = { column = ["date", "DATE"], style = "us", means = "start" }
value = { scale = 2, decimal = ",", thousands = ".", percent = true, parentheses = true, missing = ["", "n/a"] }
known = { column = "seen", style = "compact" }
where = { unit = ["x", "y"] }
series = "{column}.x"
unit = "USD"
frequency = "month"
publication_lag = "10d"
complete = true
min_rows = 0
max_fault_share = 0.25
)toml"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  EXPECT_EQ(config->contact, "desk@example.org");
  EXPECT_EQ(config->log_level, "debug");
  ASSERT_EQ(config->feeds.size(), 2U);
  const Feed& feed = config->feeds[0];
  EXPECT_EQ(std::get<FileSource>(feed.source),
            (FileSource{.pattern = scratch / "data/*.tsv", .watch = false}));
  EXPECT_EQ(feed.shown_source, (scratch / "data/*.tsv").string());
  EXPECT_EQ(feed.schedule.every, seconds{90});
  const CsvMapping expected{
      .delimiter = '\t',
      .quote = '\'',
      .layout = Layout::wide,
      .series = "{column}.x",
      .period = {.column = {{"date", "DATE"}}, .style = DateStyle::us, .means = PeriodMeans::start},
      .value = {.column = {},
                .format = {.decimal = ',',
                           .thousands = '.',
                           .percent = true,
                           .parentheses = true,
                           .scale = 2,
                           .missing = {"", "n/a"}}},
      .columns = {"a", "b"},
      .known = KnownColumn{.column = {{"seen"}}, .style = DateStyle::compact},
      .where = {{.column = {{"unit"}}, .any_of = {"x", "y"}}}};
  EXPECT_EQ(feed.csv, expected);
  EXPECT_EQ(feed.default_unit, "USD");
  EXPECT_EQ(feed.default_frequency, Frequency::month);
  EXPECT_EQ(feed.publication_lag, days{10});
  EXPECT_TRUE(feed.complete);
  EXPECT_EQ(feed.min_rows, 0);
  EXPECT_EQ(feed.max_fault_share, 0.25);
}

TEST(ConfigLoad, TheDialectAndTheLayoutsOfAFeedArrive) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(R"toml([[feed]]
id = "g"
source = "a.csv"
preamble = 4
junk = 2
comment = "#"
period = { column = "p", style = "fiscal_quarter", fiscal_year_end = 6 }
value = { column = "v", signs = ["$", "(US)"], magnitudes = true }
known = { column = "VALID_FROM", style = "epoch_ms" }
withdrawn = { column = ["ACTION", "action"], is = ["Delete", "D"], known = "VALID_TO" }
categories = { Type = ["ARR", "Annualized run rate"] }
where = { Type = "ARR" }
series = "{e}.x"
[[feed]]
id = "h"
source = "b.csv"
header = false
period = { column = "2", style = "excel" }
value = { column = "3" }
series = "{1}.x"
[[feed]]
id = "w"
source = "c.csv"
layout = "periods"
period = { style = "year", means = "name" }
value = { missing = ["", ".."] }
series = "{Country Code}.gdp"
)toml"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  CsvMapping g;
  g.preamble = 4;
  g.junk = 2;
  g.comment = "#";
  g.series = "{e}.x";
  g.period = {.column = {{"p"}}, .style = DateStyle::fiscal_quarter, .fiscal_year_end = 6};
  g.value = {.column = {{"v"}}, .format = {.magnitudes = true, .signs = {"$", "(US)"}}};
  g.known = KnownColumn{.column = {{"VALID_FROM"}}, .style = DateStyle::epoch_ms};
  g.withdrawn = Withdrawal{.row = {.column = {{"ACTION", "action"}}, .any_of = {"Delete", "D"}},
                           .known = Column{{"VALID_TO"}}};
  g.categories = {{.column = {{"Type"}}, .any_of = {"ARR", "Annualized run rate"}}};
  g.where = {{.column = {{"Type"}}, .any_of = {"ARR"}}};
  EXPECT_EQ(config->feeds[0].csv, g);
  CsvMapping h;
  h.header = false;
  h.series = "{1}.x";
  h.period = {.column = {{"2"}}, .style = DateStyle::excel};
  h.value.column = {{"3"}};
  EXPECT_EQ(config->feeds[1].csv, h);
  CsvMapping w;
  w.layout = Layout::periods;
  w.series = "{Country Code}.gdp";
  w.period = {.column = {}, .style = DateStyle::year, .means = PeriodMeans::name};
  w.value.format.missing = {"", ".."};
  EXPECT_EQ(config->feeds[2].csv, w);
}

TEST(ConfigLoad, EveryKeyOfARequestArrives) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(R"toml(contact = "desk@example.org"
[[feed]]
id = "g"
source = "https://example.org/a.csv?api_key=hunter2"
headers = { Accept = "text/csv" }
timeout = "2m"
connect_timeout = "5s"
max_bytes = 1_000_000
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  const Feed& feed = config->feeds[0];
  const HttpRequest& request = std::get<HttpSource>(feed.source).request;
  EXPECT_EQ(request.url, "https://example.org/a.csv?api_key=hunter2");
  EXPECT_THAT(feed.shown_source, testing::Not(HasSubstr("hunter2")));
  EXPECT_EQ(request.user_agent, "firstcard/0.1 (desk@example.org)");
  EXPECT_THAT(request.headers, ElementsAre(Pair("Accept", "text/csv")));
  EXPECT_EQ(request.limits.total, std::chrono::minutes{2});
  EXPECT_EQ(request.limits.connect, seconds{5});
  EXPECT_EQ(request.limits.max_bytes, 1'000'000);
}

TEST(ConfigLoad, AnIndicatorMayHaveSeveralTests) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(R"toml([[indicator]]
id = "j"
quorum = "all"
lookback = 40
stale_after = "1q"
min_coverage = 2
[[indicator.test]]
name = "margin"
measure = "a.x"
weakening = { above = 5 }
recovery = { below = 5, for = 3 }
strengthening = { below = 1 }
[[indicator.test]]
name = "basket"
measure = "matched(yoy(basket), a.x, c.x)"
weakening = { below = 0 }
recovery = { for = 2 }
[[series]]
id = "c.x"
frequency = "quarter"
)toml"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  const Indicator& j = config->indicators.at(IndicatorId{"j"});
  EXPECT_EQ(j.quorum, 2);
  EXPECT_EQ(j.lookback, 40);
  EXPECT_EQ(j.stale_after, days{91});
  EXPECT_EQ(j.min_coverage, 2);
  ASSERT_EQ(j.tests.size(), 2U);
  EXPECT_EQ(j.tests[0].name, "margin");
  EXPECT_EQ(j.tests[0].weakening, (Line{Side::above, 5}));
  EXPECT_EQ(j.tests[0].recovery, (Line{Side::below, 5}));
  EXPECT_EQ(j.tests[0].recovery_for, 3);
  EXPECT_EQ(j.tests[0].strengthening, (Line{Side::below, 1}));
  EXPECT_EQ(j.tests[1].measure.text(), "matched(yoy(basket), a.x, c.x)");
  EXPECT_EQ(j.tests[1].recovery, std::nullopt);
  EXPECT_EQ(j.tests[1].recovery_for, 2);
}

TEST(ConfigLoad, EveryKeyOfAThesisArrives) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(R"toml([[thesis]]
id = "t"
title = "A thesis"
indicators = ["i", "j"]
weakening_count = 2
clear_below = 1
within = "3m"
secondary = [ { indicator = "k", weight = 0.5 } ]
names = { first_card = "the first card", scarcity = "scarce" }
[[thesis]]
id = "u"
indicators = ["i"]
weakening_count = 1
[[indicator]]
id = "j"
measure = "a.x"
weakening = { below = 0 }
[[indicator]]
id = "k"
measure = "a.x"
weakening = { below = 0 }
)toml",
                                                      "thesis"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  ASSERT_EQ(config->theses.size(), 2U);
  const Thesis& t = config->theses[0];
  EXPECT_EQ(t.title, "A thesis");
  EXPECT_EQ(t.weakening_count, 2);
  EXPECT_EQ(t.clear_below, 1);
  EXPECT_EQ(t.within, days{90});
  EXPECT_THAT(t.secondary, ElementsAre(Secondary{IndicatorId{"k"}, 0.5}));
  EXPECT_EQ(verdict_name(t, VerdictKind::first_card), "the first card");
  EXPECT_EQ(verdict_name(t, VerdictKind::scarcity), "scarce");
  EXPECT_EQ(verdict_name(t, VerdictKind::mixed), "mixed");
}

TEST(ConfigLoad, EveryKeyOfAReceiverArrives) {
  const Scratch scratch;
  setenv("FIRSTCARD_TEST_SECRET", "hunter2", 1);
  const auto config = load(scratch, with_sound_tables(R"toml([[receiver]]
id = "hook"
type = "webhook"
url = "http://127.0.0.1:8080/hook"
headers = { X-Team = "desk", X-Token = { env = "FIRSTCARD_TEST_SECRET" } }
hmac_key = { env = "FIRSTCARD_TEST_SECRET" }
kinds = ["fired", "verdict"]
theses = "t"
timeout = "5s"
[[receiver]]
id = "mail"
type = "email"
host = "smtp.example.org"
tls = "tls"
ca_file = "ca.pem"
user = "joe"
password = { env = "FIRSTCARD_TEST_SECRET" }
from = "Firstcard <alerts@example.org>"
to = "desk@example.org"
)toml"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  ASSERT_EQ(config->receivers.size(), 3U);
  const Receiver& hook = config->receivers[0];
  const auto& webhook = std::get<WebhookConfig>(hook.how);
  EXPECT_EQ(webhook.url, "http://127.0.0.1:8080/hook");
  EXPECT_THAT(webhook.headers, ElementsAre(Pair("X-Team", "desk")));
  EXPECT_THAT(webhook.secret_headers, ElementsAre(Pair("X-Token", Secret{"hunter2"})));
  EXPECT_EQ(webhook.hmac_key, Secret{"hunter2"});
  EXPECT_THAT(hook.kinds, testing::UnorderedElementsAre("fired", "verdict", "test"));
  EXPECT_THAT(hook.theses, ElementsAre(ThesisId{"t"}));
  EXPECT_EQ(hook.limits.total, seconds{5});

  const auto& mail = std::get<EmailConfig>(config->receivers[1].how);
  EXPECT_EQ(mail.host, "smtp.example.org");
  EXPECT_EQ(mail.tls, MailRequest::Tls::tls);
  EXPECT_EQ(mail.port, 465);
  EXPECT_EQ(mail.ca_file, (scratch / "ca.pem").string());
  EXPECT_EQ(mail.user, "joe");
  EXPECT_EQ(mail.password, Secret{"hunter2"});
  EXPECT_EQ(mail.from, "Firstcard <alerts@example.org>");
  EXPECT_THAT(mail.to, ElementsAre("desk@example.org"));
  EXPECT_TRUE(std::holds_alternative<LogConfig>(config->receivers[2].how));
}

TEST(ConfigLoad, ErrorsOfAllTablesAreReportedAtOnceInOrder) {
  const Scratch scratch;
  const auto errors = errors_of(scratch, R"toml(colour = 1
[storage]
path = 5
[[feed]]
id = "f"
source = "a.csv"
every = "soon"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
[[series]]
id = "a.x"
frequency = "sometimes"
[[indicator]]
id = "i"
measure = "yoy(a.y)"
weakening = { below = 0, for = -1 }
[thesis]
id = "t"
indicators = ["j"]
weakening_count = 2
[[receiver]]
id = "r"
type = "log"
theses = ["u"]
)toml");
  EXPECT_THAT(errors, ElementsAre(HasSubstr("1:1: unknown key \"colour\""),
                                  HasSubstr("3:8: storage: \"path\""), HasSubstr("7:9: feed \"f\""),
                                  HasSubstr("13:13: series \"a.x\""),
                                  HasSubstr("16:16: indicator \"i\": \"measure\""),
                                  HasSubstr("17:32: indicator \"i\", weakening: \"for\""),
                                  HasSubstr("20:15: thesis \"t\": unknown indicator \"j\""),
                                  HasSubstr("21:19: thesis \"t\": \"weakening_count\""),
                                  HasSubstr("25:11: receiver \"r\": unknown thesis \"u\"")));
}

TEST(ConfigLoad, TheShippedExamplesLoadWithoutAWarning) {
  for (const auto* name : {"firstcard.toml", "naive.toml"}) {
    const auto config =
        load_config(std::string(FIRSTCARD_SOURCE_DIR) + "/examples/ai-demand/" + name);
    ASSERT_TRUE(config) << to_text(config.error().front());
    EXPECT_EQ(config->theses.size(), 1U);
    for (const ConfigError& warning : config->warnings) ADD_FAILURE() << to_text(warning);
  }
}

}  // namespace
}  // namespace firstcard::test
