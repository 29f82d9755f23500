#pragma once
// A server on 127.0.0.1 that talks in lines, for the peers that no honest server imitates.
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace firstcard::test {

class LineServer {
 public:
  // What is answered to a line (without its CRLF); "": nothing. Called on the server's thread.
  using Answer = std::function<std::string(const std::string& line)>;

  // `greeting` is sent to whoever connects.
  LineServer(std::string greeting, Answer answer);
  ~LineServer();
  LineServer(const LineServer&) = delete;
  LineServer& operator=(const LineServer&) = delete;

  int port() const;
  std::vector<std::string> lines() const;  // of all connections, in order
  // As LoopbackServer::wait_for_requests.
  bool wait_for_line(const std::string& line,
                     std::chrono::milliseconds at_most = std::chrono::seconds{10}) const;
  bool wait_for_connections(std::size_t count,
                            std::chrono::milliseconds at_most = std::chrono::seconds{10}) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace firstcard::test
