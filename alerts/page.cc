#include "page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "checkpoint_page.h"
#include "feed_page.h"
#include "format.h"
#include "utf8.h"

namespace firstcard {

namespace {

std::string list(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<std::string> texts(const std::vector<IndicatorId>& ids) {
  std::vector<std::string> out;
  for (const IndicatorId& id : ids) out.push_back(id.text);
  return out;
}

std::vector<std::string> ids_at(const Notification& n, Place place) {
  std::vector<std::string> out;
  for (const IndicatorLine& i : n.indicators)
    if (place_of(n, i) == place) out.push_back(i.id.text);
  return out;
}

std::string verdict_of(const Notification& n) {
  const std::string alert = fmt::format("(alert at {} of {})", n.k, n.n);
  if (n.before == n.after)
    return fmt::format("Verdict: {}, as before {}", spoken(n.after_name), alert);
  return fmt::format("Verdict: {} -> {} {}", spoken(n.before_name), spoken(n.after_name), alert);
}

std::string context_of(const Notification& n) {
  std::string text = one_line(n.thesis_title.empty() ? n.thesis.text : n.thesis_title);
  if (n.incident != 0) text += fmt::format(", incident {}", n.incident);
  return fmt::format("{}, as of {}", text, format_instant(n.at));
}

// What speaks for the way back, indicator by indicator.
std::string evidence_of(const Notification& n) {
  std::vector<std::string> parts;
  for (const IndicatorLine& i : n.indicators) {
    if (i.secondary) continue;
    if (i.status == Status::strengthening)
      parts.push_back(fmt::format("{} strengthens ({})", i.id.text, reading_of(i)));
    else if (place_of(n, i) == Place::recovered)
      parts.push_back(
          fmt::format("{} is back over its recovery line ({})", i.id.text, reading_of(i)));
  }
  return parts.empty() ? "none: no indicator strengthens"
                       : fmt::format("{}", fmt::join(parts, "; "));
}

// Each feed once, in the order of the indicators.
std::vector<std::string> repairs_of(const Notification& n) {
  std::vector<std::string> all;
  for (const IndicatorLine& i : n.indicators)
    for (const std::string& feed : i.repair)
      if (!i.secondary && std::ranges::find(all, feed) == all.end()) all.push_back(one_line(feed));
  return all;
}

std::vector<std::string> notes_of(const Notification& n) {
  std::vector<std::string> notes;
  if (n.kind == "test")
    notes.emplace_back("This is a test. Nothing has happened, and the figures are made up.");
  if (n.late)
    notes.emplace_back(
        "Late: this happened while firstcard was not watching, and was found on catching up.");
  if (n.kind == "undecided")
    notes.push_back(
        n.open ? fmt::format("The alert stays open: with the unknown ones it could still be {} of {}.",
                             n.k, n.n)
               : fmt::format("No alert: but if the unknown ones weaken, it is one ({} of {}).", n.k,
                             n.n));
  if (n.kind == "undecided") {
    for (const std::string& feed : repairs_of(n)) notes.push_back("To settle it: " + feed);
  }
  if (n.kind == "summary")
    notes.emplace_back(n.history.empty() ? "Nothing has happened: this comes by the calendar. All "
                                           "feeds are in time, and every message was delivered."
                                         : "This comes by the calendar. What needs a look:");
  if (n.kind == "digest")
    notes.push_back(
        n.open ? fmt::format("In between the alert ended and fired again: incident {} is open now.",
                             n.incident)
               : "In between the alert fired and ended. None is open now.");
  if (!n.joined.empty()) notes.push_back(fmt::format("New: {}.", list(texts(n.joined))));
  if (!n.left.empty()) notes.push_back(fmt::format("No longer counted: {}.", list(texts(n.left))));
  if (const auto unknown = ids_at(n, Place::unknown); !unknown.empty())
    notes.push_back(fmt::format("Unknown: {}. Neither holding nor weakening, until there is data.",
                                list(unknown)));
  if (n.kind == "resolved")
    notes.push_back(
        fmt::format("The alert is over, but the way back needs new evidence: growth that "
                    "returns and beats expectations. Evidence so far: {}.",
                    evidence_of(n)));
  return notes;
}

// The order of the message: what it is about comes first.
std::array<Place, 5> order_of(const Notification& n) {
  if (n.kind == "resolved")
    return {Place::recovered, Place::counted, Place::unknown, Place::rest, Place::secondary};
  return {Place::counted, Place::recovered, Place::unknown, Place::rest, Place::secondary};
}

std::string_view title_of(Place place) {
  switch (place) {
    case Place::counted:
      return "Weakening";
    case Place::recovered:
      return "Recovered";
    case Place::unknown:
      return "Unknown";
    case Place::rest:
      return "Not weakening";
    case Place::secondary:
      break;
  }
  return "Secondary signals";
}

std::string secondary_note(const Notification& n) {
  std::string note = "Shown for context, never counted.";
  if (n.score)
    note += fmt::format(" Score {}{} on a scale from -1 to +1.", *n.score > 0 ? "+" : "",
                        format_value(*n.score, ""));
  return note;
}

void add_indicators(const Notification& n, Page& page) {
  for (const Place place : order_of(n)) {
    Section section{.title = std::string(title_of(place)), .note = {}, .cards = {}};
    if (place == Place::secondary) section.note = secondary_note(n);
    for (const IndicatorLine& i : n.indicators) {
      if (place_of(n, i) != place) continue;
      section.cards.push_back(card_of(n, i));
      if (place == Place::secondary) continue;
      std::string verb(verb_of(i.status));
      if (place == Place::counted && i.status != Status::weakening) {
        verb += ", still counted";
        if (i.counted_until) verb += " until " + format_instant(*i.counted_until);
      }
      page.glance.push_back({.id = i.id.text,
                             .status = i.status,
                             .verb = std::move(verb),
                             .change = change_of(i),
                             .reading = reading_of(i)});
    }
    if (place == Place::counted && std::ranges::any_of(section.cards, [](const Card& card) {
          return card.status != Status::weakening;
        }))
      section.title = "Counted as weakening";
    if (!section.cards.empty()) page.sections.push_back(std::move(section));
  }
}

std::vector<std::string> footer_of(const Notification& n) {
  std::vector<std::string> lines, ids = texts(n.joined);
  if (ids.empty()) ids = texts(n.left);
  if (ids.empty()) ids = ids_at(n, Place::counted);
  if (n.kind == "indicator" && !n.indicators.empty()) ids = {n.indicators.front().id.text};
  if (!ids.empty() && n.kind != "test")
    lines.push_back(fmt::format("More: firstcard explain {} --at {}", ids.front(), to_text(n.at)));
  lines.push_back(fmt::format("Key: {}", one_line(n.key)));
  return lines;
}

std::string head_of(const Notification& n) {
  const std::string after = headline_case(n.after_name);
  if (n.kind == "updated") return after + ", update";
  if (n.kind == "reminder") return "Reminder: " + after;
  if (n.kind == "resolved") return "Resolved, now " + spoken(n.after_name);
  if (n.kind == "digest") return "Digest, now " + spoken(n.after_name);
  if (n.kind == "decided") return "Decided again, now " + spoken(n.after_name);
  if (n.kind == "summary") return "Summary, " + spoken(n.after_name);
  if (n.kind == "test") return "Test: " + after;
  return after;
}

// Of the kind "indicator", which is about one of them: "cloud weakens, was holding".
std::string headline_of(const Notification& n) {
  if (n.kind != "indicator" || n.indicators.empty())
    return fmt::format("{}: {} of {} weakening", head_of(n), n.weakening, n.n);
  const IndicatorLine& i = n.indicators.front();
  const std::string was = change_of(i);
  return fmt::format("{} {}{}{}", i.id.text, verb_of(i.status), was.empty() ? "" : ", ", was);
}

Page thesis_page(const Notification& n) {
  Page page;
  page.tone = n.kind == "resolved" ? Tone::relief : n.open ? Tone::alarm : Tone::neutral;
  page.headline = one_line(headline_of(n));
  page.verdict = one_line(verdict_of(n));
  page.context = context_of(n);
  page.notes = notes_of(n);
  // A summary's lines are no history.
  for (const std::string& line : n.history)
    (n.kind == "summary" ? page.notes : page.history).push_back(one_line(line));
  add_indicators(n, page);
  page.footer = footer_of(n);
  return page;
}

}  // namespace

std::string subject_of(const Notification& n) {
  if (n.feed) return one_line(feed_headline(*n.feed) + (n.late ? " (found late)" : ""));
  if (n.checkpoint)
    return one_line(checkpoint_headline(*n.checkpoint) + (n.late ? " (late)" : ""));
  std::string text = headline_of(n);
  if (n.kind == "indicator") {
    if (!n.indicators.empty()) text += fmt::format(" ({})", reading_of(n.indicators.front()));
  } else {
    if (const auto ids = ids_at(n, Place::counted); !ids.empty())
      text += fmt::format(" ({})", list(ids));
    if (const auto unknown = ids_at(n, Place::unknown); !unknown.empty())
      text += fmt::format(", {} unknown ({})", n.unknown, list(unknown));
  }
  text += " - " + (n.thesis_title.empty() ? n.thesis.text : n.thesis_title);
  if (n.late) text += " (late)";
  return one_line(text);
}

Page page_of(const Notification& n) {
  Page page = n.feed ? feed_page(n) : n.checkpoint ? checkpoint_page(n) : thesis_page(n);
  for (const std::string& note : n.footnotes) page.footer.push_back(one_line(note));
  return page;
}

}  // namespace firstcard
