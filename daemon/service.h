#pragma once
// What the service manager is told. Outside systemd (no NOTIFY_SOCKET) every call does nothing.
#include <chrono>
#include <optional>
#include <string>

namespace firstcard {

void notify_ready(const std::string& status);
void notify_status(const std::string& status);
void notify_reloading();
void notify_stopping();
void notify_watchdog();
// How often the watchdog wants to hear from us (half of its limit); nullopt: it does not.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace firstcard
