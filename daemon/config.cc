#include "config.h"

#include <fmt/format.h>

#include "config_edgar.h"
#include "config_files.h"
#include "config_heartbeat.h"
#include "config_hosts.h"
#include "config_parts.h"
#include "config_preset.h"
#include "config_report.h"
#include "config_section.h"

namespace firstcard {

std::string to_text(const ConfigError& e) {
  return e.line == 0 ? fmt::format("{}: {}", e.file, e.message)
                     : fmt::format("{}:{}:{}: {}", e.file, e.line, e.column, e.message);
}

namespace config {
namespace {

constexpr std::string_view kProduct = "firstcard/0.1";

using Roots = std::vector<Section>;  // the top level of each file

// All tables [[kind]], of all files.
std::vector<Section> gather(Roots& roots, std::string_view kind) {
  std::vector<Section> out;
  for (Section& root : roots)
    for (Section& section : root.tables(kind)) out.push_back(section);
  return out;
}

// [thesis] as well as [[thesis]].
std::vector<Section> gather_theses(Roots& roots) {
  std::vector<Section> out;
  for (Section& root : roots) {
    const Value* v = root.take("thesis");
    if (v && std::holds_alternative<Table>(v->what)) {
      out.push_back(*root.table("thesis"));
    } else {
      for (Section& section : root.tables("thesis")) out.push_back(section);
    }
  }
  return out;
}

// [kind] of each file that has it.
std::vector<Section> gather_single(Roots& roots, std::string_view kind) {
  std::vector<Section> out;
  for (Section& root : roots)
    if (auto section = root.table(kind)) out.push_back(std::move(*section));
  return out;
}

// A key that may stand in one of the files only.
template <class T>
class Once {
 public:
  void add(const Section& root, std::string_view key, std::optional<At<T>> found) {
    if (!found) return;
    if (first_)
      root.error(found->place, fmt::format("\"{}\" is set at {} already; keep one", key,
                                           root.report().shown(first_->place)));
    else
      first_ = std::move(found);
  }
  const std::optional<At<T>>& get() const { return first_; }

 private:
  std::optional<At<T>> first_;
};

void read_top_level(Roots& roots, Config& out) {
  Once<std::string> contact;
  Once<std::size_t> level;
  static constexpr std::string_view levels[] = {"trace", "debug", "info", "warn", "error"};
  for (Section& root : roots) {
    root.texts("include");  // followed already
    contact.add(root, "contact", root.text("contact"));
    level.add(root, "log_level",
              root.word("log_level", {levels[0], levels[1], levels[2], levels[3], levels[4]}));
  }
  out.user_agent = kProduct;
  if (contact.get() && !contact.get()->value.empty()) {
    out.contact = contact.get()->value;
    out.user_agent = fmt::format("{} ({})", kProduct, out.contact);
  }
  if (level.get()) out.log_level = levels[level.get()->value];
}

void read_storage(Roots& roots, const Names& names, Config& out) {
  Once<std::string> path;
  bool found = false;
  for (Section& root : roots) {
    auto storage = root.table("storage");
    found = found || root.take("storage");
    if (!storage) continue;
    storage->require("path", R"(path = "history.db")");
    const auto text = storage->text("path");
    if (text && text->value.empty())
      storage->error(text->place, "\"path\" is empty; name the database's file");
    path.add(*storage, "path", text);
    if (const auto documents = storage->text("documents")) {
      if (documents->value.empty())
        storage->error(documents->place, "\"documents\" is empty; name a folder, or write "
                                         "keep_documents = \"0d\" to keep none");
      out.documents = roots.front().report().resolve(documents->place, documents->value);
    }
    if (const auto keep = storage->day_span("keep_documents", Section::Zero::allowed))
      out.keep_documents = keep->value;
    storage->finish();
  }
  if (path.get())
    out.database = roots.front().report().resolve(path.get()->place, path.get()->value);
  if (out.documents.empty()) out.documents = out.database.string() + "-documents";
  if (out.keep_documents == days{0}) out.documents.clear();
  if (!found && names.complete && !roots.empty())
    roots.front().error({.file = roots.front().place().file},
                        "missing [storage]; write: [storage] and below it path = \"history.db\"");
}

void read_all(const Documents& documents, Report& report, Secrets secrets, Config& out) {
  Roots roots;
  for (const Document& d : documents.all)
    roots.emplace_back(d.table, Place{.file = d.file, .line = 1, .column = 1}, "", report);
  Names names;
  names.complete = documents.complete;

  read_top_level(roots, out);
  read_storage(roots, names, out);
  out.hosts = read_hosts(gather_single(roots, "http"), gather(roots, "host"));
  out.catalogue = read_series(gather(roots, "series"), names);
  std::deque<Table> expanded;
  auto feeds = read_feeds(with_presets(gather(roots, "feed"), expanded), names, out.catalogue,
                          out.user_agent, secrets);
  for (const ReadFeed& read : feeds) take_rounding(read.feed, out.catalogue);
  out.indicators = read_indicators(gather(roots, "indicator"), names, out.catalogue);
  out.theses = read_theses(gather_theses(roots), names, out.telling);
  out.checkpoints = read_checkpoints(gather(roots, "checkpoint"), names, out.indicators);
  out.receivers = read_receivers(gather(roots, "receiver"), names, secrets);
  out.heartbeat = read_heartbeat(gather_single(roots, "heartbeat"), secrets);
  out.summary_at = read_summary(gather_single(roots, "summary"), out.receivers);
  out.mutes = read_mutes(gather(roots, "mute"), names);
  for (Section& root : roots) root.finish();
  if (report.error_count() > 0) return;

  for (const auto& [id, indicator] : out.indicators)
    out.indicator_texts.emplace(id, canonical_text(indicator, out.catalogue));
  for (const Thesis& thesis : out.theses)
    out.thesis_texts.emplace(thesis.id, canonical_text(thesis));
  warn_of_unused(out, feeds, names, report);
  for (ReadFeed& read : feeds) out.feeds.push_back(std::move(read.feed));
}

}  // namespace
}  // namespace config

std::expected<Config, std::vector<ConfigError>> load_config(const std::filesystem::path& file,
                                                            Secrets secrets) {
  config::Report report;
  const config::Documents documents = config::load_documents(file, report);
  Config out;
  out.file = std::filesystem::absolute(file).lexically_normal();
  config::read_all(documents, report, secrets, out);
  if (report.error_count() > 0) return std::unexpected(report.errors());
  out.warnings = report.warnings();
  return out;
}

}  // namespace firstcard
