#include "config_preset.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <stdexcept>

#include "indicators/nearest.h"
#include "presets.h"

namespace firstcard::config {

namespace {

constexpr std::string_view kKeyword = "preset";
constexpr std::string_view kParameters = "parameters";

// Keys of a source that is a URL; those that a preset has.
constexpr std::array<std::string_view, 6> kOnlyHttp = {"headers", "query", "paging",
                                                       "method",  "body",  "bearer"};

const Value* find(const Table& table, std::string_view key) {
  const auto found = std::ranges::find(table, key, &Entry::key);
  return found == table.end() ? nullptr : &found->value;
}
const Table* table_in(const Table& table, std::string_view key) {
  const Value* v = find(table, key);
  return v ? std::get_if<Table>(&v->what) : nullptr;
}
std::string text_in(const Table& table, std::string_view key) {
  const Value* v = find(table, key);
  const auto* text = v ? std::get_if<std::string>(&v->what) : nullptr;
  return text ? *text : std::string();
}

struct Parameter {
  std::string name, about;
  std::optional<Value> fallback;
  bool secret = false;
  std::size_t digits = 0;
};

struct Parsed {
  std::string about;
  std::vector<Parameter> parameters;
  Table feed;
};

// The presets are part of the program, and a test reads each: an error in one is a bug.
Parsed parse(const Preset& preset) {
  auto table = parse_toml(preset.toml, 0);
  if (!table)
    throw std::logic_error(fmt::format("preset {}, line {}: {}", preset.name,
                                       table.error().place.line, table.error().message));
  Parsed out{.about = text_in(*table, "about")};
  if (const Table* parameters = table_in(*table, kParameters)) {
    for (const Entry& entry : *parameters) {
      const auto& of = std::get<Table>(entry.value.what);
      Parameter p{.name = entry.key, .about = text_in(of, "about")};
      if (const Value* v = find(of, "default")) p.fallback = *v;
      p.secret = find(of, "secret") != nullptr;
      if (const Value* v = find(of, "digits"))
        p.digits = static_cast<std::size_t>(std::get<std::int64_t>(v->what));
      out.parameters.push_back(std::move(p));
    }
  }
  if (const Table* feed = table_in(*table, "feed")) out.feed = *feed;
  return out;
}

const Preset* find_preset(std::string_view name) {
  const auto all = presets();
  const auto found = std::ranges::find(all, name, &Preset::name);
  return found == all.end() ? nullptr : &*found;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> out;
  for (const Preset& p : presets()) out.emplace_back(p.name);
  return out;
}

std::string unknown_preset(std::string_view name) {
  const std::vector<std::string> known = preset_names();
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  if (const auto near = nearest(name, candidates))
    return fmt::format("unknown preset \"{}\"; did you mean \"{}\"?", name, *near);
  return fmt::format("unknown preset \"{}\"; known: {}", name, fmt::join(known, ", "));
}

void place_all(Value& v, Place place) {
  v.place = place;
  if (auto* list = std::get_if<List>(&v.what))
    for (Value& item : *list) place_all(item, place);
  if (auto* table = std::get_if<Table>(&v.what))
    for (Entry& entry : *table) {
      entry.place = place;
      place_all(entry.value, place);
    }
}

// What else than letters and digits stands in a URL as it is: signs that keys of statistical
// offices and paths are made of, and that mean nothing in a query.
std::string for_url(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/,:@+*").contains(c);
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// For a JSON text or a jq program, inside of quotes.
std::string for_json(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// The parameters of one feed: what the user gives, or the defaults.
class Parameters {
 public:
  // Reports what is wrong with the user's; false if anything is.
  bool read(const Parsed& preset, std::string_view name, Section& section) {
    preset_ = &preset;
    name_ = name;
    section_ = &section;
    auto given = section.table(kParameters);
    if (!given && section.take(kParameters)) return false;  // no table; said already
    if (!given) return true;
    bool good = true;
    for (const Entry& entry : given->entries()) {
      const auto of = std::ranges::find(preset.parameters, entry.key, &Parameter::name);
      if (of == preset.parameters.end()) {
        given->error(entry.place, fmt::format("the preset {} has no parameter \"{}\"{}", name,
                                              entry.key, known(entry.key)));
        good = false;
        continue;
      }
      Entry value = entry;
      if (const std::string fault = take(*of, value.value); !fault.empty()) {
        given->error(entry.value.place, fault);
        good = false;
        continue;
      }
      given_.push_back(std::move(value));
    }
    return good;
  }

  // The value with the parameters in it. `json`: it stands in a JSON text or a program.
  Value fill(const Value& v, bool url, bool json) {
    Value out = v;
    if (const auto* text = std::get_if<std::string>(&v.what)) return fill(v, *text, url, json);
    if (auto* list = std::get_if<List>(&out.what))
      for (Value& item : *list) item = fill(item, false, json);
    if (auto* table = std::get_if<Table>(&out.what))
      for (Entry& entry : *table) {
        entry.key = std::get<std::string>(
            fill(Value{.what = entry.key, .place = v.place}, entry.key, false, false).what);
        entry.value = fill(entry.value, false, json);
      }
    return out;
  }

  // Reports the parameters that were asked for and are not there.
  bool complete(Place place) const {
    if (missing_.empty()) return true;
    std::vector<std::string> parts;
    for (const Parameter& p : preset_->parameters)
      if (missing_.contains(p.name)) parts.push_back(fmt::format("\"{}\" ({})", p.name, p.about));
    section_->error(place, fmt::format("the preset {} needs the parameter{} {}; write parameters = "
                                       "{{ {} = ... }}",
                                       name_, parts.size() == 1 ? "" : "s", fmt::join(parts, ", "),
                                       fmt::join(missing_, " = ..., ")));
    return false;
  }

 private:
  Value fill(const Value& v, const std::string& text, bool url, bool json) {
    // A parameter alone may be of any type: a list, a secret.
    for (const Parameter& p : preset_->parameters)
      if (text == "{" + p.name + "}") {
        const Value* with = value_of(p);
        return with ? *with : v;
      }
    const bool in_json = json || text.starts_with('{') || text.starts_with('[');
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const Parameter* p = at_placeholder(text, at);
      if (!p) {
        out += text[at++];
        continue;
      }
      at += p->name.size() + 2;
      if (const Value* with = value_of(*p)) {
        const std::string part = written(*with, *p);
        out += url ? for_url(part) : in_json ? for_json(part) : part;
      }
    }
    return {.what = std::move(out), .place = v.place};
  }

  const Parameter* at_placeholder(std::string_view text, std::size_t at) const {
    if (text[at] != '{') return nullptr;
    for (const Parameter& p : preset_->parameters) {
      const std::string_view rest = text.substr(at + 1);
      if (rest.starts_with(p.name) && rest.substr(p.name.size()).starts_with('}')) return &p;
    }
    return nullptr;
  }

  const Value* value_of(const Parameter& p) {
    if (const Value* v = find(given_, p.name)) return v;
    if (p.fallback) return &*p.fallback;
    missing_.insert(p.name);
    return nullptr;
  }

  std::string written(const Value& v, const Parameter& p) const {
    if (const auto* text = std::get_if<std::string>(&v.what)) return *text;
    if (const auto* integer = std::get_if<std::int64_t>(&v.what))
      return fmt::format("{}", *integer);
    if (const auto* number = std::get_if<double>(&v.what)) return fmt::format("{}", *number);
    section_->error(v.place, fmt::format("the parameter \"{}\" must be a text or a number, not {}",
                                         p.name, kind_of(v)));
    return {};
  }

  // What is wrong with the user's value, which is put into the form that the preset wants.
  static std::string take(const Parameter& p, Value& v) {
    if (p.digits > 0 && !pad(v, p.digits))
      return fmt::format("\"{}\" must be {}, of {} digits at most", p.name, p.about, p.digits);
    if (p.secret && !std::holds_alternative<Table>(v.what))
      return fmt::format(
          "\"{}\" is a secret: write {{ credential = \"name\" }}, {{ file = "
          "\"path\" }} or {{ env = \"NAME\" }}",
          p.name);
    return {};
  }

  static bool pad(Value& v, std::size_t digits) {
    std::string text;
    if (const auto* given = std::get_if<std::string>(&v.what))
      text = *given;
    else if (const auto* integer = std::get_if<std::int64_t>(&v.what))
      text = fmt::format("{}", *integer);
    const bool good = !text.empty() && text.size() <= digits &&
                      std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (good) v.what = std::string(digits - text.size(), '0') + text;
    return good;
  }

  std::string known(std::string_view name) const {
    std::vector<std::string> names;
    for (const Parameter& p : preset_->parameters) names.push_back(p.name);
    return names.empty() ? "; it has none" : suggestion(name, names);
  }

  const Parsed* preset_ = nullptr;
  std::string_view name_;
  Section* section_ = nullptr;
  Table given_;
  std::set<std::string> missing_;
};

// Adds what `below` has and `to` has not.
void join(Table& to, Table below) {
  for (Entry& entry : below) {
    const auto there = std::ranges::find(to, entry.key, &Entry::key);
    if (there == to.end()) {
      to.push_back(std::move(entry));
    } else if (auto* table = std::get_if<Table>(&there->value.what);
               table && std::holds_alternative<Table>(entry.value.what) && entry.key != "paging") {
      join(*table, std::move(std::get<Table>(entry.value.what)));
    }
  }
}

// Whether the user's own table replaces the preset's value altogether.
bool replaced(const Table& own, const Entry& entry) {
  const Value* v = find(own, entry.key);
  return v && (entry.key == "paging" || !std::holds_alternative<Table>(v->what) ||
               !std::holds_alternative<Table>(entry.value.what));
}

bool is_file(const Table& own) {
  const Value* v = find(own, "source");
  const auto* source = v ? std::get_if<std::string>(&v->what) : nullptr;
  return source && !source->starts_with("http://") && !source->starts_with("https://");
}

// The preset's keys that the user has not, joined to the user's. Nothing if it is wrong.
std::optional<Table> with_preset(Section section, const Table& own, const Value& keyword) {
  const auto* name = std::get_if<std::string>(&keyword.what);
  if (!name) {
    section.text(kKeyword);  // says so
    return std::nullopt;
  }
  const Preset* preset = find_preset(*name);
  if (!preset) {
    section.error(keyword.place, unknown_preset(*name));
    return std::nullopt;
  }
  const Parsed parsed = parse(*preset);
  Parameters parameters;
  if (!parameters.read(parsed, *name, section)) return std::nullopt;
  const auto errors = section.report().error_count();
  Table below;
  for (const Entry& entry : parsed.feed) {
    if (replaced(own, entry)) continue;
    if (is_file(own) && std::ranges::find(kOnlyHttp, entry.key) != kOnlyHttp.end()) continue;
    Entry placed = entry;
    placed.place = keyword.place;
    place_all(placed.value, keyword.place);
    const bool json = entry.key == "rows" || entry.key == "body";
    placed.value = parameters.fill(placed.value, entry.key == "source", json);
    below.push_back(std::move(placed));
  }
  if (!parameters.complete(keyword.place) || section.report().error_count() != errors)
    return std::nullopt;
  Table out = own;
  std::erase_if(out, [](const Entry& e) { return e.key == kParameters; });
  join(out, std::move(below));
  return out;
}

// The text below the line [feed].
std::string_view feed_of(std::string_view toml) {
  constexpr std::string_view kHeader = "\n[feed]\n";
  const auto at = toml.find(kHeader);
  return at == toml.npos ? std::string_view() : toml.substr(at + kHeader.size());
}

}  // namespace

std::vector<Section> with_presets(std::vector<Section> feeds, std::deque<Table>& expanded) {
  std::vector<Section> out;
  for (Section& section : feeds) {
    const Table& own = section.raw();
    const Value* keyword = find(own, kKeyword);
    const std::string id = text_in(own, "id");
    Section titled = section;
    if (!id.empty()) titled.retitle(fmt::format("{} \"{}\"", section.title(), id));
    if (!keyword) titled.refuse(kParameters, "belongs to \"preset\"; name one, or take it out");
    std::optional<Table> table = keyword ? with_preset(titled, own, *keyword) : own;
    if (!table) continue;
    if (!keyword) std::erase_if(*table, [](const Entry& e) { return e.key == kParameters; });
    expanded.push_back(std::move(*table));
    Section& made =
        out.emplace_back(expanded.back(), section.place(), section.title(), section.report());
    made.take(kParameters);
  }
  return out;
}

std::expected<std::string, std::string> preset_text(std::string_view name) {
  const Preset* preset = find_preset(name);
  if (!preset) return std::unexpected(unknown_preset(name));
  const Parsed parsed = parse(*preset);
  std::string out =
      fmt::format("# {}: {}\n[[feed]]\nid = \"...\"\npreset = \"{}\"\n", name, parsed.about, name);
  std::string needed, notes;
  for (const Parameter& p : parsed.parameters) {
    if (!p.fallback) needed += fmt::format("{}{} = ...", needed.empty() ? "" : ", ", p.name);
    std::string fallback;
    if (p.fallback)
      if (const auto* text = std::get_if<std::string>(&p.fallback->what))
        fallback = fmt::format("; \"{}\" unless given", *text);
    notes += fmt::format("#   {}: {}{}\n", p.name, p.about, fallback);
  }
  if (!needed.empty()) out += fmt::format("parameters = {{ {} }}\n", needed);
  out += notes;
  if (!find(parsed.feed, "source")) out += "source = \"...\"\n";
  if (!find(parsed.feed, "series")) out += "series = \"...\"\n";
  return fmt::format(
      "{}\n# It stands for these keys. Your own win; tables are joined key by key.\n{}", out,
      feed_of(preset->toml));
}

std::vector<std::pair<std::string, std::string>> preset_list() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Preset& preset : presets())
    out.emplace_back(std::string(preset.name), parse(preset).about);
  return out;
}

}  // namespace firstcard::config
