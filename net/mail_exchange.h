#pragma once
// One mail through SMTP, on a thread of its own. Inside net/ only.
//
// libcurl blocks its caller in two places of SMTP: while the server, having all of the message,
// thinks about accepting it, and after QUIT. On the thread of all transfers a slow mail server
// would stop every source.
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "easy.h"
#include "transfer.h"

namespace firstcard {

class MailExchange {
 public:
  // Both are called on the mail's thread: `finished` once with the result, then, when the server
  // has been left politely, `gone`; after that the destructor does not wait.
  struct Events {
    std::move_only_function<void(MailResult)> finished;
    std::move_only_function<void()> gone;
  };
  // Throws std::system_error if there can be no further thread.
  MailExchange(MailRequest request, Events events);
  ~MailExchange();  // aborts, and waits for the thread: milliseconds
  MailExchange(const MailExchange&) = delete;
  MailExchange& operator=(const MailExchange&) = delete;

  // From any thread. The mail ends now, wherever it is; `finished` tells how.
  void abort();

 private:
  void run();
  MailResult send();
  std::string prepare();  // "" or what is wrong with the request
  CURLcode perform();
  MailResult result_of(CURLcode code);
  bool aborted();

  curl_socket_t open_socket(const curl_sockaddr* address);
  void close_socket(curl_socket_t socket);
  void on_reply(std::string_view line);
  std::size_t copy_message(char* to, std::size_t room);

  MailRequest request_;
  Events events_;
  std::size_t sent_ = 0;  // of the message
  std::string refusal_;   // the server's last line that was one
  TextList recipients_;
  Easy easy_;

  std::mutex mutex_;
  bool aborted_ = false;  // guarded, as are the next two
  MultiHandle multi_;     // null once the mail is left alone
  std::vector<curl_socket_t> sockets_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace firstcard
