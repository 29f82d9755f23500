#include "loopback_server.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <condition_variable>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace firstcard::test {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

std::string lower(std::string_view text) {
  std::string low(text);
  std::ranges::transform(low, low.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return low;
}

bool has(const Reply& reply, std::string_view name) {
  return std::ranges::any_of(reply.headers, [&](const auto& h) { return lower(h.first) == name; });
}

Request request_of(const http::request<http::string_body>& message, std::size_t connection) {
  Request request{.method = std::string(message.method_string()),
                  .target = std::string(message.target()),
                  .headers = {},
                  .body = message.body(),
                  .connection = connection};
  for (const auto& field : message)
    request.headers.emplace_back(lower(field.name_string()), std::string(field.value()));
  return request;
}

// All that is sent of a reply.
std::string bytes_of(const Reply& reply, bool head) {
  if (reply.raw) return *reply.raw;
  std::string bytes =
      "HTTP/1.1 " + std::to_string(reply.status) + " " +
      std::string(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(reply.status)))) +
      "\r\n";
  for (const auto& [name, value] : reply.headers) bytes += name + ": " + value + "\r\n";
  const bool bodiless = reply.status == 204 || reply.status == 304;
  if (!bodiless && !has(reply, "content-length") && !has(reply, "transfer-encoding"))
    bytes += "Content-Length: " + std::to_string(reply.body.size() * reply.times) + "\r\n";
  if (reply.close && !has(reply, "connection")) bytes += "Connection: close\r\n";
  bytes += "\r\n";
  if (head || bodiless) return bytes;
  const std::size_t whole = std::numeric_limits<std::size_t>::max();
  return bytes + reply.body.substr(0, std::min(reply.stall_after.value_or(whole),
                                               reply.drop_after.value_or(whole)));
}

}  // namespace

std::string Request::path() const {
  return target.substr(0, target.find('?'));
}

std::string Request::header(std::string_view name) const {
  const auto at =
      std::ranges::find(headers, name, [](const auto& h) -> std::string_view { return h.first; });
  return at == headers.end() ? std::string() : at->second;
}

Reply Reply::text(std::string body, std::string content_type) {
  Reply reply;
  reply.body = std::move(body);
  reply.headers.emplace_back("Content-Type", std::move(content_type));
  return reply;
}
Reply Reply::code(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}
Reply Reply::redirect(std::string location, int status) {
  Reply reply;
  reply.status = status;
  reply.headers.emplace_back("Location", std::move(location));
  return reply;
}
Reply Reply::never() {
  Reply reply;
  reply.silent = true;
  return reply;
}
Reply Reply::reset() {
  Reply reply;
  reply.raw = "";
  return reply;
}
Reply Reply::with(std::string name, std::string value) const {
  Reply reply = *this;
  reply.headers.emplace_back(std::move(name), std::move(value));
  return reply;
}

struct LoopbackServer::Impl {
  class Session;

  Impl() : acceptor(io, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)) {
    port = acceptor.local_endpoint().port();
    accept();
    thread = std::thread([this] { io.run(); });
  }
  ~Impl() {
    io.stop();  // the sessions' sockets close with the handlers that own them
    thread.join();
  }

  void accept();
  Reply answer(const Request& request);

  asio::io_context io{1};
  tcp::acceptor acceptor;
  int port = 0;

  mutable std::mutex mutex;  // guards the rest
  mutable std::condition_variable arrived;
  std::map<std::string, Handler, std::less<>> handlers;
  std::vector<Request> requests;
  std::size_t connections = 0;

  std::thread thread;
};

// One connection. Kept alive by the handler that waits for its next event.
class LoopbackServer::Impl::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Impl& server, tcp::socket socket, std::size_t number)
      : server_(server), socket_(std::move(socket)), number_(number) {}

  void read() {
    parser_.emplace();
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (!error) self->reply();
                     });
  }

 private:
  void reply() {
    const Request request = request_of(parser_->get(), number_);
    const Reply reply = server_.answer(request);
    if (reply.silent) return wait_for_end();
    bytes_ = bytes_of(reply, request.method == "HEAD");
    again_ = reply.times - 1;
    body_ = again_ > 0 ? reply.body : std::string();
    const bool close = reply.close || reply.raw || reply.drop_after || !parser_->keep_alive();
    write(asio::buffer(bytes_), close, reply.stall_after.has_value());
  }
  void write(asio::const_buffer bytes, bool close, bool stall) {
    asio::async_write(socket_, bytes,
                      [self = shared_from_this(), close, stall](error_code error, std::size_t) {
                        if (error) return;
                        if (self->again_ > 0) {
                          --self->again_;
                          return self->write(asio::buffer(self->body_), close, stall);
                        }
                        if (stall) return self->wait_for_end();
                        if (!close) return self->read();
                        error_code ignored;
                        self->socket_.shutdown(tcp::socket::shutdown_send, ignored);
                        self->wait_for_end();
                      });
  }
  // Until the client closes: it may have bytes on the way, which would turn our close into a reset.
  void wait_for_end() {
    socket_.async_read_some(asio::buffer(waste_),
                            [self = shared_from_this()](error_code error, std::size_t) {
                              if (!error) self->wait_for_end();
                            });
  }

  Impl& server_;
  tcp::socket socket_;
  std::size_t number_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string bytes_, body_;
  std::size_t again_ = 0;  // so often the body is still to be sent
  std::array<char, 1024> waste_{};
};

void LoopbackServer::Impl::accept() {
  acceptor.async_accept([this](error_code error, tcp::socket socket) {
    if (error) return;
    std::size_t number = 0;
    {
      const std::lock_guard lock(mutex);
      number = ++connections;
    }
    std::make_shared<Session>(*this, std::move(socket), number)->read();
    accept();
  });
}

Reply LoopbackServer::Impl::answer(const Request& request) {
  Handler handler;
  {
    const std::lock_guard lock(mutex);
    requests.push_back(request);
    if (const auto at = handlers.find(request.path()); at != handlers.end()) handler = at->second;
  }
  arrived.notify_all();
  return handler ? handler(request) : Reply::code(404, "nothing here\n");
}

LoopbackServer::LoopbackServer() : impl_(std::make_unique<Impl>()) {}
LoopbackServer::~LoopbackServer() = default;

int LoopbackServer::port() const {
  return impl_->port;
}

std::string LoopbackServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port()) + std::string(path);
}

void LoopbackServer::on(std::string path, Reply reply) {
  on(std::move(path), std::vector{std::move(reply)});
}

void LoopbackServer::on(std::string path, std::vector<Reply> replies) {
  auto next = std::make_shared<std::size_t>(0);
  on(std::move(path), [replies = std::move(replies), next](const Request&) {
    return replies.at(std::min((*next)++, replies.size() - 1));
  });
}

void LoopbackServer::on(std::string path, Handler handler) {
  const std::lock_guard lock(impl_->mutex);
  impl_->handlers[std::move(path)] = std::move(handler);
}

std::vector<Request> LoopbackServer::requests() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->requests;
}

std::vector<Request> LoopbackServer::requests(std::string_view path) const {
  std::vector<Request> some = requests();
  std::erase_if(some, [&](const Request& request) { return request.path() != path; });
  return some;
}

std::size_t LoopbackServer::connections() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->connections;
}

bool LoopbackServer::wait_for_requests(std::size_t count, std::chrono::milliseconds at_most) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->arrived.wait_for(lock, at_most, [&] { return impl_->requests.size() >= count; });
}

}  // namespace firstcard::test
