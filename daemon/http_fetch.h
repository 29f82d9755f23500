#pragma once
// One poll of one HTTP feed: from the validators of its last document to the new document in a
// file, or to the reason why there is none. On the loop's thread.
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/surroundings.h"
#include "feeds/feed.h"
#include "feeds/http_feed.h"

namespace firstcard {

// What the poll came to.
struct Fetched {
  Answer answer = Answer::failed;
  std::string reason;                                        // without a document: for people
  std::optional<Instant> not_before;                         // the server's Retry-After
  Instant at;                                                // when this was known
  File file;                                                 // document: positioned at 0
  std::int64_t bytes = 0;                                    // document: its length
  Validators validators;                                     // document: to be kept with it
  std::vector<std::pair<std::string, std::string>> headers;  // of the answer, names in lower case
};

class HttpFetch {
 public:
  using Done = std::function<void(Fetched)>;

  // Starts at once. `done` is called once, from the loop and never from here; it may destroy this.
  HttpFetch(boost::asio::io_context& loop, Transfer& transfer, Clock clock,
            const HttpSource& source, const Validators& last, Done done);
  ~HttpFetch();  // cancels: `done` is not called any more
  HttpFetch(const HttpFetch&) = delete;
  HttpFetch& operator=(const HttpFetch&) = delete;

 private:
  void ask(HttpRequest request);
  void answered(HttpResult result);

  boost::asio::io_context& loop_;
  Transfer& transfer_;
  Clock clock_;
  Done done_;
  std::optional<Transfer::Id> transfer_id_;  // of the request under way
  bool conditional_ = false;
  // What the transfer's thread posts to the loop finds this, or that it is gone.
  std::shared_ptr<HttpFetch*> self_ = std::make_shared<HttpFetch*>(this);
};

}  // namespace firstcard
