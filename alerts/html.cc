#include <fmt/format.h>

#include <array>

#include "html_escape.h"
#include "page.h"
#include "plot.h"
#include "render.h"
#include "utf8.h"

namespace firstcard {

namespace {

// Light colours stand inline, always text and background together, so that a client that turns
// colours around on its own turns both. Clients that keep <style> get a dark dress by class; the
// rest stays readable.
constexpr std::string_view kHead =
    R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{}</title>
<style>
@media (prefers-color-scheme: dark) {{
.page {{ background:#111417 !important; }}
.body {{ background:#1b1f24 !important; color:#e6e8ea !important; border-color:#343a41 !important; }}
.soft {{ color:#a4abb3 !important; }}
.rule {{ border-color:#343a41 !important; }}
.note {{ background:#262b31 !important; color:#e6e8ea !important; }}
}}
</style>
</head>
)";

constexpr std::string_view kFont =
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica "
    "Neue',Arial,sans-serif";
constexpr std::string_view kSoft = R"(class="soft" style="color:#5b6470")";
constexpr std::string_view kRule = "border-top:1px solid #dfe3e8";

// In pixels: what is left of 600 between the paddings.
constexpr int kPictureWidth = 566;

std::string_view colour_of(Tone tone) {
  switch (tone) {
    case Tone::alarm:
      return "#b3261e";
    case Tone::relief:
      return "#1e6b3a";
    case Tone::neutral:
      break;
  }
  return "#3d4753";
}

std::string_view colour_of(Status s) {
  switch (s) {
    case Status::weakening:
      return "#b3261e";
    case Status::strengthening:
      return "#1e6b3a";
    case Status::holding:
      return "#56606b";
    case Status::unknown:
      break;
  }
  return "#8a5a00";
}

std::string pill(Status status) {
  return fmt::format(
      R"(<span style="display:inline-block;padding:1px 8px;border-radius:9px;font-size:12px;)"
      R"(background:{};color:#ffffff">{}</span>)",
      colour_of(status), to_text(status));
}

std::string soft(std::string_view text) {
  return fmt::format("<span {}>{}</span>", kSoft, html_escaped(text));
}

std::string glance_table(const Page& page) {
  std::string out =
      R"(<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">)"
      "\n";
  for (const Glance& g : page.glance)
    out += fmt::format(
        R"(<tr><td class="rule" style="{2};padding:7px 8px 7px 0;font-weight:600">{0}</td>)"
        R"(<td class="rule" style="{2};padding:7px 8px 7px 0">{1}{3}</td>)"
        R"(<td class="rule" align="right" style="{2};padding:7px 0">{4}</td></tr>)"
        "\n",
        html_escaped(g.id), pill(g.status), kRule,
        g.change.empty() ? "" : R"(<br><span style="font-size:12px">)" + soft(g.change) + "</span>",
        html_escaped(g.reading));
  return out + "</table>\n";
}

std::string picture_block(const Card& card, const std::string& source) {
  if (source.empty()) return {};
  return fmt::format(
      R"(<img src="{}" alt="{}" width="{}" style="display:block;width:100%;max-width:{}px;)"
      R"(height:auto;border-radius:4px;margin:6px 0 8px 0">)"
      "\n",
      html_escaped(source), html_escaped(fmt::format("Plot of {}: {} {}", card.id, card.reading, card.spark)),
      kPictureWidth, kPlotWidth);
}

std::string card_block(const Card& card, const HtmlPictures& pictures) {
  const auto picture = pictures.sources.find(IndicatorId{card.id});
  const std::string source = picture == pictures.sources.end() ? "" : picture->second;
  std::string out = fmt::format(
      R"(<div class="rule" style="{};padding:12px 0">)"
      R"(<div style="font-weight:600">{}</div>)"
      R"(<div style="padding:2px 0">{} {}</div>)"
      R"(<div style="padding:2px 0;font-size:17px">{}{}</div>)"
      "\n",
      kRule, html_escaped(card.title), pill(card.status),
      soft(card.change.empty() ? card.id : fmt::format("{}, {}", card.id, card.change)),
      html_escaped(card.reading),
      card.spark.empty() || !source.empty()
          ? ""
          : fmt::format(R"( <span style="white-space:nowrap;color:{}" class="soft">{}</span>)",
                        colour_of(card.status), card.spark));
  out += picture_block(card, source);
  for (const Fact& fact : card.facts)
    out += fmt::format(R"(<div style="font-size:14px;overflow-wrap:anywhere">{} {}</div>)"
                       "\n",
                       soft(fact.label), html_escaped(fact.text));
  return out + "</div>\n";
}

std::string notes_block(const Page& page) {
  std::string out;
  for (const std::string& note : page.notes)
    out += fmt::format(R"(<p style="margin:0 0 6px 0">{}</p>)", html_escaped(note)) + "\n";
  if (!page.history.empty()) {
    out += R"(<p style="margin:0">Meanwhile:</p><ul style="margin:0;padding-left:20px">)";
    for (const std::string& line : page.history) out += "<li>" + html_escaped(line) + "</li>";
    out += "</ul>\n";
  }
  if (out.empty()) return out;
  return R"(<div class="note" style="background:#f1f3f5;color:#1a1d21;padding:10px 12px 6px 12px;margin:14px 0 0 0;border-radius:6px">)"
         "\n" +
         out + "</div>\n";
}

}  // namespace

std::string render_html(const Notification& n, const HtmlPictures& pictures) {
  const Page page = page_of(n);
  std::string out = fmt::format(kHead, html_escaped(subject_of(n)));
  out += fmt::format(
      R"(<body class="page" style="margin:0;padding:12px;background:#eceff2;color:#1a1d21;{0};font-size:15px;line-height:1.45">
<div class="body" style="max-width:600px;margin:0 auto;background:#ffffff;color:#1a1d21;border:1px solid #d5dae0;border-radius:8px;overflow:hidden">
<div style="background:{1};color:#ffffff;padding:14px 16px">
<div style="font-size:21px;font-weight:700;line-height:1.25">{2}</div>
<div style="padding-top:4px">{3}</div>
<div style="font-size:13px;padding-top:2px">{4}</div>
</div>
<div style="padding:6px 16px 14px 16px">
)",
      kFont, colour_of(page.tone), html_escaped(page.headline), html_escaped(page.verdict),
      html_escaped(page.context));
  out += glance_table(page) + notes_block(page);
  for (const Section& section : page.sections) {
    out += fmt::format(
        R"(<h2 style="font-size:13px;letter-spacing:.06em;text-transform:uppercase;margin:20px 0 4px 0">{}</h2>)"
        "\n",
        html_escaped(section.title));
    if (!section.note.empty())
      out +=
          fmt::format(R"(<p style="margin:0 0 6px 0;font-size:14px">{}</p>)", soft(section.note)) +
          "\n";
    for (const Card& card : section.cards) out += card_block(card, pictures);
  }
  out += fmt::format(
      R"(<div class="rule" style="{};padding-top:10px;font-size:12px;overflow-wrap:anywhere">)",
      kRule);
  for (const std::string& line : page.footer) out += soft(line) + "<br>\n";
  if (!pictures.fault.empty())
    out += soft("Plots are missing: " + one_line(pictures.fault)) + "<br>\n";
  return valid_utf8(out + "</div>\n</div>\n</div>\n</body>\n</html>\n");
}

std::string with_note(std::string html, const std::string& note) {
  const std::size_t end = html.rfind("</body>");
  html.insert(end == std::string::npos ? html.size() : end,
              R"(<p style="font-size:12px;color:#8a5a00">)" + html_escaped(valid_utf8(note)) + "</p>\n");
  return html;
}

}  // namespace firstcard
