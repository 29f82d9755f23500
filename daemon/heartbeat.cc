#include "daemon/heartbeat.h"

#include <boost/asio/post.hpp>

#include "storage/duties.h"

namespace firstcard {

namespace {

constexpr std::size_t kLongestReason = 4000;

// What went wrong with a ping, in words that hold nothing of its URL but the origin; or empty.
std::string problem_of(const HttpResult& result) {
  if (result.error != TransferError::none) return result.message;
  if (result.status >= 200 && result.status < 300) return {};
  return "HTTP " + std::to_string(result.status);
}

}  // namespace

std::string heartbeat_url(const std::string& url, std::string_view what) {
  if (what.empty()) return url;
  const std::size_t query = std::min(url.find('?'), url.size());
  std::string path = url.substr(0, query);
  if (!path.ends_with('/')) path += '/';
  return path + std::string(what) + url.substr(query);
}

Heartbeat::Heartbeat(boost::asio::io_context& loop, StoreThread& store, Poller& poller,
                     Transfer& transfer, Log& log, Clock clock)
    : loop_(loop),
      store_(store),
      poller_(poller),
      transfer_(transfer),
      log_(log),
      clock_(std::move(clock)),
      timer_(loop) {}

void Heartbeat::use(std::shared_ptr<const Config> config) {
  ++generation_;
  timer_.cancel();
  const bool is_new = config->heartbeat && (!config_ || config_->url != config->heartbeat->url);
  config_ = config->heartbeat;
  user_agent_ = config->user_agent;
  if (!config_) return;
  if (is_new) ping("start", {});
  // At a start the first cycle is complete when every feed has been tried.
  if (is_new)
    cycle();
  else
    next_cycle();
}

void Heartbeat::stop() {
  ++generation_;
  config_.reset();
  timer_.cancel();
}

void Heartbeat::next_cycle() {
  timer_.expires_after(config_->every);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error && config_) cycle();
  });
}

void Heartbeat::cycle() {
  poller_.when_polled([this, generation = generation_] {
    if (generation == generation_) write_mark();
  });
}

// The mark stands in line behind all that was to be stored, and needs the same disk as the outbox.
void Heartbeat::write_mark() {
  store_.run(
      [now = clock_()](Store& store) {
        Duties duties(store.db);
        Transaction tx(store.db);
        duties.put(tx, Duty::heartbeat, now);
        tx.commit();
        return true;
      },
      [this, generation = generation_](std::expected<bool, std::exception_ptr> written) {
        if (generation != generation_) return;
        if (!written) failed(what_of(written.error()));
        end_cycle();
      });
}

void Heartbeat::end_cycle() {
  if (reason_.empty()) {
    failing_ = false;
    ping({}, {});
  } else if (failing_) {
    tell_failure();
  }
  reason_.clear();
  next_cycle();
}

void Heartbeat::failed(const std::string& reason) {
  if (!config_) return;
  if (reason_.size() < kLongestReason) reason_ += (reason_.empty() ? "" : "\n") + reason;
  if (!failing_) tell_failure();
}

void Heartbeat::tell_failure() {
  failing_ = true;
  ping("fail", reason_);
}

void Heartbeat::ping(std::string_view what, std::string body) {
  HttpRequest request;
  request.method = body.empty() ? "GET" : "POST";
  request.url = heartbeat_url(config_->url.reveal(), what);
  if (!body.empty()) request.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  request.body = std::move(body);
  request.user_agent = user_agent_;
  request.limits.connect = request.limits.first_byte = request.limits.total = config_->timeout;
  request.limits.max_bytes = 1 << 20;
  transfer_.start(std::move(request), [this](HttpResult result) {
    boost::asio::post(loop_, [this, problem = problem_of(result)] { answered(problem); });
  });
}

void Heartbeat::answered(const std::string& problem) {
  const bool first = !problem_;
  if (problem_ == problem) return;
  problem_ = problem;
  if (!problem.empty())
    log_.warn("heartbeat: it cannot be told that all is well: " + problem);
  else if (!first)
    log_.info("heartbeat: heard again");
}

}  // namespace firstcard
