#pragma once
// Who is told, and how. Configurations are values; a receiver turns a notification into a request and
// a result into a verdict about the attempt. Who performs the transfer is somebody else (daemon/).
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "alerts/notification.h"
#include "net/transfer.h"

namespace firstcard {

struct WebhookConfig {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, Secret>> secret_headers;
  Secret hmac_key;                 // empty: unsigned; else X-Firstcard-Signature: sha256=HEX over the body
};
struct EmailConfig {
  std::string host;
  int port = 587;
  MailRequest::Tls tls = MailRequest::Tls::starttls;
  std::string ca_file;
  std::string user;
  Secret password;
  std::string from;                // "Firstcard <alerts@example.org>" or a bare address
  std::vector<std::string> to;
};
struct LogConfig {};

struct Receiver {
  ReceiverId id;
  std::variant<WebhookConfig, EmailConfig, LogConfig> how;
  std::set<std::string> kinds = {"fired", "updated", "resolved", "digest", "test"};  // "verdict" on request
  std::set<ThesisId> theses;       // empty: all
  Limits limits;
};

using Prepared = std::variant<HttpRequest, MailRequest, std::string /* a log line */>;
// `user_agent` from the configuration; the body is built from the notification and is the same every time.
Prepared prepare(const Receiver& receiver, const Notification& n, const std::string& user_agent);

enum class Outcome : std::uint8_t { delivered, retry, give_up };
struct Attempt {
  Outcome outcome = Outcome::retry;
  std::string reason;                          // "HTTP 503", "connect: ..."
  std::optional<std::chrono::seconds> wait;    // Retry-After
};
// 2xx delivered; connect errors, time-outs, 408, 425, 429 and 5xx are tried again; other answers give up.
Attempt classify(const HttpResult& result, Instant now);
// 2xx delivered; 4xx and transport errors are tried again; 5xx give up.
Attempt classify(const MailResult& result);

}  // namespace firstcard
