#include "config_receiver_texts.h"

#include <fmt/format.h>

#include <boost/json/value.hpp>

#include "alerts/compose.h"
#include "alerts/sample.h"

namespace firstcard::config {

namespace {

// Its day is as good as any.
boost::json::value sample(const Receiver& receiver, std::string_view kind) {
  return template_data(sample_of_kind(kind, receiver.id, Instant{seconds{1'790'000'000}}));
}

// With the message of a test the template must work. Where it fails with one of another kind that
// the receiver takes, built-in text will stand in.
std::optional<std::string> failing_kinds(const Template& made, const Receiver& receiver,
                                         Target target, std::optional<TemplateError>& first) {
  std::string kinds;
  for (const std::string& kind : receiver.kinds) {
    auto text = made.render(sample(receiver, kind), target);
    if (text) continue;
    if (!first) first = std::move(text.error());
    kinds += (kinds.empty() ? "\"" : ", \"") + kind + "\"";
  }
  return kinds.empty() ? std::nullopt : std::optional(std::move(kinds));
}

// Renders what has been read so far and reports the first fault.
std::optional<Template> read_template(Section& s, std::string_view key, const std::string& text,
                                      Place place, bool exact, const Receiver& receiver,
                                      Target target) {
  const auto where = [&](const TemplateError& e) {
    return exact ? s.report().inside(place, e.offset) : place;
  };
  const auto message = [&](const TemplateError& e) {
    return exact ? fmt::format("\"{}\": {}", key, e.message)
                 : fmt::format("\"{}\": {}", key, to_text(e));
  };
  auto parsed = Template::parse(text);
  if (!parsed) {
    s.error(where(parsed.error()), message(parsed.error()));
    return std::nullopt;
  }
  if (const auto made = parsed->render(sample(receiver, "test"), target); !made) {
    s.error(where(made.error()), message(made.error()));
    return std::nullopt;
  }
  std::optional<TemplateError> first;
  if (const auto kinds = failing_kinds(*parsed, receiver, target, first))
    s.warn(where(*first),
           fmt::format("for messages of the kind {} built-in text will stand in: {}", *kinds,
                       message(*first)));
  return std::move(*parsed);
}

void read_headers_of(Section& s, WebhookConfig& webhook, Receiver& out) {
  std::vector<std::pair<std::string, std::string>> plain;
  for (auto& header : webhook.headers) {
    if (!header.second.contains("{{") && !header.second.contains("{%")) {
      plain.push_back(std::move(header));
      continue;
    }
    auto value = read_template(s, "header " + header.first, header.second, s.place_of("headers"),
                               false, out, Target::line);
    if (value) out.texts.headers.emplace_back(header.first, std::move(*value));
  }
  webhook.headers = std::move(plain);
}

}  // namespace

void read_texts(Section& s, Receiver& out) {
  auto* webhook = std::get_if<WebhookConfig>(&out.how);
  auto* email = std::get_if<EmailConfig>(&out.how);
  const bool log = std::holds_alternative<LogConfig>(out.how);
  const auto read = [&](std::string_view key, bool belongs, std::string_view owners,
                        Target target) -> std::optional<Template> {
    if (!belongs) {
      s.refuse(key, fmt::format("belongs to {}; take it out", owners));
      return std::nullopt;
    }
    const auto text = s.line_breaks_too(key);
    if (!text) return std::nullopt;
    return read_template(s, key, text->value, text->place, true, out, target);
  };
  out.texts.subject = read("subject", email != nullptr, "type = \"email\"", Target::line);
  out.texts.text = read("text", email != nullptr || log, "type = \"email\" and type = \"log\"",
                        log ? Target::line : Target::text);
  out.texts.body = read("body", email != nullptr || webhook != nullptr,
                        "type = \"webhook\" and type = \"email\"", body_target(out));
  if (webhook != nullptr) read_headers_of(s, *webhook, out);
  if (email == nullptr) {
    s.refuse("plots", "belongs to type = \"email\"; take it out");
  } else if (const auto plots = s.boolean("plots")) {
    email->plots = plots->value;
  }
}

}  // namespace firstcard::config
