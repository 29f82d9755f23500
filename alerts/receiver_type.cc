#include "receiver_type.h"

namespace firstcard {

namespace {

// No default: a new type does not build without a name.
struct NameOf {
  std::string_view operator()(const WebhookConfig&) const { return "webhook"; }
  std::string_view operator()(const EmailConfig&) const { return "email"; }
  std::string_view operator()(const LogConfig&) const { return "log"; }
  std::string_view operator()(const SlackConfig&) const { return "slack"; }
  std::string_view operator()(const DiscordConfig&) const { return "discord"; }
  std::string_view operator()(const TeamsConfig&) const { return "teams"; }
  std::string_view operator()(const TelegramConfig&) const { return "telegram"; }
  std::string_view operator()(const NtfyConfig&) const { return "ntfy"; }
  std::string_view operator()(const PagerDutyConfig&) const { return "pagerduty"; }
  std::string_view operator()(const AlertmanagerConfig&) const { return "alertmanager"; }
  std::string_view operator()(const ExecConfig&) const { return "exec"; }
};

}  // namespace

std::string_view type_of(const Receiver& receiver) {
  return std::visit(NameOf{}, receiver.how);
}

}  // namespace firstcard
