#pragma once
// How a notification about a feed reads. Internal to alerts/.
#include <string>

#include "page.h"

namespace firstcard {

std::string feed_headline(const FeedNews& news);
Page feed_page(const Notification& n);
std::string feed_log_line(const Notification& n);

}  // namespace firstcard
