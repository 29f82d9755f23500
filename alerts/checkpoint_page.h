#pragma once
// How a notification about a checkpoint reads. Internal to alerts/.
#include <string>

#include "page.h"

namespace firstcard {

std::string checkpoint_headline(const CheckpointNews& news);
Page checkpoint_page(const Notification& n);
std::string checkpoint_log_line(const Notification& n);

}  // namespace firstcard
