#pragma once
// How a receiver is reached: a struct for each type. Values; an address in `server` has no slash at
// its end.
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "net/transfer.h"

namespace firstcard {

struct WebhookConfig {
  std::string url;
  Secret secret_url;  // in place of `url`
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, Secret>> secret_headers;
  Secret hmac_key;  // empty: unsigned; else X-Firstcard-Signature: sha256=HEX over the body
};
struct EmailConfig {
  std::string host;
  int port = 587;
  MailRequest::Tls tls = MailRequest::Tls::starttls;
  std::string ca_file;
  std::string user;
  Secret password;
  std::string from;  // "Firstcard <alerts@example.org>" or a bare address
  std::vector<std::string> to;
  bool plots = true;  // a picture of each weakening indicator
};
// Who has the URL may post.
struct SlackConfig {
  Secret url;
};
struct DiscordConfig {
  Secret url;
};
struct TeamsConfig {
  Secret url;
};
struct TelegramConfig {
  std::string server = "https://api.telegram.org";
  Secret token;      // of the bot; becomes part of the URL
  std::string chat;  // "-1001234567890" or "@channel"
};
struct NtfyConfig {
  std::string server = "https://ntfy.sh";
  std::string topic;
  Secret authorization;                      // the header's whole value, or empty
  std::array<int, 3> priorities = {5, 4, 3};  // by severity, 1 to 5
};
struct PagerDutyConfig {
  std::string server = "https://events.pagerduty.com";
  Secret routing_key;
};
struct AlertmanagerConfig {
  std::string server;
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, Secret>> secret_headers;
  std::map<std::string, std::string> labels;  // besides our own
};
struct ExecConfig {
  std::vector<std::string> command;  // an absolute path and the arguments
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::pair<std::string, Secret>> secret_environment;
};
struct LogConfig {};

}  // namespace firstcard
