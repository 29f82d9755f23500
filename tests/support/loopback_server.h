#pragma once
// A scripted HTTP server on 127.0.0.1, with a thread of its own. Plain HTTP/1.1; connections stay
// open between requests. A test says what each path answers and reads afterwards what was asked.
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firstcard::test {

struct Request {
  std::string method;
  std::string target;                                        // path and query, as sent
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::size_t connection = 0;  // 1 for the first that the server accepted
  std::string path() const;
  std::string header(std::string_view name) const;  // "" if absent; name in lower case
  bool operator==(const Request&) const = default;
};

// An answer, and how the connection fares while it is sent. The headers Content-Length and
// Connection are added unless given.
struct Reply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::size_t times = 1;  // the body is sent so often, one after the other; made as it is sent
  bool silent = false;    // no answer; the connection stays open as long as the client likes
  std::optional<std::size_t> stall_after;  // so many bytes of the body, then nothing more
  std::optional<std::size_t>
      drop_after;                  // so many bytes of the body, then the connection is closed
  bool close = false;              // closed when all is sent
  std::optional<std::string> raw;  // these bytes in place of the whole answer, then closed

  static Reply text(std::string body, std::string content_type = "text/plain");
  static Reply code(int status, std::string body = {});
  static Reply redirect(std::string location, int status = 302);
  static Reply never();                                   // silent
  static Reply reset();                                   // closed without a byte
  Reply with(std::string name, std::string value) const;  // one more header
};

class LoopbackServer {
 public:
  using Handler = std::function<Reply(const Request&)>;

  LoopbackServer();   // listens on a free port
  ~LoopbackServer();  // closes all connections
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  int port() const;
  std::string url(std::string_view path) const;  // "http://127.0.0.1:PORT/path"

  // What a path (without the query) answers from now on; 404 for all others. A handler runs on the
  // server's thread. Of scripted replies each is given once, the last one again and again.
  void on(std::string path, Reply reply);
  void on(std::string path, std::vector<Reply> replies);
  void on(std::string path, Handler handler);

  // All requests received whole so far, in order; those of one path.
  std::vector<Request> requests() const;
  std::vector<Request> requests(std::string_view path) const;
  std::size_t connections() const;  // accepted so far

  // Waits until so many requests (of any path) have come; false if the time is over before. Returns
  // at once when they have: a bound for the case that fails, not a sleep.
  bool wait_for_requests(std::size_t count,
                         std::chrono::milliseconds at_most = std::chrono::seconds{10}) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace firstcard::test
