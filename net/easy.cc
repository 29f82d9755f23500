#include "easy.h"

#include <algorithm>
#include <new>
#include <stdexcept>

namespace firstcard {

using std::chrono::microseconds;
using std::chrono::milliseconds;

CurlLibrary::CurlLibrary() {
  if (const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK)
    throw std::runtime_error(std::string("libcurl does not start: ") + curl_easy_strerror(code));
}

CurlLibrary::~CurlLibrary() {
  curl_global_cleanup();
}

MultiHandle make_multi() {
  MultiHandle multi(curl_multi_init());
  if (!multi) throw std::bad_alloc();
  return multi;
}

void TextList::add(const std::string& text) {
  curl_slist* longer = curl_slist_append(list_.get(), text.c_str());
  if (!longer) throw std::bad_alloc();
  static_cast<void>(list_.release());  // the head stays the same unless the list was empty
  list_.reset(longer);
}

Easy::Easy(const Limits& limits) : easy_(curl_easy_init()) {
  if (!easy_) throw std::bad_alloc();
  set_pointer(CURLOPT_ERRORBUFFER, words_.data());
  // No signal handlers: other threads run. Whoever runs the handle blocks SIGPIPE.
  set(CURLOPT_NOSIGNAL, 1L);
  // A name is resolved by a thread that may hang in getaddrinfo for a minute. Without this, libcurl
  // waits for it wherever the transfer ends early: one dead name server would stop every other
  // transfer.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_NOPROGRESS, 1L);
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  // For libcurl zero means "no limit" or "its default"; here it means none at all.
  set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::max(limits.connect, milliseconds{1}).count()));
  set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits.low_speed));
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.low_speed_time.count()));
  set_total(limits.total);
}

void Easy::check(CURLcode code) {
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLE_OK)
    throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(code));
}

void Easy::set_ca_file(const std::string& path) {
  if (path.empty()) return;
  set(CURLOPT_CAINFO, path);
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // else the system's count as well
}

namespace {

const char* or_null(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

}  // namespace

void Easy::set_client(const std::string& cert, const std::string& key, const Secret& password) {
  set(CURLOPT_SSLCERT, or_null(cert));
  set(CURLOPT_SSLKEY, or_null(key));
  set(CURLOPT_KEYPASSWD, or_null(password.reveal()));
}

void Easy::set_proxy(const Proxy& proxy) {
  set(CURLOPT_PROXY, proxy.url);
  set(CURLOPT_NOPROXY, "");  // else no_proxy of the environment decides
  set(CURLOPT_PROXYUSERNAME, or_null(proxy.user));
  set(CURLOPT_PROXYPASSWORD, or_null(proxy.password.reveal()));
}

void Easy::set_total(milliseconds total) {
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max(total, milliseconds{1}).count()));
  words_[0] = '\0';
}

long Easy::number(CURLINFO info) const {
  long value = 0;
  curl_easy_getinfo(get(), info, &value);
  return value;
}

microseconds Easy::duration(CURLINFO info) const {
  curl_off_t value = 0;
  curl_easy_getinfo(get(), info, &value);
  return microseconds{value};
}

std::string Easy::text(CURLINFO info) const {
  const char* value = nullptr;
  curl_easy_getinfo(get(), info, &value);
  return value ? value : "";
}

TransferError Easy::error(CURLcode code) const {
  switch (code) {
    case CURLE_OK:
      return TransferError::none;
    case CURLE_URL_MALFORMAT:
      return TransferError::bad_url;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return TransferError::resolve;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return TransferError::connect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_USE_SSL_FAILED:
      return TransferError::tls;
    case CURLE_OPERATION_TIMEDOUT:
      // libcurl has one code for three limits: the total, the connect time, the low speed. Its
      // clock may stand a moment short of the limit that it has just found reached, so only its
      // words tell which.
      return std::string_view(words_.data()).starts_with("Operation too slow")
                 ? TransferError::too_slow
                 : TransferError::timeout;
    case CURLE_PARTIAL_FILE:
      return TransferError::truncated;
    case CURLE_LOGIN_DENIED:
    case CURLE_AUTH_ERROR:
      return TransferError::authentication;
    default:
      return TransferError::other;
  }
}

std::string Easy::reason(CURLcode code) const {
  return words_[0] != '\0' ? words_.data() : curl_easy_strerror(code);
}

}  // namespace firstcard
