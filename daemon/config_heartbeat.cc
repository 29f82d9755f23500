#include "config_heartbeat.h"

#include <fmt/format.h>

#include <algorithm>

#include "config_http.h"
#include "config_schedule.h"
#include "config_secret.h"

namespace firstcard::config {

namespace {

// One section of that name, of all files.
bool is_single(const std::vector<Section>& sections, std::string_view name) {
  for (std::size_t i = 1; i < sections.size(); ++i)
    sections[i].error(sections[i].place(),
                      fmt::format("[{}] stands at {} already; keep one", name,
                                  sections[i].report().shown(sections[0].place())));
  return !sections.empty();
}

Secret read_address(Section& s, Secrets secrets) {
  s.require("url", R"(url = "https://hc-ping.com/...", or { credential = "name" })");
  const Value* v = s.take("url");
  if (v == nullptr) return {};
  std::optional<At<std::string>> text;
  if (std::holds_alternative<Table>(v->what)) {
    const auto secret = read_secret(s, "url", *v, secrets);
    if (!secret || secrets == Secrets::leave_out) return {};
    text = At{secret->value.reveal(), secret->place};
  } else {
    text = s.text("url");
  }
  const auto url = text ? read_url(s, "url", *text) : std::nullopt;
  return url ? Secret(url->url) : Secret();
}

}  // namespace

std::optional<HeartbeatConfig> read_heartbeat(std::vector<Section> sections, Secrets secrets) {
  if (!is_single(sections, "heartbeat")) return std::nullopt;
  Section& s = sections.front();
  HeartbeatConfig out;
  out.url = read_address(s, secrets);
  if (const auto every = s.span("every")) out.every = every->value;
  if (const auto timeout = s.span("timeout")) out.timeout = timeout->value;
  if (out.timeout > out.every)
    s.error(s.place_of("timeout"),
            fmt::format("\"timeout\" ({}) is longer than \"every\" ({})", span_text(out.timeout),
                        span_text(out.every)));
  s.finish();
  return out;
}

std::vector<CalendarRule> read_summary(std::vector<Section> sections,
                                       const std::vector<Receiver>& receivers) {
  if (!is_single(sections, "summary")) return {};
  Section& s = sections.front();
  s.require("at", R"(at = "Mon 08:00 Europe/Berlin")");
  std::vector<CalendarRule> out = read_at(s);
  if (std::ranges::none_of(receivers, [](const Receiver& r) { return r.kinds.contains("summary"); }))
    s.warn(s.place(),
           "is told to nobody; add \"summary\" to the \"kinds\" of a receiver, or take it out");
  s.finish();
  return out;
}

}  // namespace firstcard::config
