#include "alerts/template.h"

#include <gmock/gmock.h>

#include "ai_demand_fake.h"
#include "alerts/compose.h"
#include "alerts/exact_json.h"

namespace firstcard::test {
namespace {

using ::testing::HasSubstr;

std::string render(std::string_view text, Target target, const boost::json::value& data) {
  const auto parsed = Template::parse(text);
  if (!parsed) return "parse: " + to_text(parsed.error());
  const auto out = parsed->render(data, target);
  return out ? *out : "render: " + to_text(out.error());
}

std::string render(std::string_view text, Target target = Target::text) {
  static const boost::json::value data = exact_parse(
      R"({"kind":"fired","n":4,"x":-0.019,"none":null,"on":true,"off":false,"empty":[],
          "names":["cloud","<b>"],"title":"Q&A \"x\"\n2","big":1250000000,
          "verdict":{"after":{"name":"first_card"}},
          "all":[{"id":"a","r":0.1,"w":true},{"id":"b","r":null,"w":false}]})");
  return render(text, target, data);
}

TEST(Template, WritesValues) {
  EXPECT_EQ(render("plain } text }} and { too"), "plain } text }} and { too");
  EXPECT_EQ(render("{{ kind }} {{n}} {{ x }} {{ on }} [{{ none }}]"), "fired 4 -0.019 true []");
  EXPECT_EQ(render("{{ verdict.after.name }}"), "first_card");
  EXPECT_EQ(render("{{ all.0.id }}{{ all.1.id }}[{{ all.2.id }}]"), "ab[]");
  EXPECT_EQ(render("{{ none.of.it }}|"), "|");
  EXPECT_EQ(render(R"({{ "{{" }} {{ 'it''s' }})"),
            "parse: line 1, column 19: here }} is expected, "
            "or an operator or a filter");
  EXPECT_EQ(render(R"({{ "a\"b\n" }}{{ 2.5 }}{{ 3 }})"), "a\"b\n2.53");
  EXPECT_EQ(render("a{# no {{ x }} #}b"), "ab");
}

TEST(Template, DecidesAndRepeats) {
  EXPECT_EQ(render("{% if on %}yes{% else %}no{% endif %}"), "yes");
  EXPECT_EQ(render("{% if off %}1{% elif kind == \"fired\" %}2{% else %}3{% endif %}"), "2");
  EXPECT_EQ(render("{% for i in all %}{{ loop.index }}{{ i.id }}{% if not loop.last %}, "
                   "{% endif %}{% endfor %}"),
            "1a, 2b");
  EXPECT_EQ(render("{% for i in empty %}x{% else %}none{% endfor %}"), "none");
  EXPECT_EQ(render("{% for i in none %}x{% else %}none{% endfor %}"), "none");
  EXPECT_EQ(render("{% for i in all %}{% for j in names %}{{ i.id }}{{ loop.index }}{% endfor %}"
                   "{{ loop.index }}{% endfor %}"),
            "a1a21b1b22");
}

TEST(Template, ComparesByNumberAndText) {
  const auto holds = [](std::string_view condition) {
    return render("{% if " + std::string(condition) + " %}yes{% else %}no{% endif %}");
  };
  for (const auto* yes :
       {"n == 4", "n != 5", "n < 5", "n <= 4", "x < 0", "kind > \"a\"", "\"cloud\" in names",
        "\"ire\" in kind", "not off", "not (on and off)", "off or on", "on and n >= 4 or off",
        "none == null", "names | length == 2", "not empty", "(n > 1) == true"})
    EXPECT_EQ(holds(yes), "yes") << yes;
  for (const auto* no : {"n == \"4\"", "none < 1", "none > 1", "\"x\" in names", "empty", "none",
                         "\"\"", "0", "off or off", "on and off"})
    EXPECT_EQ(holds(no), "no") << no;
  EXPECT_EQ(holds("n < kind"), "render: line 1, column 9: < compares two numbers or two texts");
}

TEST(Template, TakesWhiteSpaceAwayWhereAsked) {
  EXPECT_EQ(render("a\n{% if on %}\nb\n{% endif %}\nc"), "a\nb\nc");
  EXPECT_EQ(render("a  {{- kind -}}  \n b"), "afiredb");
  EXPECT_EQ(render("a\n  {%- if on -%}\n  b{% endif %}"), "ab");
}

TEST(Template, Filters) {
  EXPECT_EQ(render("{{ kind | upper }} {{ \"ABC\" | lower }}"), "FIRED abc");
  EXPECT_EQ(
      render("{{ x | shown(\"pp\") }} {{ big | shown(\"USD\") }} {{ none | shown(\"pp\") }}|"),
      "-1.9 pp 1.25 B USD |");
  EXPECT_EQ(render("{{ names | join }}; {{ names | join(\"/\") }}; {{ empty | join }}"),
            "cloud, <b>; cloud/<b>; ");
  EXPECT_EQ(render("{{ names | first }} {{ names | last }} {{ names | length }}"), "cloud <b> 2");
  EXPECT_EQ(render("{{ none | default(\"n/a\") }} {{ kind | default(\"n/a\") }}"), "n/a fired");
  EXPECT_EQ(render("{{ 2.3456 | round(2) }} {{ 2.5 | round }}"), "2.35 2");
  EXPECT_EQ(render("{{ \"z\u00fcrich\" | cut(2) }}"), "z\u00fc");
  EXPECT_EQ(render("{{ verdict.after.name | spoken }}"), "first card");
  EXPECT_EQ(render("{{ \"a b&c\" | url }}"), "a%20b%26c");
  EXPECT_EQ(render("{{ all | json }}"),
            R"([{"id":"a","r":0.1,"w":true},{"id":"b","r":null,"w":false}])");
}

TEST(Template, EscapesForItsTarget) {
  EXPECT_EQ(render("<i>{{ names.1 }}</i> {{ title }}", Target::html),
            "<i>&lt;b&gt;</i> Q&amp;A &quot;x&quot;\n2");
  EXPECT_EQ(render("{{ names.1 | raw }}", Target::html), "<b>");
  EXPECT_EQ(render("{{ names.1 | html }}", Target::html), "&lt;b&gt;");  // once, not twice
  EXPECT_EQ(render(R"({"t":"{{ title }}","x":{{ x }},"none":{{ none | json }}})", Target::json),
            R"({"t":"Q&A \"x\"\n2","x":-0.019,"none":null})");
  EXPECT_EQ(render(R"({"all":{{ all | json }}})", Target::json),
            R"({"all":[{"id":"a","r":0.1,"w":true},{"id":"b","r":null,"w":false}]})");
  EXPECT_EQ(render("text={{ title }}", Target::form), "text=Q%26A%20%22x%22%0A2");
  EXPECT_EQ(render("a\n{{ title }}\r\nBcc: x", Target::line), "a Q&A \"x\" 2 Bcc: x");
}

