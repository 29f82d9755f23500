#pragma once
// What must not be told now, to whom, and why: mute windows and silences. A value for one evaluation.
#include <optional>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "storage/holdbacks.h"

namespace firstcard {

// What ended a silence, where no person did.
inline constexpr const char* kTimeOver = "its time was over";
inline constexpr const char* kChanged = "the state changed";

struct Hold {
  std::string reason;            // "silence 3 of ann: earnings week"
  std::optional<Instant> until;  // nullopt: until a person or a change ends it
  bool muted = false;            // by the calendar: a reminder waits for its end
};

class Quiet {
 public:
  // `silences` are those in force at `now`; `config` must outlive it.
  Quiet(const Config& config, std::vector<Silence> silences, Instant now)
      : config_(config), silences_(std::move(silences)), now_(now) {}

  // All about the thesis, for this receiver.
  std::optional<Hold> of_thesis(const ReceiverId& receiver, const ThesisId& thesis) const;
  // All about this indicator alone, for everybody.
  std::optional<Hold> of_indicator(const IndicatorId& indicator) const;
  // A checkpoint of this indicator: a silence of it or of the receiver, or where everything is held
  // back that the receiver would be told of it, which is about `theses`.
  std::optional<Hold> of_checkpoint(const ReceiverId& receiver, const IndicatorId& indicator,
                                    const std::vector<ThesisId>& theses) const;
  std::optional<Hold> of_feed(const ReceiverId& receiver, const FeedId& feed) const;
  // Reminders of an incident with these members.
  std::optional<Hold> of_reminder(const ThesisId& thesis,
                                  const std::vector<IndicatorId>& members) const;

  // A line for each silence that concerns what is told of the thesis, for this receiver.
  std::vector<std::string> notes(const ReceiverId& receiver, const Thesis& thesis) const;

 private:
  const Silence* find(Scope scope, const std::string& name, bool until_change) const;
  std::optional<Hold> silenced(Scope scope, const std::string& name) const;
  std::optional<Hold> muted(const ReceiverId& receiver, const ThesisId& thesis) const;

  const Config& config_;
  std::vector<Silence> silences_;
  Instant now_;
};

// Those in force now. Such as have ended since the last look are marked as ended.
Quiet quiet_at(Transaction& tx, Database& db, const Config& config, Instant now);

// The count of changes so far of what is silenced: a silence until the change ends when it grows.
std::int64_t changes_of(Database& db, Scope scope, const std::string& name);

// A footnote of what is told at last.
std::string held_back_note(const Untold& untold);

// "silence 3 of indicator cloud by ann until 2026-08-11 20:05 UTC: earnings week"
std::string describe(const Silence& silence);

}  // namespace firstcard
