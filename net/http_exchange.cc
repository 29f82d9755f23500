#include "http_exchange.h"

#include <algorithm>
#include <exception>

namespace firstcard {

using std::chrono::milliseconds;

namespace {

std::string lower(std::string_view text) {
  std::string low(text);
  std::ranges::transform(low, low.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return low;
}

// RFC 9110: the signs of a method's and of a header's name.
bool is_token(std::string_view text) {
  constexpr std::string_view kSigns =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return !text.empty() && text.find_first_not_of(kSigns) == std::string_view::npos;
}

// "" if the header can be sent. A line break in it would be a header, or a request, of its own.
std::string header_fault(std::string_view name, std::string_view value) {
  if (!is_token(name)) return "\"" + std::string(name) + "\" is not the name of a header";
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
    return "the value of the header " + std::string(name) + " holds a line break; remove it";
  return {};
}

std::string header_line(const std::string& name, const std::string& value) {
  return value.empty() ? name + ";"
                       : name + ": " + value;  // libcurl's way to write an empty header
}

bool tells_who(std::string_view lower_name) {
  return lower_name == "authorization" || lower_name == "cookie" ||
         lower_name == "proxy-authorization";
}

bool tells_of_body(std::string_view lower_name) {
  return lower_name.starts_with("content-");
}

// Headers in which no server repeats what it was asked.
bool is_plain(std::string_view lower_name) {
  return lower_name == "retry-after" || lower_name == "date" || lower_name == "content-type";
}

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// To type it in: with the path, but not the query, which may hold a secret.
std::string address_of(const HttpUrl& url) {
  return url.url.substr(0, url.url.find('?'));
}

}  // namespace

HttpExchange::HttpExchange(HttpRequest request)
    : request_(std::move(request)),
      outgoing_{.method = request_.method},
      body_(request_.body_to_file, request_.limits.max_bytes),
      easy_(request_.limits) {}

bool HttpExchange::begin() {
  try {
    return prepare();
  } catch (const std::exception& e) {  // libcurl does not take an option
    return fail(TransferError::other, e.what());
  }
}

bool HttpExchange::go_on(CURLcode code) {
  try {
    return end_run(code);
  } catch (const std::exception& e) {
    return fail(TransferError::other, e.what());
  }
}

bool HttpExchange::prepare() {
  const bool secret = !request_.secret_url.empty();
  std::expected<HttpUrl, std::string> url =
      parse_http_url(secret ? request_.secret_url.reveal() : request_.url);
  if (!url)  // the error may quote a scheme, and what has none may be a bare token
    return fail(TransferError::bad_url, secret ? "the secret URL is none of http(s)" : url.error());
  url_ = std::move(*url);
  Parameters query = request_.query;
  for (const auto& [name, value] : request_.secret_query) query.emplace_back(name, value.reveal());
  if (!query.empty()) url_.url = with_query(url_.url, query);
  if (!valid()) return false;

  easy_.set(CURLOPT_PROTOCOLS_STR, "http,https");
  easy_.set(CURLOPT_FOLLOWLOCATION, 0L);
  // HTTP/2 of this libcurl's age has a known stall.
  easy_.set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  if (!request_.user_agent.empty()) easy_.set(CURLOPT_USERAGENT, request_.user_agent);
  easy_.set_ca_file(request_.ca_file);
  if (request_.proxy) easy_.set_proxy(*request_.proxy);
  easy_.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // of a proxy: they are no answer
  easy_.set_function(CURLOPT_HEADERFUNCTION, &HttpExchange::on_header);
  easy_.set_pointer(CURLOPT_HEADERDATA, this);
  easy_.set_function(CURLOPT_WRITEFUNCTION, &HttpExchange::on_body);
  easy_.set_pointer(CURLOPT_WRITEDATA, this);
  aim();
  return true;
}

bool HttpExchange::end_run(CURLcode code) {
  spent_ += easy_.duration(CURLINFO_TOTAL_TIME_T);
  const long status = easy_.number(CURLINFO_RESPONSE_CODE);
  result_.status = static_cast<int>(status);
  result_.effective_url =
      request_.secret_url.empty() ? without_query_secrets(url_.url) : url_.origin;
  if (code == CURLE_OK && is_redirect(status) && !easy_.text(CURLINFO_REDIRECT_URL).empty())
    return redirect(status);
  finish(code);
  return false;
}

HttpResult HttpExchange::take_result() {
  return std::move(result_);
}

void HttpExchange::abandon(TransferError error, std::string reason) {
  fail(error, reason);
}

bool HttpExchange::valid() {
  if (!is_token(request_.method))
    return fail(TransferError::other, "\"" + request_.method + "\" is not a method of HTTP");
  for (const auto& [name, value] : request_.headers)
    if (const std::string fault = header_fault(name, value); !fault.empty())
      return fail(TransferError::other, fault);
  for (const auto& [name, value] : request_.secret_headers)
    if (const std::string fault = header_fault(name, value.reveal()); !fault.empty())
      return fail(TransferError::other, fault);
  return true;
}

// Sets what a redirect may have changed.
void HttpExchange::aim() {
  was_secure_ = was_secure_ || url_.secure;
  easy_.set(CURLOPT_URL, url_.url);
  if (outgoing_.secrets && !(url_.user.empty() && url_.password.empty())) {
    easy_.set(CURLOPT_USERNAME, url_.user);
    easy_.set(CURLOPT_PASSWORD, url_.password.reveal());
  } else {
    easy_.set(CURLOPT_USERNAME, static_cast<const char*>(nullptr));
    easy_.set(CURLOPT_PASSWORD, static_cast<const char*>(nullptr));
  }
  if (outgoing_.secrets)
    easy_.set_client(request_.client_cert, request_.client_key, request_.client_key_password);
  else
    easy_.set_client({}, {}, {});
  set_method();
  set_headers();
  answered_ = false;
  received_ = 0;
  decoder_.reset();
  easy_.set_total(request_.limits.total - std::chrono::floor<milliseconds>(spent_));
}

void HttpExchange::set_method() {
  const std::string& method = outgoing_.method;
  const bool body = outgoing_.body && !request_.body.empty();
  easy_.set(CURLOPT_HTTPGET, 1L);  // also takes back what an earlier run set
  easy_.set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
  if (method == "HEAD") {
    easy_.set(CURLOPT_NOBODY, 1L);
    return;
  }
  if (body || method == "POST" || method == "PUT" || method == "PATCH") {
    easy_.set(CURLOPT_POST, 1L);
    easy_.set(CURLOPT_POSTFIELDSIZE_LARGE, body ? static_cast<long>(request_.body.size()) : 0L);
    easy_.set(CURLOPT_POSTFIELDS, body ? request_.body.c_str() : "");
  }
  if (method != "GET" || body) easy_.set(CURLOPT_CUSTOMREQUEST, method);
}

void HttpExchange::set_headers() {
  TextList list;
  bool content_type = false;
  const auto add = [&](const std::string& name, const std::string& value, bool secret) {
    const std::string low = lower(name);
    if (!outgoing_.secrets && (secret || tells_who(low))) return;
    if (!outgoing_.body && tells_of_body(low)) return;
    content_type = content_type || low == "content-type";
    list.add(header_line(name, value));
  };
  for (const auto& [name, value] : request_.headers) add(name, value, false);
  for (const auto& [name, value] : request_.secret_headers) add(name, value.reveal(), true);
  if (!content_type) list.add("Content-Type:");  // else libcurl says that a body is a web form
  list.add("Accept-Encoding: " + std::string(kAcceptEncoding));
  list.add("Expect:");  // else libcurl waits up to a second for leave to send a large body
  easy_.set(CURLOPT_HTTPHEADER, list);
  headers_ = std::move(list);
}

bool HttpExchange::redirect(long status) {
  const std::string target = easy_.text(CURLINFO_REDIRECT_URL);
  std::expected<HttpUrl, std::string> next = parse_http_url(target);
  if (!next)
    return fail(TransferError::forbidden_redirect,
                "redirected to what cannot be fetched: " + next.error());
  if (was_secure_ && !next->secure)
    return fail(TransferError::forbidden_redirect, "redirected from https to " + next->origin);
  if (redirects_ >= request_.limits.max_redirects)
    return fail(TransferError::too_many_redirects,
                "redirected more than " + std::to_string(request_.limits.max_redirects) +
                    " times, at last to " +
                    (request_.secret_url.empty() ? address_of(*next) : next->origin));
  if (spent_ >= request_.limits.total)
    return fail(TransferError::timeout, "out of time while being redirected to " + next->origin);
  ++redirects_;

  // What browsers and libcurl do, and RFC 9110 allows: only 307 and 308 keep a POST a POST.
  const bool becomes_get = (status == 303 && outgoing_.method != "HEAD") ||
                           ((status == 301 || status == 302) && outgoing_.method == "POST");
  if (becomes_get) {
    outgoing_.method = "GET";
    outgoing_.body = false;
  }
  if (next->origin != url_.origin) {
    outgoing_.secrets =
        false;  // for good: a stranger must not be able to send us back with a path of his
  } else if (next->user.empty() && next->password.empty()) {
    next->user = url_.user;
    next->password = url_.password;
  }
  url_ = std::move(*next);
  body_.clear();
  aim();
  return true;
}

void HttpExchange::finish(CURLcode code) {
  result_.bytes = body_.size();
  read_headers();
  switch (body_.failure()) {
    case Body::Failure::too_large:
      fail(TransferError::too_large, body_.reason());
      return;
    case Body::Failure::not_written:
      fail(TransferError::other, body_.reason());
      return;
    case Body::Failure::none:
      break;
  }
  if (!bad_coding_.empty()) {
    fail(TransferError::other, bad_coding_);
    return;
  }
  if (code != CURLE_OK) {
    TransferError error = easy_.error(code);
    if (error == TransferError::connect && result_.status != 0) error = TransferError::truncated;
    fail(error, easy_.reason(code));
    return;
  }
  if (decoder_ && received_ > 0 && !decoder_->at_end()) {
    fail(TransferError::truncated, "the compressed body ends before its end");
    return;
  }
  if (request_.body_to_file)
    result_.file = body_.take_file();
  else
    result_.body = body_.take_text();
}

bool HttpExchange::fail(TransferError error, std::string_view reason) {
  result_.error = error;
  // The origin only: the path may hold a secret too, as it does in the webhooks of chat services.
  result_.message =
      url_.origin.empty() ? std::string(reason) : url_.origin + ": " + std::string(reason);
  return false;
}

void HttpExchange::read_headers() {
  constexpr int kLastRequest = -1;
  curl_header* header = nullptr;
  while ((header = curl_easy_nextheader(easy_.get(), CURLH_HEADER, kLastRequest, header))) {
    const std::string name = lower(header->name);
    if (request_.secret_url.empty() || is_plain(name))
      result_.headers.emplace_back(name, without_query_secrets(header->value));
  }
}

std::size_t HttpExchange::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  const std::size_t length = size * count;
  const bool taken = static_cast<HttpExchange*>(self)->take_body({bytes, length});
  return taken ? length : CURL_WRITEFUNC_ERROR;
}

std::size_t HttpExchange::on_header(char*, std::size_t size, std::size_t count, void* self) {
  static_cast<HttpExchange*>(self)->answered_ = true;
  return size * count;
}

// Called by libcurl's C code, through which no exception may pass.
bool HttpExchange::take_body(std::string_view bytes) {
  try {
    if (received_ == 0 && !begin_body()) return false;
    received_ += static_cast<std::int64_t>(bytes.size());
    if (!decoder_) return body_.append(bytes);
    if (decoder_->decode(bytes, [this](std::string_view some) { return body_.append(some); }))
      return true;
    if (decoder_->is_damaged()) bad_coding_ = "the compressed body is damaged";
  } catch (const std::exception& e) {
    bad_coding_ = e.what();
  }
  return false;
}

bool HttpExchange::begin_body() {
  curl_header* header = nullptr;
  std::string coding;
  for (std::size_t i = 0;
       curl_easy_header(easy_.get(), "content-encoding", i, CURLH_HEADER, -1, &header) == CURLHE_OK;
       ++i)
    if (const std::string one = lower(header->value); !one.empty() && one != "identity")
      coding += coding.empty() ? one : ", " + one;
  if (coding.empty()) {
    // Its announced length is the body's: no need to fetch what will be refused.
    curl_off_t announced = -1;
    curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    return body_.announce(announced);
  }
  decoder_ = make_decoder(coding);
  if (!decoder_) bad_coding_ = "the body is coded as \"" + coding + "\", which was not asked for";
  return decoder_ != nullptr;
}

// Servers repeat what they were asked, as in a redirect's Location.
std::string HttpExchange::without_query_secrets(std::string text) const {
  const auto hide = [&](const std::string& secret) {
    for (auto at = text.find(secret); !secret.empty() && at != std::string::npos;
         at = text.find(secret, at + 3))
      text.replace(at, secret.size(), "...");
  };
  for (const auto& [name, value] : request_.secret_query) {
    // As it is sent, as libcurl writes it into a URL, as web forms do, and plain.
    std::string encoded = query_encoded(value.reveal());
    hide(encoded);
    for (std::size_t i = 0; i + 2 < encoded.size(); ++i)
      if (encoded[i] == '%') encoded.replace(i, 3, lower(encoded.substr(i, 3)));
    hide(encoded);
    for (auto at = encoded.find("%20"); at != std::string::npos; at = encoded.find("%20", at))
      encoded.replace(at, 3, "+");
    hide(encoded);
    hide(value.reveal());
  }
  return text;
}

}  // namespace firstcard
