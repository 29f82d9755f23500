#include "http_feed.h"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <string_view>

#include "net/retry_after.h"
#include "text.h"

namespace firstcard {

namespace {

constexpr seconds kLongestWait = std::chrono::hours{24};
constexpr std::size_t kLongestValidator = 1024;  // longer ones are not worth sending back

bool has_header(const HttpRequest& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const auto& header) {
    return header.first.size() == name.size() &&
           ::strncasecmp(header.first.data(), name.data(), name.size()) == 0;
  });
}

std::string_view advice(int status) {
  switch (status) {
    case 204:
      return "no content: nothing is published at this address";
    case 304:
      return "not modified, though nothing was asked on condition; a cache between is wrong";
    case 400:
      return "bad request: check the address and its parameters";
    case 401:
      return "not authorised: check the credential";
    case 403:
      return "forbidden: check the credential, and whether the server wants a contact in the user "
             "agent";
    case 404:
      return "not found: check the address";
    case 406:
      return "not acceptable: set the Accept header that the server wants";
    case 410:
      return "gone: the source has given this address up";
    case 429:
      return "too many requests: raise `every`";
    default:
      break;
  }
  if (status >= 500) return "the server has a problem; it is asked again";
  if (status >= 400) return "the server refuses the request";
  if (status >= 300) return "a redirect that leads nowhere: check the address";
  return "not an answer with a document";
}

std::string validator(const HttpResult& result, std::string_view name) {
  const std::string_view value = trimmed(result.header(name));
  return value.size() <= kLongestValidator ? std::string(value) : std::string();
}

}  // namespace

bool is_conditional(const HttpRequest& request) {
  return has_header(request, "If-None-Match") || has_header(request, "If-Modified-Since");
}

HttpRequest poll_request(const HttpRequest& feed, const Validators& last, int failures) {
  HttpRequest out = feed;
  out.rank = failures;
  out.body_to_file = true;
  if (!has_header(out, "Accept")) {
    out.headers.emplace_back("Accept",
                             "text/csv, application/json;q=0.9, text/plain;q=0.9, */*;q=0.5");
  }
  if (out.method != "GET" || is_conditional(out)) return out;
  if (!last.etag.empty()) out.headers.emplace_back("If-None-Match", last.etag);
  if (!last.last_modified.empty())
    out.headers.emplace_back("If-Modified-Since", last.last_modified);
  return out;
}

Judgement judge(const HttpResult& result, bool conditional, Instant now) {
  Judgement out;
  if (result.error != TransferError::none) {
    out.reason = result.message.empty()
                     ? fmt::format("the transfer failed: {}", to_text(result.error))
                     : result.message;
    return out;
  }
  if (result.status == 304 && conditional) {
    out.answer = Answer::not_modified;
    return out;
  }
  if (result.status == 200 && result.file) {
    out.answer = Answer::document;
    out.validators = {validator(result, "etag"), validator(result, "last-modified")};
    return out;
  }
  if (result.status == 200) {
    out.reason = "HTTP 200, but its body was not kept; free some room for temporary files";
    return out;
  }
  out.reason = fmt::format("HTTP {}, {}", result.status, advice(result.status));
  if (result.status == 429 || result.status == 503) {
    if (const auto wait = retry_after(result.header("retry-after"), now)) {
      out.not_before = now + std::min(*wait, kLongestWait);
      out.reason += fmt::format(" (the server asks to wait until {})", to_text(*out.not_before));
    }
  }
  return out;
}

}  // namespace firstcard
