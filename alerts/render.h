#pragma once
// A notification as people read it. Pure; text from feeds is made safe (utf8.h), HTML is escaped.
#include <string>

#include "notification.h"

namespace firstcard {

// "First card: 2 of 4 weakening (cloud, backlog) - AI demand". One line, for mail and lists.
std::string render_subject(const Notification& n);

// The plain text of a mail: the verdict and one line for each indicator first, the evidence behind.
std::string render_text(const Notification& n);

// The same as a self-contained HTML document: inline styles, no images, no scripts, light and dark.
std::string render_html(const Notification& n);

// One line for a log: key, verdict and the weakening readings.
std::string render_log_line(const Notification& n);

}  // namespace firstcard