TEST(Template, SaysWhereItIsWrong) {
  const struct {
    std::string_view text, error;
  } cases[] = {
      {"a\nb {{ knd }}", "render: line 2, column 6: the notification has no \"knd\"; did you mean"},
      {"\u00e9{{ verdict.nme }}", "render: line 1, column 5: verdict has no \"nme\""},
      {"{{ kind.x }}", "render: line 1, column 4: kind is no object, so it has no \"x\""},
      {"{{ all.id }}", "render: line 1, column 4: all is a list: loop over it"},
      {"{{ all }}", "render: line 1, column 4: this is a list; write it with {% for %}"},
      {"{{ verdict }}", "render: line 1, column 4: this is an object"},
      {"{% for i in kind %}{% endfor %}", "render: line 1, column 13: {% for %} goes over a list"},
      {"x{{ kind", "parse: line 1, column 2: the tag has no end; write }}"},
      {"{{ }}", "parse: line 1, column 4: here a value"},
      {"{{ kind | uper }}", "parse: line 1, column 11: there is no filter \"uper\"; did you mean"},
      {"{{ kind | cut }}", "parse: line 1, column 11: the filter cut takes one argument, not 0"},
      {"{{ kind | cut(-1) }}", "render: line 1, column 11: cut takes a whole number from 0"},
      {"{{ \"x }}", "parse: line 1, column 4: the text has no closing quote"},
      {"{% if on %}x", "parse: line 1, column 1: this if has no end; write {% endif %}"},
      {"x\n{% endif %}", "parse: line 2, column 4: {% endif %} has nothing before it"},
      {"{% if on %}{% endfor %}", "parse: line 1, column 15: here {% endif %} is expected"},
      {"{% while on %}", "parse: line 1, column 4: unknown tag \"while\""},
      {"{% if n = 4 %}{% endif %}", "parse: line 1, column 9: two values are compared by =="},
      {"{# x", "parse: line 1, column 1: the comment has no end"},
      {"{{ 1e999 }}", "parse: line 1, column 4: this is not a number"},
  };
  for (const auto& c : cases) EXPECT_THAT(render(c.text), HasSubstr(c.error)) << c.text;
  EXPECT_THAT(render("{\"a\": {{ none }}}", Target::json), HasSubstr("what it makes is not JSON"));
}

TEST(Template, HasLimits) {
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "{% if on %}";
  EXPECT_THAT(render(deep), HasSubstr("more than 32 levels inside each other"));
  EXPECT_THAT(render("{{ " + std::string(100, '(')), HasSubstr("more than 32 levels"));

  boost::json::array many;
  for (int i = 0; i < 2000; ++i) many.emplace_back("0123456789");
  const boost::json::value data = boost::json::object{{"m", std::move(many)}};
  EXPECT_THAT(
      render("{% for a in m %}{% for b in m %}{{ a }}{% endfor %}{% endfor %}", Target::text, data),
      HasSubstr("larger than 1 MiB"));
  EXPECT_THAT(render("{% for a in m %}{% for b in m %}{% if a == 1 %}{% endif %}{% endfor %}"
                     "{% endfor %}",
                     Target::text, data),
              HasSubstr("more than 1000000 steps"));
}

// The examples of docs/alerts.md.
TEST(Template, ReadsANotification) {
  const auto data = template_data(fired());
  EXPECT_EQ(render("{{ verdict.after.name | spoken | upper }}: {{ weakening }}/{{ n }} "
                   "{{ members | join(\" and \") }}",
                   Target::line, data),
            "FIRST CARD: 2/4 cloud and backlog");
  EXPECT_EQ(render("{% for i in indicators %}\n{% if i.status == \"weakening\" %}\n"
                   "{{ i.id }} {{ i.reading | shown(i.unit) }} in {{ i.period }}\n"
                   "{% endif %}\n{% endfor %}\n",
                   Target::text, data),
            "cloud -1.9 pp in 2026-Q2\nbacklog -4.2% in 2026-Q2\n");
}

}  // namespace
}  // namespace firstcard::test
