#include "receiver.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <stdexcept>

#include "compose.h"
#include "exact_json.h"
#include "mail.h"
#include "mailbox.h"
#include "render.h"
#include "service_request.h"
#include "signature.h"
#include "utf8.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 5> kOurs = {"idempotency-key", "x-firstcard-event",
                                                   "x-firstcard-signature", "content-length",
                                                   "transfer-encoding"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// RFC 9110, 5.6.2
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

void check_header(const std::string& name, const std::string& value) {
  if (const std::string fault = header_fault(name, value); !fault.empty())
    throw std::invalid_argument(fault);
}

// The body without a template: the notification as JSON. Where a template failed whose body was to
// be plain text or HTML, the same as that; what failed is told in it.
std::string built_in_body(const Receiver& receiver, const Notification& n,
                          const Composed& composed) {
  const std::string note = one_line(fault_note(composed));
  if (note.empty()) return to_json(n);
  const Target target = receiver.texts.body ? body_target(receiver) : Target::json;
  if (target == Target::text) return render_text(n) + "\n" + note + "\n";
  if (target == Target::html) return with_note(render_html(n), note);
  boost::json::value body = exact_parse(to_json(n));
  body.as_object()["template_fault"] = note;
  return exact_serialize(body);
}

HttpRequest prepare_webhook(const Receiver& receiver, const WebhookConfig& config,
                            const Notification& n, const Composed& composed) {
  HttpRequest request;
  request.method = "POST";
  request.url = config.url;
  request.secret_url = config.secret_url;
  request.body = composed.body ? *composed.body : built_in_body(receiver, n, composed);
  bool has_type = false;
  for (const auto& [name, value] : config.headers) {
    check_header(name, value);
    has_type = has_type || lower(name) == "content-type";
  }
  for (const auto& [name, secret] : config.secret_headers) check_header(name, secret.reveal());
  if (!has_type) request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("Idempotency-Key", one_line(n.key));
  request.headers.emplace_back("X-Firstcard-Event", one_line(n.kind));
  if (!config.hmac_key.empty())
    request.headers.emplace_back("X-Firstcard-Signature",
                                 "sha256=" + hmac_sha256_hex(config.hmac_key, request.body));
  request.headers.insert(request.headers.end(), config.headers.begin(), config.headers.end());
  request.headers.insert(request.headers.end(), composed.headers.begin(), composed.headers.end());
  request.secret_headers = config.secret_headers;
  return request;
}

std::string bare(const std::string& text) {
  auto box = parse_mailbox(text);
  if (!box) throw std::invalid_argument(box.error());
  return box->address;
}

// The built-in content, replaced where there are templates. A note of what failed of them goes to
// the end of both texts, built-in or not.
MailContent content_of(const EmailConfig& config, const Notification& n, const Composed& composed,
                       const Pictures& pictures) {
  MailContent out = mail_content(config, n, pictures);
  if (composed.subject && !composed.subject->empty()) out.subject = *composed.subject;
  if (composed.text) out.text = *composed.text;
  if (composed.body) {
    out.html = *composed.body;
    out.pictures.clear();  // nothing refers to them
  }
  if (const std::string note = one_line(fault_note(composed)); !note.empty()) {
    out.text += "\n" + note + "\n";
    out.html = with_note(out.html, note);
  }
  return out;
}

MailRequest prepare_mail(const EmailConfig& config, const Notification& n, const Composed& composed,
                         const Pictures& pictures) {
  MailRequest request;
  request.host = config.host;
  request.port = config.port;
  request.tls = config.tls;
  request.ca_file = config.ca_file;
  request.user = config.user;
  request.password = config.password;
  request.from = bare(config.from);
  for (const std::string& to : config.to) request.to.push_back(bare(to));
  request.message = mail_message(config, n, content_of(config, n, composed, pictures));
  return request;
}

// The fields by which the journal is searched: `journalctl FIRSTCARD_THESIS=ai-demand`.
LogEntry log_entry(const Notification& n, const Composed& composed) {
  constexpr std::array<std::string_view, 3> priorities = {"2", "4", "6"};  // crit, warning, info
  const Severity severity = severity_of(n);
  LogEntry entry{
      .line = {},
      .fields = {{"PRIORITY", std::string(priorities[static_cast<std::size_t>(severity)])},
                 {"FIRSTCARD_KEY", one_line(n.key)},
                 {"FIRSTCARD_KIND", n.kind},
                 {"FIRSTCARD_SEVERITY", std::string(to_text(severity))}}};
  if (!n.thesis.text.empty()) entry.fields.emplace_back("FIRSTCARD_THESIS", n.thesis.text);
  if (n.incident != 0) entry.fields.emplace_back("FIRSTCARD_INCIDENT", std::to_string(n.incident));
  if (n.feed) entry.fields.emplace_back("FIRSTCARD_FEED", n.feed->feed.text);
  if (composed.text && !composed.text->empty()) {
    entry.line = *composed.text;
    return entry;
  }
  const std::string note = one_line(fault_note(composed));
  entry.line = render_log_line(n) + (note.empty() ? "" : " (" + note + ")");
  return entry;
}

}  // namespace

bool keeps_list(const Receiver& receiver) {
  return std::holds_alternative<PagerDutyConfig>(receiver.how) ||
         std::holds_alternative<AlertmanagerConfig>(receiver.how);
}

std::string header_fault(std::string_view name, std::string_view value) {
  if (!is_token(name))
    return fmt::format("\"{}\" is no header name: letters, digits and hyphens only",
                       one_line(name));
  if (std::ranges::find(kOurs, lower(name)) != kOurs.end())
    return fmt::format("header {} is set by firstcard itself: leave it out", name);
  // The value may be a secret: it is not repeated.
  if (std::ranges::any_of(value, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
      }))
    return fmt::format("the value of header {} holds a line end or a control character", name);
  return {};
}

Prepared prepare(const Receiver& receiver, const Notification& n, const std::string& user_agent,
                 const Pictures& pictures) {
  const Composed composed = compose(receiver, n);
  if (const auto* email = std::get_if<EmailConfig>(&receiver.how)) {
    MailRequest request = prepare_mail(*email, n, composed, pictures);
    request.limits = receiver.limits;
    return request;
  }
  if (std::holds_alternative<LogConfig>(receiver.how)) return log_entry(n, composed);
  if (const auto* exec = std::get_if<ExecConfig>(&receiver.how))
    return ProgramRun{.command = exec->command,
                      .environment = exec->environment,
                      .secret_environment = exec->secret_environment,
                      .input = to_json(n) + "\n",
                      .limit = receiver.limits.total};
  const auto* webhook = std::get_if<WebhookConfig>(&receiver.how);
  HttpRequest request = webhook != nullptr ? prepare_webhook(receiver, *webhook, n, composed)
                                           : service_request(receiver, n);
  request.user_agent = user_agent;
  request.limits = receiver.limits;
  request.limits.max_redirects = 0;
  return request;
}

bool wants_pictures(const Receiver& receiver, const Notification& n) {
  const auto* email = std::get_if<EmailConfig>(&receiver.how);
  return email != nullptr && email->plots && !receiver.texts.body && !plotted(n).empty();
}

}  // namespace firstcard
