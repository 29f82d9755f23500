// [[receiver]]
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "config_parts.h"
#include "config_receiver_texts.h"
#include "config_receiver_types.h"

namespace firstcard::config {

namespace {

void read_kinds(Section& s, Receiver& out) {
  static const std::vector<std::string> known(all_kinds().begin(), all_kinds().end());
  const auto kinds = s.texts("kinds");
  if (!kinds) return;
  out.kinds = {"test"};
  bool unknown = false;
  for (const auto& kind : *kinds) {
    if (std::ranges::find(known, kind.value) != known.end()) {
      out.kinds.insert(kind.value);
    } else {
      unknown = true;
      s.error(kind.place,
              fmt::format("unknown kind \"{}\"{}", kind.value, suggestion(kind.value, known)));
    }
  }
  if (out.kinds.size() == 1 && !unknown)
    s.error(s.place_of("kinds"),
            fmt::format("nothing is ever sent to it: \"kinds\" names none of {}; name one, or take "
                        "\"kinds\" out",
                        fmt::join(all_kinds().first(all_kinds().size() - 1), ", ")));
}

void read_routes(Section& s, const Names& names, Receiver& out) {
  const auto theses = s.texts("theses");
  if (theses) {
    if (theses->empty())
      s.error(s.place_of("theses"),
              "nothing is ever sent to it: \"theses\" is an empty list; name a thesis, or take "
              "\"theses\" out to get all");
    for (const auto& thesis : *theses) {
      is_declared(s, "thesis", thesis, names.theses, names);
      out.theses.insert(ThesisId{thesis.value});
    }
  } else if (!s.take("theses") && !names.any_thesis && names.complete) {
    s.error(s.place(), "nothing is ever sent to it: there is no thesis; write a [thesis]");
  }
}

void read_severities(Section& s, Receiver& out) {
  static const std::vector<std::string> known(all_severities().begin(), all_severities().end());
  const auto severities = s.texts("severity");
  if (!severities) return;
  if (severities->empty())
    s.error(s.place_of("severity"),
            "nothing is ever sent to it: \"severity\" is an empty list; name one, or take "
            "\"severity\" out to get all");
  for (const auto& severity : *severities) {
    const auto found = std::ranges::find(known, severity.value);
    if (found != known.end())
      out.severities.insert(static_cast<Severity>(found - known.begin()));
    else
      s.error(severity.place, fmt::format("unknown severity \"{}\"{}", severity.value,
                                          suggestion(severity.value, known)));
  }
}

void read_rate(Section& s, Receiver& out) {
  auto table = s.table("rate");
  if (!table) return;
  table->require("count", "count = 20");
  table->require("per", R"(per = "1h")");
  const auto count = table->integer("count", 1);
  const auto per = table->span("per");
  table->finish();
  if (count && per) out.rate = {.count = static_cast<int>(count->value), .per = per->value};
}

// The name of a fallback is looked at once all receivers are known.
std::optional<At<std::string>> read_fallback(Section& s, Receiver& out) {
  const auto after = s.span("fallback_after");
  const auto to = s.text("fallback");
  if (s.take("fallback_after") && !s.take("fallback"))
    s.error(s.place_of("fallback_after"),
            "\"fallback_after\" has no effect without \"fallback\"; name a receiver, or take it "
            "out");
  if (!to) return std::nullopt;
  out.fallback = Fallback{.to = ReceiverId{to->value}};
  if (after) out.fallback->after = after->value;
  return to;
}

struct ReadReceiver {
  std::optional<Receiver> receiver;  // nullopt: it has no name
  std::optional<At<std::string>> fallback;
};

ReadReceiver read_one(Section& s, Names& names, Secrets secrets) {
  Receiver out;
  const auto id = read_id(s, names.receivers);
  const auto type = read_type(s);
  refuse_keys_of_others(s, type);
  if (type) {
    if (*type == Type::pagerduty || *type == Type::alertmanager) out.kinds = tracked_kinds();
    read_how(s, *type, out, secrets);
  }
  read_kinds(s, out);
  if (type)
    read_texts(s, out);  // tried with messages of its kinds
  else
    for (const auto key : kTextKeys) s.take(key);
  read_severities(s, out);
  read_routes(s, names, out);
  read_rate(s, out);
  if (const auto age = s.span("max_age")) out.max_age = age->value;
  const auto fallback = read_fallback(s, out);
  s.finish();
  if (!id) return {.receiver = std::nullopt, .fallback = fallback};
  out.id = ReceiverId{*id};
  return {.receiver = std::move(out), .fallback = fallback};
}

// Who a receiver's notifications go to, one after the other; it ends where it meets itself.
std::vector<std::string> chain_of(const std::map<std::string, std::string>& fallbacks,
                                  const std::string& from) {
  std::vector<std::string> chain = {from};
  for (auto next = fallbacks.find(from); next != fallbacks.end();
       next = fallbacks.find(next->second)) {
    const bool met = std::ranges::find(chain, next->second) != chain.end();
    chain.push_back(next->second);
    if (met) break;
  }
  return chain;
}

void check_fallbacks(const std::vector<Section>& sections, const std::vector<ReadReceiver>& read,
                     const Names& names) {
  std::map<std::string, std::string> fallbacks;
  for (const ReadReceiver& each : read)
    if (each.receiver && each.fallback)
      fallbacks.emplace(each.receiver->id.text, each.fallback->value);
  std::set<std::string> told;  // of one circle once
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (!read[i].fallback) continue;
    is_declared(sections[i], "receiver", *read[i].fallback, names.receivers, names);
    if (!read[i].receiver || told.contains(read[i].receiver->id.text)) continue;
    const auto chain = chain_of(fallbacks, read[i].receiver->id.text);
    if (chain.size() < 2 || chain.back() != chain.front()) continue;
    told.insert(chain.begin(), chain.end());
    sections[i].error(read[i].fallback->place,
                      fmt::format("\"fallback\" leads back to where it began: {}; take one out",
                                  fmt::join(chain, " -> ")));
  }
}

}  // namespace

std::vector<Receiver> read_receivers(std::vector<Section> sections, Names& names, Secrets secrets) {
  std::vector<ReadReceiver> read;
  for (Section& section : sections) read.push_back(read_one(section, names, secrets));
  check_fallbacks(sections, read, names);
  std::vector<Receiver> out;
  for (ReadReceiver& each : read)
    if (each.receiver) out.push_back(std::move(*each.receiver));
  return out;
}

}  // namespace firstcard::config
