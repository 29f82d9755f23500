#include "transfer.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include "easy.h"
#include "http_exchange.h"
#include "mail_exchange.h"

namespace firstcard {

namespace {

// While it lives, threads start with every signal blocked: the process' signals stay with the
// threads that ask for them, and SIGPIPE, which OpenSSL provokes when a peer is gone, meets nobody.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

// Other threads only post jobs; everything else belongs to the thread.
struct Transfer::Impl {
  using Job = std::move_only_function<void()>;
  using Time = HostLimits::Time;

  struct Http {
    Http(Id its_id, HttpRequest request) : id(its_id), exchange(std::move(request)) {}
    Id id;
    HttpExchange exchange;
    HttpDone done;
    std::optional<Time> answer_by;  // while it runs: when the first byte must have come
  };
  struct Mail {
    MailDone done;
    std::unique_ptr<MailExchange> exchange;
  };

  Impl();
  ~Impl();
  void post(Job job);

  void run();
  bool do_jobs();
  void collect();
  void queue(Http& http, int rank);
  void run(Http& http);
  void start_waiting();
  void give_up_silent();
  int sleep_ms() const;
  void end(Http& http, TransferError error, const std::string& reason);
  void begin_http(Id id, HttpRequest request, HttpDone done);
  void end_run(Http& http, CURLcode code);
  void deliver(std::unique_ptr<Http> http);
  void begin_mail(Id id, MailRequest request, MailDone done);
  void end_mail(Id id, MailResult result);
  void cancel(Id id);

  CurlLibrary library;
  MultiHandle multi = make_multi();
  std::atomic<Id> last_id = 0;

  std::mutex mutex;
  std::vector<Job> jobs;  // guarded
  bool stopping = false;  // guarded

  HostLimits limits;
  std::map<Id, std::unique_ptr<Http>> https;
  std::map<Id, Mail> mails;
  std::thread thread;  // last: it uses all of the above
};

Transfer::Impl::Impl() {
  // Enough for a burst of requests to a few hosts; while nothing runs, more would only hold sockets
  // open.
  curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, 8L);
  const SignalsBlocked blocked;
  thread = std::thread([this] { run(); });
  pthread_setname_np(thread.native_handle(), "transfer");
}

Transfer::Impl::~Impl() {
  {
    const std::lock_guard lock(mutex);
    stopping = true;
  }
  curl_multi_wakeup(multi.get());
  thread.join();
}

void Transfer::Impl::post(Job job) {
  {
    const std::lock_guard lock(mutex);
    jobs.push_back(std::move(job));
  }
  curl_multi_wakeup(multi.get());
}

void Transfer::Impl::run() {
  while (do_jobs()) {
    start_waiting();
    int running = 0;
    curl_multi_perform(multi.get(), &running);
    collect();
    give_up_silent();
    // libcurl's own timers shorten this, of which an idle handle has none. A job posted meanwhile
    // has left a byte that ends the sleep at once.
    curl_multi_poll(multi.get(), nullptr, 0, sleep_ms(), nullptr);
  }
  for (auto& [id, mail] : mails) mail.exchange->abort();
  mails.clear();
  for (auto& [id, http] : https) curl_multi_remove_handle(multi.get(), http->exchange.handle());
  https.clear();
}

bool Transfer::Impl::do_jobs() {
  std::vector<Job> todo;
  {
    const std::lock_guard lock(mutex);
    if (stopping) return false;
    todo.swap(jobs);
  }
  for (Job& job : todo) job();
  return true;
}

void Transfer::Impl::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;  // the message goes away with the handle
    CURL* easy = message->easy_handle;
    Http* http = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &http);
    curl_multi_remove_handle(multi.get(), easy);
    end_run(*http, code);
  }
}

void Transfer::Impl::begin_http(Id id, HttpRequest request, HttpDone done) {
  auto http = std::make_unique<Http>(id, std::move(request));
  http->done = std::move(done);
  if (!http->exchange.begin()) return deliver(std::move(http));
  curl_easy_setopt(http->exchange.handle(), CURLOPT_PRIVATE, http.get());
  Http& it = *https.emplace(id, std::move(http)).first->second;
  queue(it, it.exchange.rank().value_or(0));
}

void Transfer::Impl::queue(Http& http, int rank) {
  if (http.exchange.rank())
    limits.wait(http.id, http.exchange.host(), rank);
  else
    run(http);
}

