#include <fmt/format.h>

#include "checkpoint_page.h"
#include "feed_page.h"
#include "format.h"
#include "page.h"
#include "render.h"
#include "utf8.h"

namespace firstcard {

namespace {

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

void append(std::string& out, const Card& card) {
  out += card.title == card.id
             ? fmt::format("\n{}: {}", card.id, to_text(card.status))
             : fmt::format("\n{} [{}]: {}", card.title, card.id, to_text(card.status));
  if (!card.change.empty()) out += fmt::format(" ({})", card.change);
  out += fmt::format("\n  {}", card.reading);
  if (!card.spark.empty()) out += "  " + card.spark;
  out += '\n';
  for (const Fact& fact : card.facts) out += fmt::format("  {}: {}\n", fact.label, fact.text);
}

}  // namespace

std::string render_subject(const Notification& n) {
  return subject_of(n);
}

// No columns and no hard line breaks: a phone shows this in a proportional font and wraps it
// itself.
std::string render_text(const Notification& n) {
  const Page page = page_of(n);
  const bool loud = !n.feed && !n.checkpoint;
  std::string out = fmt::format("{}\n{}\n{}\n", loud ? upper(page.headline) : page.headline,
                                page.verdict, page.context);
  if (!page.glance.empty()) out += '\n';
  for (const Glance& g : page.glance) {
    out += fmt::format("- {} {}: {}", g.id, g.verb, g.reading);
    out += g.change.empty() ? "\n" : fmt::format(" ({})\n", g.change);
  }
  for (const std::string& note : page.notes) out += fmt::format("\n{}\n", note);
  if (!page.history.empty()) {
    out += "\nMeanwhile:\n";
    for (const std::string& line : page.history) out += fmt::format("- {}\n", line);
  }
  for (const Section& section : page.sections) {
    out += fmt::format("\n{}\n", upper(section.title));
    if (!section.note.empty()) out += section.note + "\n";
    for (const Card& card : section.cards) append(out, card);
  }
  out += "\n--\n";
  for (const std::string& line : page.footer) out += line + "\n";
  return valid_utf8(out);
}

std::string render_log_line(const Notification& n) {
  if (n.feed) return feed_log_line(n);
  if (n.checkpoint) return checkpoint_log_line(n);
  const Page page = page_of(n);
  std::string line = fmt::format("{}: {} of {} weakening", n.kind, n.weakening, n.n);
  if (n.kind == "indicator") line = fmt::format("{}: {}", n.kind, page.headline);
  std::string_view separator = "; ";
  for (const Glance& g : page.glance) {
    if (g.status == Status::holding || g.status == Status::strengthening) continue;
    line += fmt::format("{}{} {}: {}", separator, g.id, g.verb, g.reading);
    separator = ", ";
  }
  line += fmt::format("; verdict {} (was {}), {}", n.after_name, n.before_name, page.context);
  if (n.late) line += ", late";
  return one_line(fmt::format("{} [{}]", line, n.key));
}

}  // namespace firstcard
