#include "line_server_fake.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace firstcard::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct LineServer::Impl {
  struct Session : std::enable_shared_from_this<Session> {
    Session(Impl& its_server, tcp::socket its_socket)
        : server(its_server), socket(std::move(its_socket)) {}
    void say(std::string text) {
      out = std::move(text);
      asio::async_write(socket, asio::buffer(out),
                        [self = shared_from_this()](error_code error, std::size_t) {
                          if (!error) self->hear();
                        });
    }
    void hear() {
      asio::async_read_until(socket, asio::dynamic_buffer(in), "\r\n",
                             [self = shared_from_this()](error_code error, std::size_t length) {
                               if (error) return;
                               std::string line = self->in.substr(0, length - 2);
                               self->in.erase(0, length);
                               self->say(self->server.heard(std::move(line)));
                             });
    }
    Impl& server;
    tcp::socket socket;
    std::string in;
    std::string out;
  };

  void accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return;
      std::make_shared<Session>(*this, std::move(socket))->say(greeting);
      {
        const std::lock_guard lock(mutex);
        ++connections;
      }
      changed.notify_all();
      accept();
    });
  }
  std::string heard(std::string line) {
    std::string reply = answer(line);
    {
      const std::lock_guard lock(mutex);
      lines.push_back(std::move(line));
    }
    changed.notify_all();
    return reply;
  }

  std::string greeting;
  Answer answer;
  asio::io_context io{1};
  tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)};
  mutable std::mutex mutex;  // guards the rest
  mutable std::condition_variable changed;
  std::vector<std::string> lines;
  std::size_t connections = 0;
  std::thread thread;
};

LineServer::LineServer(std::string greeting, Answer answer) : impl_(new Impl) {
  impl_->greeting = std::move(greeting);
  impl_->answer = std::move(answer);
  impl_->accept();
  impl_->thread = std::thread([impl = impl_.get()] { impl->io.run(); });
}

LineServer::~LineServer() {
  impl_->io.stop();
  impl_->thread.join();
}

int LineServer::port() const {
  return impl_->acceptor.local_endpoint().port();
}

std::vector<std::string> LineServer::lines() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->lines;
}

bool LineServer::wait_for_line(const std::string& line, std::chrono::milliseconds at_most) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->changed.wait_for(
      lock, at_most, [&] { return std::ranges::find(impl_->lines, line) != impl_->lines.end(); });
}

bool LineServer::wait_for_connections(std::size_t count, std::chrono::milliseconds at_most) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->changed.wait_for(lock, at_most, [&] { return impl_->connections >= count; });
}

}  // namespace firstcard::test