void Transfer::Impl::start_waiting() {
  for (const Id id : limits.start(std::chrono::steady_clock::now())) run(*https.at(id));
}

void Transfer::Impl::run(Http& http) {
  http.answer_by = std::chrono::steady_clock::now() + http.exchange.limits().first_byte;
  curl_multi_add_handle(multi.get(), http.exchange.handle());
}

void Transfer::Impl::give_up_silent() {
  const Time now = std::chrono::steady_clock::now();
  std::vector<Http*> silent;
  for (auto& [id, http] : https) {
    if (http->exchange.answered()) http->answer_by.reset();
    if (http->answer_by && *http->answer_by <= now) silent.push_back(http.get());
  }
  for (Http* http : silent) {
    const auto ms = http->exchange.limits().first_byte.count();
    end(*http, TransferError::timeout,
        "no answer within " +
            (ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms"));
  }
}

// Until something is due by the clock. INT_MAX ms, 25 days, is as long as libcurl can sleep.
int Transfer::Impl::sleep_ms() const {
  const Time now = std::chrono::steady_clock::now();
  std::optional<Time> due = limits.next(now);
  for (const auto& [id, http] : https)
    if (http->answer_by && (!due || *http->answer_by < *due)) due = http->answer_by;
  if (!due) return INT_MAX;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*due - now);
  return static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, INT_MAX));
}

void Transfer::Impl::end(Http& http, TransferError error, const std::string& reason) {
  limits.leave(http.id);
  curl_multi_remove_handle(multi.get(), http.exchange.handle());
  http.exchange.abandon(error, reason);
  deliver(std::move(https.extract(http.id).mapped()));
}

void Transfer::Impl::end_run(Http& http, CURLcode code) {
  limits.leave(http.id);
  http.answer_by.reset();
  if (http.exchange.go_on(code))
    queue(http, INT_MIN);  // before what has not begun
  else
    deliver(std::move(https.extract(http.id).mapped()));
}

void Transfer::Impl::deliver(std::unique_ptr<Http> http) {
  HttpResult result = http->exchange.take_result();
  HttpDone done = std::move(http->done);
  http.reset();
  done(std::move(result));
}

void Transfer::Impl::begin_mail(Id id, MailRequest request, MailDone done) {
  const std::string host = request.host;
  MailExchange::Events events{
      .finished =
          [this, id](MailResult result) {
            post([this, id, r = std::move(result)]() mutable { end_mail(id, std::move(r)); });
          },
      .gone = [this, id] { post([this, id] { mails.erase(id); }); }};
  try {
    mails[id] = {.done = std::move(done),
                 .exchange = std::make_unique<MailExchange>(std::move(request), std::move(events))};
  } catch (const std::system_error& e) {  // no further thread
    end_mail(id, {.error = TransferError::other,
                  .message = host + ": cannot start a thread: " + e.what()});
  }
}

void Transfer::Impl::end_mail(Id id, MailResult result) {
  if (const auto at = mails.find(id); at != mails.end()) at->second.done(std::move(result));
}

void Transfer::Impl::cancel(Id id) {
  if (const auto at = mails.find(id); at != mails.end()) at->second.exchange->abort();
  if (const auto at = https.find(id); at != https.end())
    end(*at->second, TransferError::cancelled, "cancelled");
}

Transfer::Transfer() : impl_(std::make_unique<Impl>()) {}
Transfer::~Transfer() = default;

void Transfer::use(HostRules rules) {
  impl_->post(
      [impl = impl_.get(), r = std::move(rules)]() mutable { impl->limits.use(std::move(r)); });
}

Transfer::Id Transfer::start(HttpRequest request, HttpDone done) {
  const Id id = ++impl_->last_id;
  impl_->post([impl = impl_.get(), id, r = std::move(request), d = std::move(done)]() mutable {
    impl->begin_http(id, std::move(r), std::move(d));
  });
  return id;
}

Transfer::Id Transfer::start(MailRequest request, MailDone done) {
  const Id id = ++impl_->last_id;
  impl_->post([impl = impl_.get(), id, r = std::move(request), d = std::move(done)]() mutable {
    impl->begin_mail(id, std::move(r), std::move(d));
  });
  return id;
}

void Transfer::cancel(Id id) {
  impl_->post([impl = impl_.get(), id] { impl->cancel(id); });
}

}  // namespace firstcard
