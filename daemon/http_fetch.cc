#include "daemon/http_fetch.h"

#include <boost/asio/post.hpp>

namespace firstcard {

HttpFetch::HttpFetch(boost::asio::io_context& loop, Transfer& transfer, Clock clock,
                     const HttpSource& source, const Validators& last, Done done)
    : loop_(loop), transfer_(transfer), clock_(std::move(clock)), done_(std::move(done)) {
  HttpRequest request = poll_request(source.request, last);
  conditional_ = is_conditional(request);
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
  const Instant now = clock_();
  Judgement judgement = judge(result, conditional_, now);
  // Moved out first: it may destroy this.
  const Done done = std::move(done_);
  done({.answer = judgement.answer,
        .reason = std::move(judgement.reason),
        .not_before = judgement.not_before,
        .at = now,
        .file = std::move(result.file),
        .bytes = result.bytes,
        .validators = std::move(judgement.validators),
        .headers = std::move(result.headers)});
}

}  // namespace firstcard
