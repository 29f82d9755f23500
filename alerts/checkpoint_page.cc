#include "checkpoint_page.h"

#include <fmt/format.h>

#include "format.h"
#include "utf8.h"

namespace firstcard {

namespace {

std::string expectation(const CheckpointNews& c) {
  return fmt::format("Expected by {}: {} {}", to_text(c.by), c.indicator.text, c.expected);
}

}  // namespace

std::string checkpoint_headline(const CheckpointNews& c) {
  return fmt::format("Checkpoint {}: {}", c.met ? "met" : "missed",
                     c.title.empty() ? c.id.text : c.title);
}

Page checkpoint_page(const Notification& n) {
  const CheckpointNews& c = *n.checkpoint;
  Page page;
  page.tone = c.met ? Tone::relief : Tone::alarm;
  page.headline = one_line(checkpoint_headline(c));
  page.verdict = one_line(expectation(c));
  page.context = fmt::format("as of {}", format_instant(n.at));
  page.notes.push_back(one_line("Found: " + c.found + "."));
  if (n.late)
    page.notes.emplace_back(
        "Late: the day ended while firstcard was not watching. It was judged by what was known at "
        "its end.");
  Section section{.title = "Indicator", .note = {}, .cards = {}};
  for (const IndicatorLine& i : n.indicators) {
    section.cards.push_back(card_of(n, i));
    page.glance.push_back({.id = i.id.text,
                           .status = i.status,
                           .verb = std::string(verb_of(i.status)),
                           .change = change_of(i),
                           .reading = reading_of(i)});
  }
  if (!section.cards.empty()) page.sections.push_back(std::move(section));
  page.footer.push_back(
      fmt::format("More: firstcard explain {} --at {}", c.indicator.text, to_text(n.at)));
  page.footer.push_back(fmt::format("Key: {}", one_line(n.key)));
  return page;
}

std::string checkpoint_log_line(const Notification& n) {
  const CheckpointNews& c = *n.checkpoint;
  return one_line(fmt::format("checkpoint: {} {}; {}; found: {}{} [{}]", c.id.text,
                              c.met ? "met" : "missed", expectation(c), c.found,
                              n.late ? ", late" : "", n.key));
}

}  // namespace firstcard
