#pragma once
// A document that comes in pages: how one leads to the next, and when there is none. Values and
// decisions; who asks for the pages is somebody else.
#include <cstdint>
#include <expected>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "json_pointer.h"
#include "net/transfer.h"

namespace firstcard {

struct Paging {
  enum class Kind : std::uint8_t {
    next,    // the page holds the next one's URL at `pointer`
    link,    // the Link header does (RFC 8288)
    page,    // `parameter` counts pages from `first`
    offset,  // `parameter` counts items from `first`, `step` a page
    token    // the page holds at `pointer` what `parameter` asks for the next one
  };
  Kind kind = Kind::link;
  JsonPointer pointer;
  std::string parameter;
  std::int64_t first = 0, step = 1;
  std::optional<JsonPointer>
      items;  // page, offset: after the last page this is empty; others: it must be there
  std::optional<JsonPointer> total;  // page: of pages; offset: of items
  int header_lines = 1;              // CSV: so many lines of each page are those of the first
  int max_pages = 50;
  bool other_origins = false;  // of the source's own
  bool operator==(const Paging&) const = default;
};

// What a page says of itself. JSON if its first sign is { or [, else lines.
struct PageFacts {
  bool json = false;
  JsonPlace pointer, items, total;  // JSON; `items` of the whole page if the paging names none
  bool no_lines = false;            // CSV: nothing below its header lines
  std::string head;                 // CSV: these, as they stand
  std::int64_t skip = 0;            // bytes to leave out where another page stands before it
  std::string hash;                 // of its bytes
};
// The first `size` bytes of `fd`, read by pread. The error says what is wrong with the page.
std::expected<PageFacts, std::string> page_facts(int fd, std::int64_t size, const Paging& paging);

// Appends the page, from its byte `skip` on, to what is written to the document's file; before it a
// line break, so that a page that ends without one does not run into the next. The number of bytes
// written, or what went wrong.
std::expected<std::int64_t, std::string> append_page(int document, int page, std::int64_t skip,
                                                     std::int64_t size);

// The target of rel="next" in the values of Link headers; empty: there is none.
std::string next_link(const std::vector<std::string_view>& links);

// Follows the pages of one document.
class PageWalk {
 public:
  // `source` is the request of the feed.
  PageWalk(Paging paging, HttpRequest source);

  const HttpRequest& request() const { return request_; }  // for the page to be asked next
  int page() const { return page_; }                       // its number, from 1

  enum class Step : std::uint8_t {
    more,  // the page belongs to the document; request() is the next one's
    last,  // the page belongs to the document, which is complete
    past   // the page is empty: the document was complete before it, unless it is the first
  };
  // What follows from the page just received. The error says why the document is refused, and what
  // to do.
  std::expected<Step, std::string> take(const HttpResult& result, const PageFacts& facts);

 private:
  std::expected<Step, std::string> step(const HttpResult& result, const PageFacts& facts);
  std::expected<Step, std::string> follow(std::string_view base, const std::string& reference);
  std::expected<Step, std::string> count(const PageFacts& facts);
  std::expected<Step, std::string> go_to(HttpRequest next);

  Paging paging_;
  HttpRequest source_, request_;
  std::string origin_;
  int page_ = 1;
  std::int64_t position_ = 0;  // page, offset: of the page just asked
  std::set<std::string> asked_;
  PageFacts before_;
};

}  // namespace firstcard
