#include "daemon/http_fetch.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/post.hpp>

namespace firstcard {

namespace {

// Before all that has not begun: pages that belong together are read soon after each other.
constexpr int kNextPage = -1;

}  // namespace

HttpFetch::HttpFetch(boost::asio::io_context& loop, Transfer& transfer, Clock clock,
                     const HttpSource& source, const Validators& last, int failures, Done done)
    : loop_(loop),
      transfer_(transfer),
      clock_(std::move(clock)),
      done_(std::move(done)),
      paging_(source.paging),
      max_bytes_(source.request.limits.max_bytes) {
  HttpRequest request = poll_request(source.request, paging_ ? Validators{} : last, failures);
  conditional_ = is_conditional(request);
  if (paging_) request = walk_.emplace(*paging_, std::move(request)).request();
  ask(std::move(request));
}

HttpFetch::~HttpFetch() {
  if (transfer_id_) transfer_.cancel(*transfer_id_);
}

void HttpFetch::ask(HttpRequest request) {
  std::weak_ptr<HttpFetch*> self = self_;
  transfer_id_ = transfer_.start(
      std::move(request), [&loop = loop_, self = std::move(self)](HttpResult result) mutable {
        boost::asio::post(loop, [self = std::move(self), result = std::move(result)]() mutable {
          if (const auto fetch = self.lock()) (*fetch)->answered(std::move(result));
        });
      });
}

void HttpFetch::answered(HttpResult result) {
  transfer_id_.reset();
  Judgement judgement = judge(result, conditional_, clock_());
  if (walk_ && judgement.answer == Answer::document) return page_came(std::move(result));
  if (walk_ && walk_->page() > 1)
    judgement.reason = fmt::format("page {}: {}", walk_->page(), judgement.reason);
  const bool document = judgement.answer == Answer::document;
  finish({.answer = judgement.answer,
          .reason = std::move(judgement.reason),
          .not_before = judgement.not_before,
          .at = {},
          .file = document ? std::move(result.file) : File(),
          .bytes = document ? result.bytes : 0,
          .validators = std::move(judgement.validators),
          .headers = std::move(result.headers)});
}

void HttpFetch::page_came(HttpResult result) {
  const int number = walk_->page();
  const auto refuse_page = [&](const std::string& why) {
    refuse(fmt::format("page {} {}", number, why));
  };
  const auto facts = page_facts(result.file.fd(), result.bytes, *paging_);
  if (!facts) return refuse_page(facts.error());
  const auto step = walk_->take(result, *facts);
  if (!step) return refuse(step.error());
  if (number == 1) {
    pages_ = std::move(result.file);
    bytes_ = result.bytes;
  } else if (*step != PageWalk::Step::past) {
    const auto added = append_page(pages_.fd(), result.file.fd(), facts->skip, result.bytes);
    if (!added) return refuse_page(added.error());
    bytes_ += *added;
  }
  if (bytes_ > max_bytes_)
    return refuse(
        fmt::format("the pages together are larger than the limit of {} bytes; ask for "
                    "less, or raise max_bytes",
                    max_bytes_));
  if (*step == PageWalk::Step::more) {
    HttpRequest next = walk_->request();
    next.rank = kNextPage;
    return ask(std::move(next));
  }
  ::lseek(pages_.fd(), 0, SEEK_SET);
  finish({.answer = Answer::document,
          .reason = {},
          .not_before = {},
          .at = {},
          .file = std::move(pages_),
          .bytes = bytes_,
          .validators = {},
          .headers = std::move(result.headers)});
}

void HttpFetch::refuse(std::string reason) {
  finish({.answer = Answer::refused,
          .reason = std::move(reason),
          .not_before = {},
          .at = {},
          .file = {},
          .validators = {},
          .headers = {}});
}

void HttpFetch::finish(Fetched fetched) {
  fetched.at = clock_();
  // Moved out first: it may destroy this.
  const Done done = std::move(done_);
  done(std::move(fetched));
}

}  // namespace firstcard
