#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "exact_json.h"
#include "indicators/nearest.h"
#include "template_tree.h"
#include "utf8.h"

namespace firstcard {

namespace templates {

namespace {

namespace json = boost::json;

constexpr std::size_t kMost = 1 << 20;  // bytes
constexpr int kSteps = 1'000'000;

// A value in the data, or one that was made of them.
struct Value {
  std::shared_ptr<const json::value> made;
  const json::value* at = nullptr;
  bool escaped = false;
  const json::value& operator*() const { return *at; }
};

Value made(json::value v, bool escaped = false) {
  Value out;
  out.made = std::make_shared<const json::value>(std::move(v));
  out.at = out.made.get();
  out.escaped = escaped;
  return out;
}

bool truth(const json::value& v) {
  if (v.is_null()) return false;
  if (v.is_bool()) return v.get_bool();
  if (v.is_string()) return !v.get_string().empty();
  if (v.is_array()) return !v.get_array().empty();
  if (v.is_object()) return !v.get_object().empty();
  return v.to_number<double>() != 0;
}

bool equal(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  return a == b;
}

bool contains(const json::value& in, const json::value& what, std::size_t offset) {
  if (in.is_null()) return false;
  if (in.is_array())
    return std::ranges::any_of(in.get_array(),
                               [&](const json::value& v) { return equal(v, what); });
  if (in.is_string() && what.is_string())
    return std::string_view(in.get_string()).contains(std::string_view(what.get_string()));
  throw Fault{offset, "\"in\" looks for a value in a list, or for a text in a text"};
}

bool compare(const std::string& op, const json::value& a, const json::value& b,
             std::size_t offset) {
  if (op == "==") return equal(a, b);
  if (op == "!=") return !equal(a, b);
  if (op == "in") return contains(b, a, offset);
  if (a.is_null() || b.is_null()) return false;  // a missing reading is neither below nor above
  const auto by = [&](const auto& x, const auto& y) {
    if (op == "<") return x < y;
    if (op == "<=") return x <= y;
    return op == ">" ? x > y : x >= y;
  };
  if (a.is_number() && b.is_number()) return by(a.to_number<double>(), b.to_number<double>());
  if (a.is_string() && b.is_string())
    return by(std::string_view(a.get_string()), std::string_view(b.get_string()));
  throw Fault{offset, fmt::format("{} compares two numbers or two texts", op)};
}

class Run {
 public:
  Run(const json::value& data, Target target) : data_(data), target_(target) {}

  std::string take() { return std::move(out_); }

  void nodes(const std::vector<Node>& all) {
    for (const Node& node : all) {
      step(node.value.offset);
      switch (node.kind) {
        case Node::Kind::text:
          write(node.text, 0);
          break;
        case Node::Kind::write:
          written(node.value);
          break;
        case Node::Kind::branch:
          branch(node);
          break;
        case Node::Kind::loop:
          loop(node);
          break;
      }
    }
  }

 private:
  void step(std::size_t offset) {
    if (++steps_ > kSteps)
      throw Fault{offset, fmt::format("more than {} steps; loop over less", kSteps)};
  }

  void write(std::string_view text, std::size_t offset) {
    if (out_.size() + text.size() > kMost)
      throw Fault{offset, "the text becomes larger than 1 MiB; write less"};
    out_ += text;
  }

  void written(const Expr& e) {
    const Value v = value(e);
    const std::string text = plain_text(*v, e.offset);
    write(v.escaped ? text : escaped(text, target_), e.offset);
  }

  void branch(const Node& node) {
    for (const Arm& arm : node.arms)
      if (truth(*value(arm.condition))) return nodes(arm.body);
    nodes(node.other);
  }

  void loop(const Node& node) {
    const Value list = value(node.value);
    if (!(*list).is_null() && !(*list).is_array())
      throw Fault{node.value.offset, "{% for %} goes over a list, and this is none"};
    if ((*list).is_null() || (*list).get_array().empty()) return nodes(node.other);
    const json::array& all = (*list).get_array();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const json::value place =
          json::object{{"index", i + 1}, {"first", i == 0}, {"last", i + 1 == all.size()}};
      names_.push_back({node.text, &all[i]});
      names_.push_back({"loop", &place});
      nodes(node.arms[0].body);
      names_.resize(names_.size() - 2);
    }
  }

