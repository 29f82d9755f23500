#pragma once
// The kinds of notifications, and how urgent one is. docs/alerts.md says when each is sent.
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "alerts/notification.h"

namespace firstcard {

enum class Severity : std::uint8_t { critical, warning, info };
std::string_view to_text(Severity s);

// All kinds, in the order in which the documents name them. "test" comes last.
std::span<const std::string_view> all_kinds();
// What a receiver takes that does not list any: everything about incidents, what threatens one, and checkpoints.
const std::set<std::string>& default_kinds();

// critical: the thesis is fired and there is news of it. warning: something may soon be, or cannot
// be judged. info: the rest.
Severity severity_of(const Notification& n);

// By what a receiver's `severity` judges it: the end of something is as urgent as its beginning, so
// that it reaches whom the beginning reached.
Severity routing_severity(const Notification& n);
std::span<const std::string_view> all_severities();  // the most urgent first
// What routing_severity may say of a notification of this kind.
std::set<Severity> routing_severities(std::string_view kind);

// What a receiver takes by default that keeps a list of what is open (tracker.h): not what it could
// never close.
const std::set<std::string>& tracked_kinds();

}  // namespace firstcard
