#include "mail.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <stdexcept>

#include "mailbox.h"
#include "mime.h"
#include "render.h"

namespace firstcard {

namespace {

Mailbox mailbox(const std::string& text) {
  auto box = parse_mailbox(text);
  if (!box) throw std::invalid_argument(box.error());
  return *std::move(box);
}

std::string shown(const Mailbox& box) {
  if (box.name.empty()) return box.address;
  const std::string name = header_text(box.name);
  const bool encoded = name.starts_with("=?");
  return encoded ? fmt::format("{} <{}>", name, box.address)
                 : fmt::format("\"{}\" <{}>", name, box.address);
}

std::string recipients(const EmailConfig& config) {
  std::string list;
  for (const std::string& to : config.to) {
    if (!list.empty()) list += ", ";
    list += shown(mailbox(to));
  }
  return list;
}

// An id's left part is a dot-atom (RFC 5322, 3.6.4). '/' parts the key's words and becomes '.';
// every other sign but letters, digits, '-' and '_' becomes '=' and its code, so that two keys
// never meet in one id.
std::string atom(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool literal = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (literal)
      out += c;
    else if (c == '/' && !out.empty() && out.back() != '.')
      out += '.';
    else
      out += fmt::format("={:02X}", static_cast<unsigned char>(c));
  }
  if (out.ends_with('.')) out += '_';
  return out;
}

std::string host_of(const Mailbox& from) {
  return from.address.substr(from.address.find('@') + 1);
}

std::tm utc(Instant t) {
  return fmt::gmtime(t.time_since_epoch().count());
}

std::string text_part(std::string_view boundary, std::string_view type, std::string_view text) {
  return fmt::format(
      "--{}\r\nContent-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: "
      "quoted-printable\r\n\r\n{}\r\n",
      boundary, type, quoted_printable(text));
}

std::string picture_part(std::string_view boundary, const Picture& picture,
                         const std::string& content_id) {
  return fmt::format("--{}\r\n", boundary) + header_line("Content-Type", "image/png") +
         header_line("Content-Transfer-Encoding", "base64") +
         header_line("Content-ID", "<" + content_id + ">") +
         header_line("Content-Disposition",
                     fmt::format("inline; filename=\"{}.png\"", atom(picture.indicator.text))) +
         "\r\n" + base64_lines(picture.png);
}

// The left part of the Message-ID and of each Content-ID.
std::string id_of(const Notification& n) {
  return fmt::format("{}.{:%Y%m%dT%H%M%SZ}", atom(n.key), utc(n.at));
}

// "=_" can stand in no quoted-printable text (RFC 2045, 6.7), and no line of base64 begins with
// "--".
std::string boundary_of(const Notification& n, std::string_view part) {
  return fmt::format("=_firstcard_{}{:x}_{}", part, n.at.time_since_epoch().count(), n.key.size());
}

std::string html_part(const EmailConfig& config, const Notification& n, const MailContent& content,
                      std::string_view boundary) {
  if (content.pictures.empty()) return text_part(boundary, "text/html", content.html);
  const std::string inner = boundary_of(n, "related_");
  std::string out = fmt::format("--{}\r\n", boundary);
  out += header_line("Content-Type",
                     fmt::format("multipart/related; type=\"text/html\"; boundary=\"{}\"", inner));
  out += "\r\n" + text_part(inner, "text/html", content.html);
  for (const Picture& picture : content.pictures)
    out += picture_part(inner, picture, picture_id(config, n, picture.indicator));
  return out + fmt::format("--{}--\r\n", inner);
}

}  // namespace

std::string picture_id(const EmailConfig& config, const Notification& n,
                       const IndicatorId& indicator) {
  return fmt::format("plot-{}.{}@{}", atom(indicator.text), id_of(n),
                     host_of(mailbox(config.from)));
}

MailContent mail_content(const EmailConfig& config, const Notification& n,
                         const Pictures& pictures) {
  HtmlPictures shown;
  shown.fault = pictures.fault;
  for (const Picture& picture : pictures.all)
    shown.sources[picture.indicator] = "cid:" + picture_id(config, n, picture.indicator);
  return {.subject = render_subject(n),
          .text = render_text(n),
          .html = render_html(n, shown),
          .pictures = pictures.all};
}

std::string mail_message(const EmailConfig& config, const Notification& n,
                         const MailContent& content) {
  const Mailbox from = mailbox(config.from);
  const std::string boundary = boundary_of(n, "");

  std::string out;
  // fmt writes %a and %b in the C locale, as RFC 5322 asks.
  out += header_line("Date", fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", utc(n.at)));
  out += header_line("From", shown(from));
  out += header_line("To", recipients(config));
  out += header_line("Subject", header_text(content.subject));
  out += header_line("Message-ID", fmt::format("<{}@{}>", id_of(n), host_of(from)));
  if (n.incident != 0) {
    const std::string thread =
        fmt::format("<{}.incident-{}@{}>", atom(n.thesis.text), n.incident, host_of(from));
    out += header_line("In-Reply-To", thread);
    out += header_line("References", thread);
  }
  // RFC 3834: no out-of-office answers, please.
  out += header_line("Auto-Submitted", "auto-generated");
  out += header_line("X-Firstcard-Event", header_text(n.kind));
  out += header_line("X-Firstcard-Key", header_text(n.key));
  out += header_line("MIME-Version", "1.0");
  out +=
      header_line("Content-Type", fmt::format("multipart/alternative; boundary=\"{}\"", boundary));
  out += "\r\n";
  out += text_part(boundary, "text/plain", content.text);
  out += html_part(config, n, content, boundary);
  return out + fmt::format("--{}--\r\n", boundary);
}

std::string mail_message(const EmailConfig& config, const Notification& n,
                         const Pictures& pictures) {
  return mail_message(config, n, mail_content(config, n, pictures));
}

}  // namespace firstcard
