// What `explain` prints for people.
#include <fmt/format.h>

#include <algorithm>

#include "alerts/format.h"
#include "daemon/explanation.h"
#include "daemon/fold_rows.h"
#include "daemon/provenance.h"
#include "daemon/table.h"
#include "daemon/wording.h"
#include "feeds/text.h"

namespace firstcard {

namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kLabel = 12;
constexpr std::size_t kInputs = 8;  // of a series; of more the oldest and the newest

class Text {
 public:
  Text(const Explanation& e, const Config& config, bool colour)
      : e_(e), config_(config), unit_(e.rule->unit), colour_(colour) {}

  std::string all() {
    head();
    for (std::size_t t = 0; t < e_.tests.size(); ++t) test(t);
    fragility();
    for (std::size_t t = 0; t < e_.tests.size(); ++t) sql(t);
    return std::move(out_);
  }

 private:
  void line(const std::string& text) { out_ += text + "\n"; }
  void heading(const std::string& text) { line("\n" + painted(text, Colour::bold, colour_)); }

  void fact(std::string_view label, std::string_view text) {
    line(fmt::format("  {:<{}}{}", label, kLabel, paragraph(text, kLabel + 2, kWidth)));
  }

  void head() {
    const Assessment& a = e_.assessment;
    const std::string& title = e_.rule->title.empty() ? e_.rule->id.text : e_.rule->title;
    line(painted(title, Colour::bold, colour_));
    line(fmt::format("{} is {} as of {}", e_.rule->id.text,
                     painted(to_text(a.status), colour_of(a.status), colour_),
                     format_instant(a.as_of)));
    fact("why", e_.reason);
    if (e_.change) {
      fact("since", format_instant(e_.change->at));
      fact("cause",
           fmt::format("{}: {}{}", spoken(to_text(e_.change->cause.cause)), e_.change->cause.detail,
                       e_.change->recorded ? "" : " (found by going back; not recorded)"));
    } else if (a.leading().since) {
      fact("since", format_instant(*a.leading().since) + ", as far back as the values go");
    }
    fact("next", e_.flip.empty() ? no_flip_text(a) : e_.flip);
    if (e_.rule->tests.size() > 1)
      fact("tests", fmt::format("{} of {} must weaken", e_.rule->quorum, e_.rule->tests.size()));
  }

  void test(std::size_t t) {
    const ExplainedTest& x = e_.tests[t];
    const Test& test = *x.test;
    const TestResult& r = x.result;
    if (e_.tests.size() > 1)
      heading(fmt::format("Test \"{}\": {}{}", test.name, to_text(r.status),
                          t == e_.assessment.lead ? "; it is the one to look at" : ""));
    else
      out_ += "\n";
    fact("measure", shown(test.measure.text(), 65536));
    fact("weakening",
         fmt::format("{}, {}", format_line(test.weakening, unit_), prints(test.weakening_for)));
    fact("recovery", fmt::format("{}, {}", format_recovery(recovery_line(test), unit_),
                                 prints(test.recovery_for)));
    if (test.strengthening) fact("strength", format_line(*test.strengthening, unit_));
    if (!r.reading) {
      fact("reading", "none: a series is missing or too short");
    } else {
      fact("reading",
           fmt::format(
               "{} in {}, known {}{}", format_value(r.reading->value, unit_),
               period_name(r.frequency, r.reading->index), format_instant(r.reading->known_at),
               r.reading->of > 0 ? fmt::format(", {} of {} members", r.reading->have, r.reading->of)
                                 : ""));
      if (r.distance) fact("distance", distance(x));
      if (r.stale_at) fact("stale from", format_instant(*r.stale_at));
    }
    fold(x);
    inputs(t);
  }

  std::string distance(const ExplainedTest& x) const {
    const bool weakening = !x.steps.empty() && x.steps.back().status == Status::weakening;
    const double d = *x.result.distance;
    const std::string far = format_distance(d, unit_);
    const std::string line =
        weakening ? format_recovery(x.result.line, unit_) : format_line(x.result.line, unit_);
    if (weakening)
      return d < 0 ? fmt::format("{} short of recovery, which begins {}", far, line)
                   : fmt::format("{} past the line of recovery, {}, not yet for long enough", far,
                                 line);
    return d >= 0 ? fmt::format("{} away from weakening, which begins {}", far, line)
                  : fmt::format("{} past the line of weakening, {}, not yet for long enough", far,
                                line);
  }

