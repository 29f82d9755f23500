#pragma once
// The HTTP side of a feed as values: what to ask, and what the answer means. Pure.
#include <optional>
#include <string>

#include "indicators/time.h"
#include "net/transfer.h"

namespace firstcard {

// As the server sent them with the last accepted document; empty: none.
struct Validators {
  std::string etag, last_modified;
  bool empty() const { return etag.empty() && last_modified.empty(); }
  bool operator==(const Validators&) const = default;
};

// The request for a poll: body into a file, Accept unless the feed sets it, behind those that
// failed less often in a row, and with validators a conditional GET. The caller passes none where
// the old document would be read differently now (another mapping). A method other than GET, or a
// condition that the feed's own headers make, gets none.
HttpRequest poll_request(const HttpRequest& feed, const Validators& last, int failures = 0);
// Whether the request can be answered by 304.
bool is_conditional(const HttpRequest& request);

enum class Answer : std::uint8_t {
  not_modified,
  document,  // in HttpResult::file
  failed,
  refused  // there are pages that make no document
};

struct Judgement {
  Answer answer = Answer::failed;
  std::string reason;                 // failed: for people, what happened and what to do
  std::optional<Instant> not_before;  // failed: the server's wish, at most a day ahead
  Validators validators;              // document: to be kept with it
  bool operator==(const Judgement&) const = default;
};

Judgement judge(const HttpResult& result, bool conditional, Instant now);

}  // namespace firstcard
