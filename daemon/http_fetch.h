#pragma once
// One poll of one HTTP feed: from the validators of its last document to the new document in a
// file, all its pages together, or to the reason why there is none. On the loop's thread.
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
  std::string reason;                 // without a document: for people
  std::optional<Instant> not_before;  // the server's Retry-After
  Instant at;                         // when this was known
  File file;                          // document: positioned at 0
  std::int64_t bytes = 0;             // document: its length
  Validators validators;              // document: to be kept with it; none of one in pages
  std::vector<std::pair<std::string, std::string>>
      headers;  // of the last answer, names in lower case
};

class HttpFetch {
 public:
  using Done = std::function<void(Fetched)>;

  // Starts at once, as far as the host's limits allow; after `failures` in a row behind others.
  // `done` is called once, from the loop and never from here; it may destroy this.
  HttpFetch(boost::asio::io_context& loop, Transfer& transfer, Clock clock,
            const HttpSource& source, const Validators& last, int failures, Done done);
  ~HttpFetch();  // cancels: `done` is not called any more
  HttpFetch(const HttpFetch&) = delete;
  HttpFetch& operator=(const HttpFetch&) = delete;

 private:
  void ask(HttpRequest request);
  void answered(HttpResult result);
  void page_came(HttpResult result);
  void refuse(std::string reason);
  void finish(Fetched fetched);

  boost::asio::io_context& loop_;
  Transfer& transfer_;
  Clock clock_;
  Done done_;
  std::optional<Transfer::Id> transfer_id_;  // of the request under way
  bool conditional_ = false;
  std::optional<Paging> paging_;
  std::optional<PageWalk> walk_;  // if there is paging
  File pages_;                    // those that came
  std::int64_t bytes_ = 0, max_bytes_ = 0;
  // What the transfer's thread posts to the loop finds this, or that it is gone.
  std::shared_ptr<HttpFetch*> self_ = std::make_shared<HttpFetch*>(this);
};

}  // namespace firstcard