  void fold(const ExplainedTest& x) {
    if (x.steps.empty()) return;
    const bool baskets =
        std::ranges::any_of(x.steps, [](const FoldStep& s) { return s.print.of > 0; });
    const auto name = [&](std::size_t i) {
      return period_name(x.result.frequency, x.steps[i].print.index);
    };
    std::vector<TableRow> rows;
    for (const FoldRow& row : fold_rows(*x.test, unit_, x.steps)) {
      const FoldStep& s = x.steps[row.last];
      TableRow cells = {
          {name(row.first)},
          {format_value(s.print.value, unit_), Colour::none, true},
          {std::string(to_text(s.status)), colour_of(s.status)},
          {row.changed && row.beyond.empty() ? "back between its lines" : row.beyond}};
      std::string covers = s.print.of > 0 ? fmt::format("{} of {}", s.print.have, s.print.of) : "";
      std::string known = format_instant(s.print.known_at);
      if (row.first != row.last) {
        const auto span = std::span(x.steps).subspan(row.first, row.last - row.first + 1);
        const auto value = [](const FoldStep& step) { return step.print.value; };
        cells[1].text = "...";
        cells[3] = {fmt::format("{} prints to {}, {} to {}", span.size(), name(row.last),
                                format_value(std::ranges::min(span, {}, value).print.value, unit_),
                                format_value(std::ranges::max(span, {}, value).print.value, unit_)),
                    Colour::dim};
        covers.clear();
        known.clear();
      }
      if (baskets) cells.push_back({covers});
      cells.push_back({known, Colour::dim});
      rows.push_back(std::move(cells));
    }
    TableRow head = {
        {"PERIOD"}, {"READING", Colour::none, true}, {"STATUS"}, {"BEYOND WHICH LINE"}};
    if (baskets) head.push_back({"COVERS"});
    head.push_back({"KNOWN"});
    heading(
        fmt::format("The fold over {} print{}", x.steps.size(), x.steps.size() == 1 ? "" : "s"));
    indented(table(head, rows, colour_));
  }

  void inputs(std::size_t t) {
    const ExplainedTest& x = e_.tests[t];
    for (const SeriesId& id : x.silent)
      line(painted("\n  " + id.text + " had no value then", Colour::yellow, colour_));
    if (x.inputs.empty()) return;
    for (std::size_t other = 0; other < t; ++other)
      if (e_.tests[other].test->measure == x.test->measure) {
        line(fmt::format("\nIts inputs are those of \"{}\".", e_.tests[other].test->name));
        return;
      }
    heading("The values that this reading rests on, and where they came from");
    std::vector<TableRow> rows;
    std::vector<const ExplainedInput*> shown;
    std::map<SeriesId, std::size_t> left_out;
    for (std::size_t i = 0; i < x.inputs.size(); ++i) {
      const ExplainedInput& in = x.inputs[i];
      const auto same = [&](const ExplainedInput& o) { return o.input.series == in.input.series; };
      const auto count = static_cast<std::size_t>(std::ranges::count_if(x.inputs, same));
      const auto place =
          i - static_cast<std::size_t>(std::ranges::find_if(x.inputs, same) - x.inputs.begin());
      if (count > kInputs && place >= 2 && place + kInputs - 2 < count) {
        ++left_out[in.input.series];
        continue;
      }
      rows.push_back(cells_of(in));
      shown.push_back(&in);
    }
    const std::string all =
        table({{"PERIOD"}, {"ENDS"}, {"VALUE", Colour::none, true}, {"KNOWN"}, {"BASIS"}, {"FROM"}},
              rows, colour_);
    std::size_t at = all.find('\n') + 1;
    line("    " + all.substr(0, at - 1));
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const SeriesId& id = shown[i]->input.series;
      const bool first = i == 0 || shown[i - 1]->input.series != id;
      if (first) line("  " + painted(id.text, Colour::bold, colour_));
      const std::size_t end = all.find('\n', at);
      line("    " + all.substr(at, end - at));
      at = end + 1;
      const bool second = !first && (i < 2 || shown[i - 2]->input.series != id);
      if (second && left_out[id] > 0)
        line(painted(fmt::format("    ... and {} in between", left_out[id]), Colour::dim, colour_));
      if (shown[i]->line) document_line(*shown[i]->line);
    }
  }

