#pragma once
// A notification as a mail message (RFC 5322): multipart/alternative, text and HTML,
// quoted-printable UTF-8. With pictures the HTML's part is a multipart/related (RFC 2387) that also
// holds them, so that nothing is loaded from elsewhere.
#include <string>

#include "alerts/receiver.h"

namespace firstcard {

// What a message says. The HTML refers to pictures by "cid:" and picture_id() (RFC 2392).
struct MailContent {
  std::string subject, text, html;
  std::vector<Picture> pictures;
};

// The Content-ID of an indicator's picture, without brackets.
std::string picture_id(const EmailConfig& config, const Notification& n,
                       const IndicatorId& indicator);

// The built-in subject, text and HTML with these pictures.
MailContent mail_content(const EmailConfig& config, const Notification& n,
                         const Pictures& pictures);

// The same arguments yield the same bytes: Date is the notification's `at`,
// Message-ID and the boundary come from its key and `at`, so that a repeat is the same message to a
// mail server. (The time is in the Message-ID because a new database counts incidents from 1 again,
// and a server that drops known messages would swallow that alert.) Messages of one incident share
// a reference, so clients show one thread. Line ends are CRLF; dots are not stuffed, libcurl does
// that. Throws std::invalid_argument if an address is none (mailbox.h): configuration checks them
// before.
std::string mail_message(const EmailConfig& config, const Notification& n,
                         const MailContent& content);
// With the built-in texts.
std::string mail_message(const EmailConfig& config, const Notification& n,
                         const Pictures& pictures = {});

}  // namespace firstcard
