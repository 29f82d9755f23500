#pragma once
// A notification as people read it. Pure; text from feeds is made safe (utf8.h), HTML is escaped.
#include <map>
#include <string>

#include "notification.h"

namespace firstcard {

// "First card: 2 of 4 weakening (cloud, backlog) - AI demand". One line, for mail and lists.
std::string render_subject(const Notification& n);

// The plain text of a mail: the verdict and one line for each indicator first, the evidence behind.
std::string render_text(const Notification& n);

// Where a message's pictures are: a source ("cid:...") for each indicator that has one.
struct HtmlPictures {
  std::map<IndicatorId, std::string> sources;
  std::string fault;  // why there are none, or not all; told in the footer
};

// The same as a self-contained HTML document: inline styles, no scripts, nothing loaded, light and
// dark. A picture takes the place of the sparkline.
std::string render_html(const Notification& n, const HtmlPictures& pictures = {});

// The document with a paragraph at its end.
std::string with_note(std::string html, const std::string& note);

// One line for a log: key, verdict and the weakening readings.
std::string render_log_line(const Notification& n);

}  // namespace firstcard