  TableRow cells_of(const ExplainedInput& in) const {
    const Series& series = config_.catalogue.at(in.input.series);
    const Point& p = in.input.point;
    const std::string revised =
        in.vintage > 1
            ? fmt::format(" ({} earlier value{})", in.vintage - 1, in.vintage == 2 ? "" : "s")
            : "";
    return {{period_name(series.frequency, index_of(series.frequency, p.period))},
            {to_text(p.period)},
            {format_value(p.value, series.unit), Colour::none, true},
            {format_instant(p.known_at)},
            {std::string(to_text(in.basis)), Colour::dim},
            {in.origin ? fmt::format("{} line {}{}", short_source(in.origin->source),
                                     in.origin->line, revised)
                       : revised,
             Colour::dim}};
  }

  void document_line(const std::expected<std::string, std::string>& text) {
    constexpr std::size_t kIndent = 6;
    line(std::string(kIndent, ' ') +
         (text ? painted(shown(*text, kWidth - kIndent - 3), Colour::dim, colour_)
               : painted("(" + text.error() + ")", Colour::yellow, colour_)));
  }

  void fragility() {
    const Fragility& f = e_.fragility;
    heading("Fragility");
    line(
        f.revisions == 0
            ? "  Its inputs have not been revised so far."
            : fmt::format("  {} of {} past revisions of its inputs would change the status, if the "
                          "newest value\n  of the same series were revised by as much.",
                          f.turning, f.revisions));
    std::vector<TableRow> rows;
    for (const SeriesFragility& s : f.series)
      rows.push_back(
          {{s.series.text},
           {s.newest ? format_value(s.newest->value, config_.catalogue.at(s.series).unit) : "-",
            Colour::none, true},
           {std::to_string(s.revisions), Colour::none, true},
           {s.revisions == 0 ? "-" : change(s.largest), Colour::none, true},
           {std::to_string(s.turning), s.turning > 0 ? Colour::yellow : Colour::none, true},
           {s.needed ? fmt::format("{}, {}", change(*s.needed), to_text(s.to)) : "-"}});
    indented(table({{"SERIES"},
                    {"NEWEST", Colour::none, true},
                    {"REVISIONS", Colour::none, true},
                    {"LARGEST", Colour::none, true},
                    {"ENOUGH", Colour::none, true},
                    {"NEEDED"}},
                   rows, colour_));
  }

  void sql(std::size_t t) {
    const ExplainedTest& x = e_.tests[t];
    for (std::size_t other = 0; other < t; ++other)
      if (e_.tests[other].test->measure == x.test->measure) return;
    const std::string of = e_.tests.size() > 1 ? fmt::format(" of \"{}\"", x.test->name) : "";
    heading(x.no_sql.empty()
                ? fmt::format("SQL that gives the reading{}; for sqlite3 -readonly {}", of,
                              config_.database.filename().string())
                : fmt::format("SQL that gives the inputs{}; the rest is the measure ({})", of,
                              x.no_sql));
    out_ += x.sql;
  }

  static std::string prints(int n) {
    return n == 1 ? "from the first print on" : fmt::format("for {} prints in a row", n);
  }
  static std::string change(double relative) { return fmt::format("{:+.2f}%", 100 * relative); }
  void indented(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      line("  " + text.substr(at, end - at));
      at = end + 1;
    }
  }

  const Explanation& e_;
  const Config& config_;
  const std::string& unit_;
  bool colour_;
  std::string out_;
};

}  // namespace

std::string explanation_text(const Explanation& e, const Config& config, bool colour) {
  return Text(e, config, colour).all();
}

}  // namespace firstcard
