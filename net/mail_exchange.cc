#include "mail_exchange.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <exception>
#include <utility>

#include "url.h"

namespace firstcard {

namespace {

// An address that would end its command early, or begin another.
std::string address_fault(const std::string& address) {
  const bool plain = !address.empty() && std::ranges::none_of(address, [](unsigned char c) {
    return c <= 0x20 || c == 0x7f || c == '<' || c == '>';
  });
  return plain ? "" : "\"" + address + "\" is not a bare mail address";
}

}  // namespace

MailExchange::MailExchange(MailRequest request, Events events)
    : request_(std::move(request)),
      events_(std::move(events)),
      easy_(request_.limits),
      multi_(make_multi()),
      thread_([this] { run(); }) {}

MailExchange::~MailExchange() {
  abort();
  thread_.join();
}

void MailExchange::abort() {
  const std::lock_guard lock(mutex_);
  aborted_ = true;
  // Where libcurl blocks it looks at nothing but its socket.
  for (const curl_socket_t socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  if (multi_) curl_multi_wakeup(multi_.get());
}

bool MailExchange::aborted() {
  const std::lock_guard lock(mutex_);
  return aborted_;
}

void MailExchange::run() {
  MailResult result;
  try {
    result = send();
  } catch (const std::exception& e) {
    result.error = TransferError::other;
    result.message = request_.host + ": " + e.what();
  }
  events_.finished(std::move(result));
  MultiHandle multi;
  {
    const std::lock_guard lock(mutex_);
    multi = std::move(multi_);
  }
  multi.reset();  // sends QUIT and waits for the answer, unless aborted
  events_.gone();
}

MailResult MailExchange::send() {
  if (const std::string fault = prepare(); !fault.empty())
    return {.error = TransferError::bad_url, .message = "mail: " + fault};
  return result_of(perform());
}

std::string MailExchange::prepare() {
  const bool implicit_tls = request_.tls == MailRequest::Tls::tls;
  const auto url = mail_url(implicit_tls ? "smtps" : "smtp", request_.host, request_.port);
  if (!url) return url.error();
  if (std::string fault = address_fault(request_.from); !fault.empty()) return fault;
  if (request_.to.empty()) return "there is no recipient";
  for (const std::string& to : request_.to) {
    if (std::string fault = address_fault(to); !fault.empty()) return fault;
    recipients_.add("<" + to + ">");
  }

  easy_.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  easy_.set(CURLOPT_URL, *url);
  easy_.set(CURLOPT_USE_SSL,
            long{request_.tls == MailRequest::Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL});
  easy_.set_ca_file(request_.ca_file);
  if (!request_.user.empty()) {
    easy_.set(CURLOPT_USERNAME, request_.user);
    easy_.set(CURLOPT_PASSWORD, request_.password.reveal());
  }
  easy_.set(CURLOPT_MAIL_FROM, "<" + request_.from + ">");
  easy_.set(CURLOPT_MAIL_RCPT, recipients_);
  easy_.set(CURLOPT_UPLOAD, 1L);
  // The wait for the answer to QUIT, which follows a refusal before libcurl reports it, knows no
  // other limit.
  const auto patience = std::chrono::ceil<std::chrono::seconds>(request_.limits.total);
  easy_.set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
            static_cast<long>(std::max(patience, std::chrono::seconds{1}).count()));
  easy_.set(CURLOPT_INFILESIZE_LARGE, static_cast<long>(request_.message.size()));

  easy_.set_pointer(CURLOPT_READDATA, this);
  easy_.set_function(
      CURLOPT_READFUNCTION, +[](char* to, std::size_t size, std::size_t count, void* self) {
        return static_cast<MailExchange*>(self)->copy_message(to, size * count);
      });
  easy_.set_pointer(CURLOPT_HEADERDATA, this);
  easy_.set_function(
      CURLOPT_HEADERFUNCTION, +[](char* bytes, std::size_t size, std::size_t count, void* self) {
        static_cast<MailExchange*>(self)->on_reply({bytes, size * count});
        return size * count;
      });
  easy_.set_pointer(CURLOPT_OPENSOCKETDATA, this);
  easy_.set_function(
      CURLOPT_OPENSOCKETFUNCTION, +[](void* self, curlsocktype, curl_sockaddr* address) {
        return static_cast<MailExchange*>(self)->open_socket(address);
      });
  easy_.set_pointer(CURLOPT_CLOSESOCKETDATA, this);
  easy_.set_function(
      CURLOPT_CLOSESOCKETFUNCTION, +[](void* self, curl_socket_t socket) {
        static_cast<MailExchange*>(self)->close_socket(socket);
        return 0;
      });
  return {};
}

CURLcode MailExchange::perform() {
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  curl_multi_add_handle(multi_.get(), easy_.get());
  while (!aborted()) {
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    int left = 0;
    if (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      code = message->data.result;
      break;
    }
    curl_multi_poll(multi_.get(), nullptr, 0, INT_MAX, nullptr);
  }
  curl_multi_remove_handle(multi_.get(), easy_.get());
  return code;
}

MailResult MailExchange::result_of(CURLcode code) {
  MailResult result;
  result.code = static_cast<int>(easy_.number(CURLINFO_RESPONSE_CODE));
  if (code == CURLE_OK) return result;
  // libcurl reports a refusal of the server as an error to send, or as a strange reply.
  const bool refused =
      result.code >= 400 && (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
                             code == CURLE_REMOTE_ACCESS_DENIED);
  if (aborted())
    result.error = TransferError::cancelled;
  else if (!refused)
    result.error = code == CURLE_WEIRD_SERVER_REPLY ? TransferError::connect : easy_.error(code);
  result.message = request_.host + ":" + std::to_string(request_.port) + ": ";
  result.message += aborted() ? "cancelled" : easy_.reason(code);
  if (result.code >= 400 && refusal_.starts_with(std::to_string(result.code)))
    result.message += " (" + refusal_ + ")";
  return result;
}

curl_socket_t MailExchange::open_socket(const curl_sockaddr* address) {
  const std::lock_guard lock(mutex_);
  if (aborted_) return CURL_SOCKET_BAD;
  const curl_socket_t socket =
      ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (socket != CURL_SOCKET_BAD) sockets_.push_back(socket);
  return socket;
}

void MailExchange::close_socket(curl_socket_t socket) {
  const std::lock_guard lock(mutex_);
  std::erase(sockets_, socket);
  ::close(socket);
}

// "550 5.1.1 no such user": the words of the server are what a person needs to know. Each line of a
// reply comes here; what follows a refusal (the answer to QUIT) is none.
void MailExchange::on_reply(std::string_view line) {
  if (!line.starts_with('4') && !line.starts_with('5')) return;
  const auto end = line.find_last_not_of("\r\n");
  refusal_ = line.substr(0, std::min(end + 1, std::size_t{300}));
}

std::size_t MailExchange::copy_message(char* to, std::size_t room) {
  const std::size_t length = std::min(room, request_.message.size() - sent_);
  std::memcpy(to, request_.message.data() + sent_, length);
  sent_ += length;
  return length;
}

}  // namespace firstcard
