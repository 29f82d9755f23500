#pragma once
// HTTP(S) and SMTP as values; one class over libcurl's multi interface. HTTP/1.1 only.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "file.h"
#include "host_limits.h"
#include "secret.h"

namespace firstcard {

struct Limits {
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds first_byte{30'000};  // from asking to the answer, in each run of a redirect
  std::chrono::milliseconds total{60'000};       // not counting the wait for a turn
  std::chrono::seconds low_speed_time{30};     // aborted after this long under low_speed bytes/s
  std::int64_t low_speed = 10;
  std::int64_t max_bytes = 64 << 20;           // of the body after decompression
  int max_redirects = 5;                       // only to http(s)
  bool operator==(const Limits&) const = default;
};

struct Proxy {
  std::string url;             // http:// or https://; empty: none, whatever the environment says
  std::string user;            // empty: no authentication
  Secret password;
  bool operator==(const Proxy&) const = default;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  // In place of `url`, where the URL itself is a secret, as those of chat services are: HttpResult shows
  // its origin only, and of the answer's headers those that cannot repeat it.
  Secret secret_url;
  // Put into the URL's query, encoded, in place of parameters of the same names. HttpResult shows the
  // secrets as "...", also where the server repeats them in a header.
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<std::pair<std::string, Secret>> secret_query;
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, Secret>> secret_headers;  // e.g. Authorization
  std::string body;
  std::string user_agent;
  std::string ca_file;         // empty: the system's
  std::string client_cert, client_key;  // PEM files; for the URL's own origin only
  Secret client_key_password;
  std::optional<Proxy> proxy;  // nullopt: as the environment says
  Limits limits;
  std::optional<int> rank;     // waits for its host's turn, lower ranks first; nullopt: starts at once
  bool body_to_file = false;   // into an unnamed temporary file: HttpResult::file
};

struct MailRequest {
  enum class Tls : std::uint8_t { none, starttls, tls };
  std::string host;
  int port = 587;
  Tls tls = Tls::starttls;
  std::string ca_file;         // empty: the system's
  std::string user;            // empty: no authentication
  Secret password;
  std::string from;            // bare addresses
  std::vector<std::string> to;
  std::string message;         // RFC 5322, CRLF
  Limits limits;
};

// How a transfer ended below the protocol; `none` means that the peer answered, be it with a refusal (HTTP 404,
// SMTP 550). `connect`: no connection, or it broke before an answer. `authentication`: SMTP only.
enum class TransferError : std::uint8_t {
  none, cancelled, bad_url, resolve, connect, tls, timeout, too_slow, too_large, truncated, too_many_redirects,
  forbidden_redirect, authentication, other
};
std::string_view to_text(TransferError e);

struct HttpResult {
  int status = 0;              // 0: no answer
  TransferError error = TransferError::none;
  std::string message;         // for people, "" without an error; names scheme, host and port of the URL at most
  std::vector<std::pair<std::string, std::string>> headers;  // of the last answer, names in lower case
  std::string effective_url;   // after redirects; without credentials, but with its query. Of a secret one the origin
  std::string body;            // "" if there is an error: half a document is none
  File file;                   // with body_to_file and no error; positioned at 0
  std::int64_t bytes = 0;      // of the body
  std::string_view header(std::string_view name) const;      // "" if absent; name in lower case
};

struct MailResult {
  int code = 0;                // last SMTP reply code, 0: none; 250: accepted
  TransferError error = TransferError::none;
  std::string message;         // for people; with a refusal the server's own words
};

// Redirects are followed for 301, 302, 303, 307 and 308, and wait for a turn of the host they lead to. Userinfo of the
// URL, `secret_headers`, Authorization, Cookie and the client certificate go to the URL's own origin only, and never
// from https to http: that is an error.
//
// One thread that runs all HTTP transfers; a mail has one of its own besides. Thread-safe. `done` is called once,
// on the one thread for both kinds, and must only hand the value over and not throw; it is not called for what the
// destructor aborts. Never throws from start: a bad request is a result with an error. Idle, the thread sleeps
// without a time-out. Proxies are taken from the environment (https_proxy, no_proxy), as every program with libcurl
// does.
class Transfer {
 public:
  using Id = std::uint64_t;
  using HttpDone = std::move_only_function<void(HttpResult)>;
  using MailDone = std::move_only_function<void(MailResult)>;

  Transfer();
  ~Transfer();   // aborts what runs, within milliseconds
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // From now on these limits, for requests with a rank.
  void use(HostRules rules);

  Id start(HttpRequest request, HttpDone done);
  Id start(MailRequest request, MailDone done);
  void cancel(Id id);   // `done` gets error cancelled, unless it was called already

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace firstcard