  Value value(const Expr& e) {
    step(e.offset);
    switch (e.kind) {
      case Expr::Kind::path:
        return found(e);
      case Expr::Kind::literal:
        return {.made = {}, .at = &e.literal, .escaped = false};
      case Expr::Kind::negation:
        return made(!truth(*value(e.parts[0])));
      case Expr::Kind::all:
        return made(std::ranges::all_of(e.parts, [&](const Expr& p) { return truth(*value(p)); }));
      case Expr::Kind::any:
        return made(std::ranges::any_of(e.parts, [&](const Expr& p) { return truth(*value(p)); }));
      case Expr::Kind::compare: {
        const Value a = value(e.parts[0]), b = value(e.parts[1]);
        return made(compare(e.name, *a, *b, e.offset));
      }
      case Expr::Kind::filter:
        break;
    }
    const Value to = value(e.parts[0]);
    std::vector<json::value> arguments;
    for (std::size_t i = 1; i < e.parts.size(); ++i) arguments.push_back(*value(e.parts[i]));
    Filtered filtered = apply_filter(e, *to, arguments);
    if (filtered.value.is_string() && filtered.value.get_string().size() > kMost)
      throw Fault{e.offset, "the text becomes larger than 1 MiB; write less"};
    return made(std::move(filtered.value), filtered.escaped);
  }

  Value found(const Expr& e) {
    const json::value* at = nullptr;
    for (auto name = names_.rbegin(); name != names_.rend() && at == nullptr; ++name)
      if (name->name == e.path[0]) at = name->value;
    if (at == nullptr) at = key(data_, e, 0);
    for (std::size_t i = 1; i < e.path.size() && !at->is_null(); ++i)
      at = at->is_array() ? element(*at, e, i) : key(*at, e, i);
    return {.made = {}, .at = at, .escaped = false};
  }

  const json::value* element(const json::value& list, const Expr& e, std::size_t i) {
    const std::string& text = e.path[i];
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end != text.data() + text.size())
      throw Fault{e.offset, fmt::format("{} is a list: loop over it, or name an element by its "
                                        "number, from 0",
                                        name_of(e, i))};
    const json::array& all = list.get_array();
    return error == std::errc() && number < all.size() ? &all[number] : &null_;
  }

  const json::value* key(const json::value& of, const Expr& e, std::size_t i) {
    if (!of.is_object())
      throw Fault{e.offset,
                  fmt::format("{} is no object, so it has no \"{}\"", name_of(e, i), e.path[i])};
    if (const json::value* v = of.get_object().if_contains(e.path[i])) return v;
    std::vector<std::string_view> known;
    for (const auto& pair : of.get_object()) known.emplace_back(pair.key());
    if (i == 0)
      for (const Name& name : names_) known.emplace_back(name.name);
    throw Fault{e.offset,
                fmt::format("{} has no \"{}\"{}", i == 0 ? "the notification" : name_of(e, i),
                            e.path[i], did_you_mean(e.path[i], known))};
  }

  static std::string name_of(const Expr& e, std::size_t parts) {
    std::string out;
    for (std::size_t i = 0; i < parts; ++i) out += (i > 0 ? "." : "") + e.path[i];
    return out.empty() ? "the notification" : out;
  }

  struct Name {
    std::string name;
    const json::value* value;
  };
  const json::value& data_;
  const json::value null_ = nullptr;
  Target target_;
  std::vector<Name> names_;
  std::string out_;
  int steps_ = 0;
};

std::string finished(std::string text, Target target) {
  text = target == Target::line ? one_line(text) : valid_utf8(text);
  if (target != Target::json) return text;
  try {
    exact_parse(text);
  } catch (const std::exception& error) {
    throw Fault{0, fmt::format("what it makes is not JSON: {}; write a whole value with the filter "
                               "json",
                               error.what())};
  }
  return text;
}

}  // namespace

}  // namespace templates

std::expected<std::string, TemplateError> Template::render(const boost::json::value& data,
                                                           Target target) const {
  try {
    templates::Run run(data, target);
    run.nodes(parsed_->nodes);
    return templates::finished(run.take(), target);
  } catch (templates::Fault& fault) {
    return std::unexpected(templates::located(parsed_->source, std::move(fault)));
  }
}

}  // namespace firstcard
