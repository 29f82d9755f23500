#include "edgar.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "indicators/nearest.h"
#include "text.h"

namespace firstcard {

namespace {

namespace json = boost::json;

std::unexpected<Rejection> refuse(std::string reason) {
  return std::unexpected(Rejection{0, "", std::move(reason)});
}

std::string_view text_of(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  const json::string* s = v ? v->if_string() : nullptr;
  return s ? std::string_view(*s) : std::string_view();
}

// At most eight, then "...".
std::string list_of(const std::vector<std::string_view>& names) {
  constexpr std::size_t kMost = 8;
  if (names.empty()) return "none";
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMost));
  std::string out = fmt::format("{}", fmt::join(names.begin(), end, ", "));
  if (names.size() > kMost) out += fmt::format(" and {} more", names.size() - kMost);
  return out;
}

// What answers in place of the JSON.
Rejection no_json(std::string_view document) {
  const std::string_view head = document.substr(0, 4096);
  const std::string start = shown(head.substr(0, head.find('\n')), 120);
  if (head.contains("NoSuchKey"))
    return {0, "",
            "the SEC has no such company or concept (NoSuchKey): check the CIK (ten digits, with "
            "leading zeros) and the tag in the URL"};
  if (head.contains("Undeclared Automated Tool") || document.contains("Undeclared Automated Tool"))
    return {0, "",
            "the SEC refuses requests that do not say who asks: set \"contact\" at the top of the "
            "configuration, as \"Firm Name admin@firm.example\""};
  if (document.contains("Request Rate Threshold Exceeded"))
    return {0, "",
            "the SEC's limit of 10 requests a second was exceeded; it serves this address again "
            "in about ten minutes"};
  if (head.find_first_not_of(" \t\r\n") == head.npos) return {0, "", "the document is empty"};
  return {0, "",
          fmt::format("the document is no JSON of data.sec.gov but begins with \"{}\": a page or a "
                      "message in place of the data?",
                      start)};
}

// One concept of the document: "us-gaap/Revenues" and its facts by unit.
struct Tag {
  std::string name;
  const json::object* units = nullptr;
  std::size_t preference = 0;
};

struct Shape {
  std::string cik, entity;
  std::vector<Tag> tags;  // all of the document
};

// A number in most answers, a text in ten digits in others.
std::string cik_of(const json::object& root) {
  const json::value* v = root.if_contains("cik");
  if (!v) return {};
  if (const auto* text = v->if_string()) return fmt::format("{:0>10}", std::string_view(*text));
  json::error_code failed;
  const auto number = v->to_number<std::int64_t>(failed);
  return failed ? std::string() : fmt::format("{:010}", number);
}

std::expected<Shape, Rejection> shape_of(const json::value& document) {
  const json::object* root = document.if_object();
  if (!root) return refuse("the document is JSON, but no object: is it one of data.sec.gov?");
  Shape out{.cik = cik_of(*root), .entity = std::string(text_of(*root, "entityName"))};
  const auto object = [](const json::object& o, std::string_view key) -> const json::object* {
    const json::value* v = o.if_contains(key);
    return v ? v->if_object() : nullptr;
  };
  if (const json::object* facts = object(*root, "facts")) {
    for (const auto& taxonomy : *facts) {
      const json::object* tags = taxonomy.value().if_object();
      if (!tags) continue;
      for (const auto& tag : *tags) {
        const json::object* one = tag.value().if_object();
        const json::object* units = one ? object(*one, "units") : nullptr;
        if (units)
          out.tags.push_back(
              {fmt::format("{}/{}", std::string_view(taxonomy.key()), std::string_view(tag.key())),
               units});
      }
    }
    if (out.tags.empty()) return refuse("the company has no facts in this document");
    return out;
  }
  if (const json::object* units = object(*root, "units")) {
    out.tags.push_back(
        {fmt::format("{}/{}", text_of(*root, "taxonomy"), text_of(*root, "tag")), units});
    return out;
  }
  if (root->contains("data") && root->contains("pts"))
    return refuse(
        "the document is one of the SEC's frames: it has the newest filing's values alone and no "
        "vintages; use companyconcept or companyfacts");
  if (root->contains("filings"))
    return refuse("the document lists filings (submissions); use companyconcept or companyfacts");
  std::vector<std::string_view> keys;
  for (const auto& entry : *root) keys.push_back(entry.key());
  return refuse(fmt::format(
      "the document is neither companyconcept (\"units\") nor companyfacts (\"facts\"); its keys: "
      "{}",
      list_of(keys)));
}

