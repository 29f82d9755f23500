#pragma once
// A notification as a mail message (RFC 5322): multipart/alternative, text and HTML,
// quoted-printable UTF-8.
#include <string>

#include "alerts/receiver.h"

namespace firstcard {

// The same notification and configuration yield the same bytes: Date is the notification's `at`,
// Message-ID and the boundary come from its key and `at`, so that a repeat is the same message to a
// mail server. (The time is in the Message-ID because a new database counts incidents from 1 again,
// and a server that drops known messages would swallow that alert.) Messages of one incident share
// a reference, so clients show one thread. Line ends are CRLF; dots are not stuffed, libcurl does
// that. Throws std::invalid_argument if an address is none (mailbox.h): configuration checks them
// before.
std::string mail_message(const EmailConfig& config, const Notification& n);

}  // namespace firstcard
