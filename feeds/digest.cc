// The digests of a feed's mapping.
#include <fmt/format.h>

#include <string>

#include "feeds/feed.h"
#include "mapping.h"
#include "net/url.h"
#include "sha256.h"

namespace firstcard {

namespace {

// Writes values one after the other so that no two sequences look alike: texts carry their length.
class Canonical {
 public:
  Canonical& text(std::string_view t) {
    out_ += fmt::format("{}:{};", t.size(), t);
    return *this;
  }
  template <class T>
  Canonical& number(T value) {
    out_ += fmt::format("{};", value);
    return *this;
  }
  Canonical& texts(const std::vector<std::string>& all) {
    number(all.size());
    for (const std::string& t : all) text(t);
    return *this;
  }
  const std::string& out() const { return out_; }

 private:
  std::string out_;
};

// To be raised when the same bytes under the same mapping begin to give other rows.
constexpr int kReaderVersion = 1;

void write(Canonical& to, const NumberFormat& f) {
  to.number(int{f.decimal}).number(f.thousands ? int{*f.thousands} : -1);
  to.number(f.percent).number(f.parentheses).number(f.scale).texts(f.missing);
  to.number(f.magnitudes).texts(f.signs);
}

void write(Canonical& to, const std::vector<Condition>& conditions) {
  to.number(conditions.size());
  for (const Condition& c : conditions) to.texts(c.column.names).texts(c.any_of);
}

void write(Canonical& to, const EdgarMapping& m) {
  to.texts(m.concepts).text(m.unit).text(to_text(m.duration)).texts(m.forms);
  to.number(m.derive).number(m.rounding);
}

void write(Canonical& to, const Feed& feed) {
  const CsvMapping& m = feed.csv;
  to.number(kReaderVersion)
      .number(int{m.delimiter})
      .number(int{m.quote})
      .number(static_cast<int>(m.layout));
  to.number(m.preamble).number(m.header).number(m.junk).text(m.comment);
  to.text(m.series).texts(m.period.column.names);
  to.number(static_cast<int>(m.period.style)).number(static_cast<int>(m.period.means));
  to.number(m.period.fiscal_year_end);
  to.texts(m.value.column.names).texts(m.columns);
  write(to, m.value.format);
  to.number(m.known.has_value());
  if (m.known) {
    to.texts(m.known->column.names).number(static_cast<int>(m.known->style));
    to.number(m.known->optional).number(m.known->fiscal_year_end);
  }
  write(to, m.where);
  write(to, m.categories);
  to.number(m.withdrawn.has_value());
  if (m.withdrawn) {
    write(to, {m.withdrawn->row});
    to.texts(m.withdrawn->known ? m.withdrawn->known->names : std::vector<std::string>{});
  }
  to.number(static_cast<int>(feed.default_frequency));
  to.number(feed.publication_lag ? feed.publication_lag->count() : -1);
  to.number(feed.complete).number(feed.min_rows).number(feed.max_fault_share);
  to.number(static_cast<int>(feed.format));
  to.number(feed.encoding ? static_cast<int>(*feed.encoding) : -1);
  to.text(feed.member).text(feed.json.program);
  if (feed.format == Format::edgar) write(to, feed.edgar);
  // Written only where they are used: the digests of before stay as they are.
  if (m.period.fetched) to.text("fetched");
  if (m.labels) to.text("labels");
  if (m.withdrawn && m.withdrawn->wildcards) to.text("wildcards");
  for (const auto& [name, others] : m.aliases) to.text(name).texts(others);
  if (const auto* http = std::get_if<HttpSource>(&feed.source)) {
    // What is asked for: of another document no validator holds. Secrets may be changed.
    const HttpRequest& request = http->request;
    to.text(with_query(request.url, request.query)).text(request.method).text(request.body);
    to.number(http->paging ? http->paging->header_lines : -1);
  }
}

}  // namespace

bool depends_on_day(const Feed& feed) {
  return feed.csv.period.fetched ||
         (feed.format == Format::json && feed.json.program.contains("$fetched"));
}

std::string mapping_digest(const Feed& feed) {
  Canonical text;
  write(text, feed);
  return sha256_hex(text.out());
}

std::string mapping_digest(const Feed& feed, const Catalogue& catalogue) {
  Canonical text;
  write(text, feed);
  if (feed.csv.period.means != PeriodMeans::end) {
    for (const auto& [id, series] : catalogue) {
      text.text(id.text).number(static_cast<int>(series.frequency));
    }
  }
  return sha256_hex(text.out());
}

}  // namespace firstcard