bool names(std::string_view wanted, std::string_view tag) {
  if (wanted.size() == tag.size())  // "us-gaap:Revenues" as well
    return std::ranges::equal(wanted, tag,
                              [](char a, char b) { return a == b || (a == ':' && b == '/'); });
  return tag.size() > wanted.size() && tag.ends_with(wanted) &&
         tag[tag.size() - wanted.size() - 1] == '/';
}

// The tags that the mapping names, in its order.
std::expected<std::vector<Tag>, Rejection> wanted_tags(const Shape& shape,
                                                       const EdgarMapping& mapping) {
  std::vector<Tag> out;
  for (std::size_t i = 0; i < mapping.concepts.size(); ++i)
    for (Tag tag : shape.tags)
      if (names(mapping.concepts[i], tag.name)) {
        tag.preference = i;
        out.push_back(std::move(tag));
      }
  if (mapping.concepts.empty()) {
    if (shape.tags.size() > 1)
      return refuse(
          fmt::format("the document has {} concepts, and the feed names none: set \"concept\"",
                      shape.tags.size()));
    out = shape.tags;
  }
  if (!out.empty()) return out;

  std::vector<std::string_view> known, bare;
  for (const Tag& tag : shape.tags) {
    known.push_back(tag.name);
    bare.push_back(std::string_view(tag.name).substr(tag.name.find('/') + 1));
  }
  const std::string& first = mapping.concepts.front();
  const std::string near =
      did_you_mean(first, first.find_first_of("/:") == first.npos ? bare : known);
  return refuse(fmt::format("{} has no {}{}; it has {}",
                            shape.entity.empty() ? "the company" : shown(shape.entity),
                            fmt::join(mapping.concepts, ", nor "), near, list_of(known)));
}

std::optional<Date> date_of(const json::object& fact, std::string_view key) {
  return parse_date(text_of(fact, key));
}

std::optional<EdgarFact> fact_of(const json::value& v, std::size_t preference) {
  const json::object* o = v.if_object();
  if (!o) return std::nullopt;
  const auto end = date_of(*o, "end"), filed = date_of(*o, "filed");
  const json::value* number = o->if_contains("val");
  if (!end || !filed || !number || !number->is_number()) return std::nullopt;
  EdgarFact out{.end = *end,
                .value = number->to_number<double>(),
                .filed = *filed,
                .form = std::string(text_of(*o, "form")),
                .accn = std::string(text_of(*o, "accn")),
                .preference = preference};
  if (o->contains("start")) {
    out.start = date_of(*o, "start");
    if (!out.start || *out.start > out.end) return std::nullopt;
  }
  return out;
}

std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

// Why no fact counted, by what there is.
std::string nothing_left(const std::vector<EdgarFact>& facts, const EdgarMapping& mapping) {
  std::map<std::string, int> forms, lengths;
  for (const EdgarFact& f : facts) {
    ++forms[f.form.empty() ? "(no form)" : f.form];
    ++lengths[f.start ? fmt::format("{} days", (f.end - *f.start).count() + 1) : "instants"];
  }
  const auto counted = [](const std::map<std::string, int>& all) {
    std::vector<std::string> parts;
    for (const auto& [what, n] : all) parts.push_back(fmt::format("{} {}", n, what));
    const std::vector<std::string_view> views(parts.begin(), parts.end());
    return list_of(views);
  };
  return fmt::format(
      "no fact in {} has duration = \"{}\" and one of the forms {}; the document's facts by form: "
      "{}; by length: {}",
      mapping.unit, to_text(mapping.duration), fmt::join(mapping.forms, ", "), counted(forms),
      counted(lengths));
}

