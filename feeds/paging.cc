#include "paging.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "net/url.h"
#include "text.h"

namespace firstcard {

namespace {

using Kind = JsonPlace::Kind;

std::unexpected<std::string> refuse(int page, std::string_view why) {
  return std::unexpected(fmt::format("page {} {}", page, why));
}

bool is_nothing(const JsonPlace& place) {
  return place.kind == Kind::absent || place.kind == Kind::null ||
         (place.kind == Kind::text && place.text.empty());
}

// A whole number, also one that is written as a text.
std::optional<std::int64_t> whole(const JsonPlace& place) {
  std::int64_t value = 0;
  const char* end = place.text.data() + place.text.size();
  const auto [at, error] = std::from_chars(place.text.data(), end, value);
  const bool number = place.kind == Kind::number || place.kind == Kind::text;
  return number && error == std::errc{} && at == end ? std::optional(value) : std::nullopt;
}

// What is asked for, without what stands in no URL.
std::string name_of(const HttpRequest& request) {
  return with_query(request.url, request.query) + "\n" + request.body;
}

void set_parameter(HttpRequest& request, const std::string& name, const std::string& value) {
  std::erase_if(request.query, [&](const auto& p) { return p.first == name; });
  request.query.emplace_back(name, value);
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// The parameters of one link-value, after its "<...>".
bool is_next(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto semicolon = parameters.find(';');
    std::string_view one = trimmed(parameters.substr(0, semicolon));
    parameters = semicolon == std::string_view::npos ? "" : parameters.substr(semicolon + 1);
    const auto equals = one.find('=');
    if (equals == std::string_view::npos || lower_ascii(trimmed(one.substr(0, equals))) != "rel")
      continue;
    one = trimmed(one.substr(equals + 1));
    if (one.size() >= 2 && one.front() == '"' && one.back() == '"')
      one = one.substr(1, one.size() - 2);
    // One relation or several, parted by blanks.
    while (!one.empty()) {
      const auto blank = std::min(one.find(' '), one.size());
      if (lower_ascii(one.substr(0, blank)) == "next") return true;
      one.remove_prefix(std::min(blank + 1, one.size()));
    }
  }
  return false;
}

}  // namespace

std::string next_link(const std::vector<std::string_view>& links) {
  for (std::string_view rest : links) {
    while (true) {
      const auto open = rest.find('<');
      const auto close = rest.find('>', open);
      if (open == std::string_view::npos || close == std::string_view::npos) break;
      const std::string_view target = rest.substr(open + 1, close - open - 1);
      rest.remove_prefix(close + 1);
      // To the comma that ends this link: one outside quotes.
      std::size_t end = 0;
      for (bool quoted = false; end < rest.size() && (quoted || rest[end] != ','); ++end)
        if (rest[end] == '"') quoted = !quoted;
      if (is_next(rest.substr(0, end))) return std::string(trimmed(target));
      rest.remove_prefix(end);
    }
  }
  return {};
}

PageWalk::PageWalk(Paging paging, HttpRequest source)
    : paging_(std::move(paging)),
      source_(std::move(source)),
      request_(source_),
      origin_(origin_of(source_.url)),
      position_(paging_.first) {
  if (paging_.kind == Paging::Kind::page || paging_.kind == Paging::Kind::offset)
    set_parameter(request_, paging_.parameter, std::to_string(position_));
  asked_.insert(name_of(request_));
}

std::expected<PageWalk::Step, std::string> PageWalk::take(const HttpResult& result,
                                                          const PageFacts& facts) {
  if (page_ > 1 && facts.json != before_.json)
    return refuse(page_, facts.json ? "is JSON, and the pages before it are not"
                                    : "is no JSON, as the pages before it are");
  auto step = this->step(result, facts);
  if (step && *step != Step::past && page_ > 1) {
    if (facts.hash == before_.hash)
      return refuse(page_,
                    "is the same as the page before it; the source does not heed what asks "
                    "for the next one: correct the feed's paging");
    if (!facts.json && facts.head != before_.head)
      return refuse(page_,
                    "begins with other lines than the page before it; header_lines says how "
                    "many repeat");
  }
  if (!step) return step;
  before_ = facts;
  if (*step == Step::more && ++page_ > paging_.max_pages)
    return std::unexpected(
        fmt::format("there are more than {} pages; ask for less, or raise the max_pages of the "
                    "feed's paging",
                    paging_.max_pages));
  return step;
}

std::expected<PageWalk::Step, std::string> PageWalk::step(const HttpResult& result,
                                                          const PageFacts& facts) {
  const bool asks_json = paging_.kind == Paging::Kind::next ||
                         paging_.kind == Paging::Kind::token || paging_.items || paging_.total;
  if (asks_json && !facts.json)
    return refuse(page_, "is no JSON, in which the feed's paging looks for something");
  if (facts.json && paging_.items && facts.items.kind == Kind::absent)
    return refuse(page_,
                  "has nothing where the paging's items should be; it is an error message, "
                  "or its form has changed");
  switch (paging_.kind) {
    case Paging::Kind::next: {
      const JsonPlace& next = facts.pointer;
      if (is_nothing(next)) return Step::last;
      if (next.kind != Kind::text)
        return refuse(page_, "has no text where the next page's URL should be");
      return follow(result.effective_url, next.text);
    }
    case Paging::Kind::link: {
      std::vector<std::string_view> links;
      for (const auto& [name, value] : result.headers)
        if (name == "link") links.emplace_back(value);
      const std::string next = next_link(links);
      if (next.empty()) return Step::last;
      return follow(result.effective_url, next);
    }
    case Paging::Kind::token: {
      const JsonPlace& token = facts.pointer;
      if (is_nothing(token)) return Step::last;
      if (token.kind != Kind::text && token.kind != Kind::number)
        return refuse(page_, "has no text where the token for the next page should be");
      HttpRequest next = source_;
      set_parameter(next, paging_.parameter, token.text);
      return go_to(std::move(next));
    }
    case Paging::Kind::page:
    case Paging::Kind::offset:
      return count(facts);
  }
  return Step::last;
}

std::expected<PageWalk::Step, std::string> PageWalk::count(const PageFacts& facts) {
  if (facts.json) {
    const JsonPlace& items = facts.items;
    if (items.kind != Kind::list && items.kind != Kind::object && items.kind != Kind::null)
      return refuse(page_, "has no list where the paging's items should be");
    if (items.size == 0) return Step::past;
  } else if (facts.no_lines) {
    return Step::past;
  }
  const std::int64_t next = position_ + paging_.step;
  if (paging_.total) {
    const auto total = whole(facts.total);
    if (!total) return refuse(page_, "has no whole number where the paging's total should be");
    // Pages are counted from `first`, items from the first one.
    if (next - paging_.first >= *total) return Step::last;
  }
  position_ = next;
  HttpRequest request = source_;
  set_parameter(request, paging_.parameter, std::to_string(position_));
  return go_to(std::move(request));
}

std::expected<PageWalk::Step, std::string> PageWalk::follow(std::string_view base,
                                                            const std::string& reference) {
  const std::string url = resolved(base, reference);
  const auto parsed = parse_http_url(url);
  if (!parsed) return refuse(page_, "names as the next page what cannot be fetched");
  HttpRequest next = source_;
  next.url = url;
  next.query.clear();  // the source repeats it
  if (parsed->origin != origin_) {
    if (!paging_.other_origins)
      return refuse(page_, fmt::format("names a next page at {}; if that is right, write "
                                       "other_origins = true in the feed's paging, or that origin "
                                       "in its source",
                                       parsed->origin));
    if (origin_.starts_with("https:") && !parsed->secure)
      return refuse(page_, fmt::format("leads from https to {}", parsed->origin));
    next.secret_query.clear();
    next.secret_headers.clear();
    next.client_cert.clear();
    next.client_key.clear();
    next.client_key_password = {};
  }
  return go_to(std::move(next));
}

std::expected<PageWalk::Step, std::string> PageWalk::go_to(HttpRequest next) {
  if (!asked_.insert(name_of(next)).second)
    return refuse(page_,
                  "names as the next page one that was read already; the source leads in a "
                  "circle");
  request_ = std::move(next);
  return Step::more;
}

}  // namespace firstcard
