#pragma once
// The one thread that owns the writing connection. Jobs run on it in order; what they return comes
// back to the loop's thread. Values cross, objects do not.
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <expected>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "daemon/pipeline.h"
#include "storage/outbox.h"

namespace firstcard {

// What a job may use; lives on the store thread.
struct Store {
  explicit Store(const std::filesystem::path& path)
      : db(path, Database::Mode::write), pipeline(db), outbox(db) {}
  // The configuration in use: a document that was taken up under another one is not to be stored.
  const Config* current = nullptr;
  Database db;
  Pipeline pipeline;
  Outbox outbox;
};

class StoreThread {
 public:
  // Opens the database on the caller's thread, so that its errors reach the caller.
  StoreThread(boost::asio::io_context& loop, const std::filesystem::path& path)
      : loop_(loop),
        work_(boost::asio::make_work_guard(jobs_)),
        store_(path),
        thread_([this] { jobs_.run(); }) {}
  // Waits for the job that runs; those that wait behind it are dropped.
  ~StoreThread() {
    work_.reset();
    jobs_.stop();
  }
  StoreThread(const StoreThread&) = delete;
  StoreThread& operator=(const StoreThread&) = delete;

  // Runs `job(Store&)` on the store thread and waits for what it returns or throws. From another
  // thread than the store's and the loop's.
  template <class Job>
  auto wait(Job job) {
    using Result = std::invoke_result_t<Job&, Store&>;
    std::promise<Result> promise;
    auto result = promise.get_future();
    boost::asio::post(jobs_, [this, &job, &promise] {
      try {
        promise.set_value(job(store_));
      } catch (...) {
        promise.set_exception(std::current_exception());
      }
    });
    return result.get();
  }

  // Runs `job(Store&)` on the store thread, then `then(std::expected<Result, std::exception_ptr>)`
  // on the loop's.
  template <class Job, class Then>
  void run(Job job, Then then) {
    boost::asio::post(jobs_, [this, job = std::move(job), then = std::move(then)]() mutable {
      using Result = std::invoke_result_t<Job&, Store&>;
      std::expected<Result, std::exception_ptr> result = attempt<Result>(job);
      boost::asio::post(loop_, [result = std::move(result), then = std::move(then)]() mutable {
        then(std::move(result));
      });
    });
  }

 private:
  template <class Result, class Job>
  std::expected<Result, std::exception_ptr> attempt(Job& job) {
    try {
      return job(store_);
    } catch (...) {
      return std::unexpected(std::current_exception());
    }
  }

  boost::asio::io_context& loop_;
  boost::asio::io_context jobs_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  Store store_;
  std::jthread thread_;
};

// The text of what a job threw.
std::string what_of(const std::exception_ptr& error);

}  // namespace firstcard
