#pragma once
// Who is told, and how. Configurations are values; a receiver turns a notification into a request
// and a result into a verdict about the attempt. Who performs the transfer is somebody else
// (daemon/).
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "alerts/kind.h"
#include "alerts/notification.h"
#include "alerts/plot.h"
#include "alerts/receiver_config.h"
#include "alerts/texts.h"
#include "net/transfer.h"

namespace firstcard {

// At most `count` deliveries within any span of `per`; the rest waits.
struct DeliveryRate {
  int count = 0;  // 0: as many as there are
  seconds per{0};
  bool operator==(const DeliveryRate&) const = default;
};

// Another receiver, for what was not delivered `after` so long in the queue, or was given up.
struct Fallback {
  ReceiverId to;
  seconds after{900};
  bool operator==(const Fallback&) const = default;
};

struct Receiver {
  ReceiverId id;
  std::variant<WebhookConfig, EmailConfig, LogConfig, SlackConfig, DiscordConfig, TeamsConfig,
               TelegramConfig, NtfyConfig, PagerDutyConfig, AlertmanagerConfig, ExecConfig>
      how;
  std::set<std::string> kinds = default_kinds();
  std::set<ThesisId> theses;      // empty: all
  std::set<Severity> severities;  // empty: all; see routing_severity
  std::optional<Fallback> fallback;
  DeliveryRate rate;
  seconds max_age = days{3};  // of trying, after which a notification is given up
  Limits limits;
  Texts texts;  // templates in place of the built-in texts
};

// It keeps a list of what is open (tracker.h): PagerDuty and Alertmanager.
bool keeps_list(const Receiver& receiver);

// What is wrong with a header of a webhook, or empty: the name must be a token, the value without
// control characters, and the name none of those that prepare() sets to tell repeats and forgeries
// apart.
std::string header_fault(std::string_view name, std::string_view value);

struct LogEntry {
  std::string line;
  std::vector<std::pair<std::string, std::string>> fields;  // of the journal, PRIORITY among them
  bool operator==(const LogEntry&) const = default;
};
struct ProgramRun {
  std::vector<std::string> command;
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::pair<std::string, Secret>> secret_environment;
  std::string input;
  std::chrono::milliseconds limit{};
};
using Prepared = std::variant<HttpRequest, MailRequest, LogEntry, ProgramRun>;
// `user_agent` from the configuration; the body is built from the notification and is the same
// every time. No redirects are followed whatever the limits say: a redirected POST may arrive
// as a GET without its body, and its 200 would pass for a delivery. Throws std::invalid_argument on
// an address (mailbox.h) or a header that the configuration should have refused.
Prepared prepare(const Receiver& receiver, const Notification& n, const std::string& user_agent,
                 const Pictures& pictures = {});
// prepare() puts pictures into what it makes for this receiver.
bool wants_pictures(const Receiver& receiver, const Notification& n);
// What is wrong with the receiver's templates for this notification; prepare() then falls back to
// the built-in text for those, and says so in the message.
std::vector<std::string> template_faults(const Receiver& receiver, const Notification& n);

enum class Outcome : std::uint8_t { delivered, retry, give_up };
struct Attempt {
  Outcome outcome = Outcome::retry;
  std::string reason;                        // "HTTP 503", "connect: ..."
  std::optional<std::chrono::seconds> wait;  // Retry-After
};
// 2xx delivered, whatever became of the answer's body; connect errors, time-outs, 408, 425, 429 and
// 5xx are tried again; other answers, redirects and what only an edit of the configuration can mend
// give up.
Attempt classify(const HttpResult& result, Instant now);
// 2xx delivered, unless the transfer broke after it (the reply may be that to an earlier command);
// 4xx and transport errors are tried again; 5xx give up.
Attempt classify(const MailResult& result);

struct ProgramEnd {
  std::optional<int> exit_code;  // nullopt: it did not start, was killed, or took too long
  std::string message;           // then why; else what it wrote to standard error. For people
};
// 0 delivered; 75 (EX_TEMPFAIL) and no exit code are tried again; other codes give up.
Attempt classify(const ProgramEnd& end);

}  // namespace firstcard
