#pragma once
// A few threads for what may take its time: opening files, unpacking and translating documents.
// What a job returns comes back to the loop's thread.
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <expected>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace firstcard {

class Workers {
 public:
  explicit Workers(boost::asio::io_context& loop) : loop_(loop) {}
  ~Workers() { end(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Asks the jobs that run to stop and waits for them; those that wait are dropped. To be called
  // while what the jobs use still stands; nothing is run afterwards.
  void end() {
    stop_.request_stop();
    pool_.reset();
  }

  std::stop_token stop_token() const { return stop_.get_token(); }

  // Runs `job()` on one of the threads, then `then(std::expected<Result, std::exception_ptr>)` on
  // the loop's.
  template <class Job, class Then>
  void run(Job job, Then then) {
    if (!pool_) pool_.emplace(kThreads);
    boost::asio::post(*pool_, [this, job = std::move(job), then = std::move(then)]() mutable {
      using Result = std::invoke_result_t<Job&>;
      auto result = [&]() -> std::expected<Result, std::exception_ptr> {
        try {
          return job();
        } catch (...) {
          return std::unexpected(std::current_exception());
        }
      }();
      boost::asio::post(loop_, [result = std::move(result), then = std::move(then)]() mutable {
        then(std::move(result));
      });
    });
  }

 private:
  // One document that takes long to translate must not keep the others waiting.
  static constexpr std::size_t kThreads = 4;

  boost::asio::io_context& loop_;
  std::stop_source stop_;
  std::optional<boost::asio::thread_pool> pool_;  // from the first job on
};

}  // namespace firstcard