std::expected<std::string, Rejection> table_of(const Shape& shape, const std::vector<Tag>& tags,
                                               const EdgarMapping& mapping) {
  std::vector<EdgarFact> facts;
  std::vector<std::string> bad;  // rows
  std::set<std::string_view> units;
  std::map<std::size_t, std::string> concepts;
  bool has_unit = false;
  const std::string tail = fmt::format(",{},{}\n", shape.cik, cell(shape.entity));
  for (const Tag& tag : tags) {
    for (const auto& entry : *tag.units) units.insert(entry.key());
    const json::value* list = tag.units->if_contains(mapping.unit);
    if (!list) continue;
    has_unit = true;
    if (!list->is_array())
      return refuse(fmt::format("{}, {} is no list of facts", tag.name, mapping.unit));
    concepts.emplace(tag.preference, tag.name);
    for (const json::value& v : list->get_array()) {
      if (auto fact = fact_of(v, tag.preference)) {
        facts.push_back(std::move(*fact));
      } else {
        const std::string text = shown(json::serialize(v));
        bad.push_back(
            fmt::format(",{},,bad,,{},{},,,{}", cell(text), tag.name, cell(mapping.unit), tail));
      }
    }
  }
  if (!has_unit) {
    const std::vector<std::string_view> known(units.begin(), units.end());
    return refuse(fmt::format("{} has no values in {}{}; it has {}", tags.front().name,
                              mapping.unit, did_you_mean(mapping.unit, known), list_of(known)));
  }

  const std::vector<EdgarRow> rows = edgar_vintages(facts, mapping);
  if (rows.empty() && bad.empty()) return refuse(nothing_left(facts, mapping));
  std::string out = fmt::format("{}\n", fmt::join(edgar_columns(), ","));
  for (const EdgarRow& r : rows) {
    out += fmt::format("{},{},{},{},{},{},{},{},{},{}", to_text(r.period),
                       r.value ? fmt::format("{}", *r.value) : "", to_text(r.known),
                       to_text(r.kind), r.derived ? "derived" : "reported",
                       cell(concepts[r.preference]), cell(mapping.unit), cell(r.form), cell(r.accn),
                       r.start ? to_text(*r.start) : "");
    out += tail;
  }
  for (const std::string& row : bad) out += row;
  return out;
}

}  // namespace

std::vector<std::string> edgar_columns() {
  return {"period", "value", "known", "kind",  "basis", "concept",
          "unit",   "form",  "accn",  "start", "cik",   "entity"};
}

std::expected<std::string, Rejection> edgar_rows(std::string_view document,
                                                 const EdgarMapping& mapping) {
  if (document.starts_with("\xEF\xBB\xBF")) document.remove_prefix(3);
  const std::size_t first = document.find_first_not_of(" \t\r\n");
  if (first == document.npos || (document[first] != '{' && document[first] != '['))
    return std::unexpected(no_json(document));
  // The tree of a company's four megabytes is thrown away at once.
  json::monotonic_resource memory;
  json::error_code failed;
  const json::value parsed = json::parse(document, failed, &memory);
  if (failed)
    return refuse(fmt::format("the document is no whole JSON ({}); it has {} bytes: cut short?",
                              failed.message(), document.size()));
  auto shape = shape_of(parsed);
  if (!shape) return std::unexpected(std::move(shape.error()));
  auto tags = wanted_tags(*shape, mapping);
  if (!tags) return std::unexpected(std::move(tags.error()));
  return table_of(*shape, *tags, mapping);
}

}  // namespace firstcard
