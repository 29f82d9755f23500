#include "feed_page.h"

#include <fmt/format.h>

#include "format.h"
#include "utf8.h"

namespace firstcard {

namespace {

std::string when(const std::optional<Instant>& t) {
  return t ? format_instant(*t) : "never";
}

// What was expected, when, and by how much it is late.
std::string expectation(const FeedNews& f, Instant now) {
  if (f.series.text.empty() || !f.newest_period || !f.due_at)
    return "No series of it is expected at any time.";
  if (in_time(f.state))
    return fmt::format("The newest period of {} is {}; the next ({}) is due {}.", f.series.text,
                       to_text(*f.newest_period), f.expected, format_instant(*f.due_at));
  std::string text = fmt::format("Expected: {} {}, due {}, {} ago. The newest period is {}.",
                                 f.series.text, f.expected, format_instant(*f.due_at),
                                 rough_text(now - *f.due_at), to_text(*f.newest_period));
  if (f.state == Health::dead)
    text += " By now the period after it is missing as well.";
  else if (f.dead_at)
    text += fmt::format(" Without it the feed counts as dead from {}.", format_instant(*f.dead_at));
  return text;
}

std::string remedy(const FeedNews& f) {
  if (in_time(f.state)) return {};
  if (f.failures > 0)
    return fmt::format(
        "What to do: the last {} failed, so mend that first. Once the feed can be read again, this "
        "ends by itself.",
        f.failures == 1 ? "poll" : fmt::format("{} polls", f.failures));
  return fmt::format(
      "What to do: the source is read without an error, but has no newer period. Look at it: if it "
      "publishes later than expected, set \"due\" and \"grace\" of the series {}; if it has moved "
      "or ended, point the feed to its successor, or take it out.",
      f.series.text);
}

}  // namespace

std::string_view spoken(Health h) {
  return h == Health::dead ? "dead" : h == Health::late ? "late" : "in time";
}

std::string feed_headline(const FeedNews& f) {
  if (in_time(f.state)) return fmt::format("Feed in time again: {}", f.feed.text);
  return fmt::format("Feed {}: {} ({} {})", spoken(f.state), f.feed.text, f.series.text,
                     f.expected);
}

Page feed_page(const Notification& n) {
  const FeedNews& f = *n.feed;
  Page page;
  page.tone = in_time(f.state) ? Tone::relief : Tone::alarm;
  page.headline = one_line(feed_headline(f));
  page.verdict = f.before == Health::none
                     ? fmt::format("Feed: {}", spoken(f.state))
                     : fmt::format("Feed: {} -> {}", spoken(f.before), spoken(f.state));
  page.context = one_line(fmt::format("{}, as of {}", f.source, format_instant(n.at)));
  page.notes.push_back(one_line(expectation(f, n.at)));
  if (!f.calendar.empty()) page.notes.push_back(one_line("The calendar is " + f.calendar + "."));
  if (!f.others.empty()) {
    std::string others = "Further series:";
    for (const std::string& other : f.others) others += " " + other + ";";
    others.back() = '.';
    page.notes.push_back(one_line(others));
  }
  std::string polls = fmt::format("Last success {}, last new print {}, last error {}",
                                  when(f.last_success), when(f.last_print), when(f.last_error_at));
  if (!f.last_error.empty()) polls += ": " + f.last_error;
  page.notes.push_back(one_line(polls));
  if (const std::string what = remedy(f); !what.empty()) page.notes.push_back(one_line(what));
  if (n.late)
    page.notes.emplace_back(
        "Late: this happened while firstcard was not watching, and was found on catching up.");
  page.footer.push_back("More: firstcard status");
  page.footer.push_back(fmt::format("Key: {}", one_line(n.key)));
  return page;
}

std::string feed_log_line(const Notification& n) {
  const FeedNews& f = *n.feed;
  const std::string was =
      f.before == Health::none ? "" : fmt::format(" (was {})", spoken(f.before));
  return one_line(fmt::format("feed: {} is {}{}; {}{} [{}]", f.feed.text, spoken(f.state), was,
                              expectation(f, n.at), n.late ? " Late." : "", n.key));
}

}  // namespace firstcard
