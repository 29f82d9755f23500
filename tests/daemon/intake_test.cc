// The way of a document from a worker's thread, with a reload on the way.
#include "daemon/intake.h"

#include <boost/asio/io_context.hpp>

#include "pipeline_fixture.h"

namespace firstcard {
namespace {

using namespace test;

class IntakeTest : public testing::Test {
 protected:
  IntakeTest() {
    for (Config* config : {&old_, &edited_})
      store_.wait([config](Store& store) {
        store.pipeline.declare(*config);
        return true;
      });
  }
  void use(const Config& config) {
    store_.wait([&](Store& store) { return store.current = &config; });
  }
  Commit bring(const Config& config, std::string_view text) {
    document_.emplace(open_document(scratch_.write("f.csv", text)).value());
    return intake_.ingest(config, config.feeds.at(0),
                          {.source = "f.csv",
                           .fd = document_->file.fd(),
                           .size = document_->size,
                           .fetched_at = now_},
                          now_);
  }
  std::int64_t documents() {
    return store_.wait([](Store& store) {
      Statement s = store.db.prepare("SELECT count(*) FROM _document");
      s.step();
      return s.integer(0);
    });
  }

  const Instant now_ = at("2026-03-02T10:00:00Z");
  Scratch scratch_;
  Config old_ = config_of(scratch_, kConfig);
  Config edited_ = config_of(scratch_, edited(kConfig, "below = 100", "below = 90"));
  boost::asio::io_context loop_{1};
  Workers workers_{loop_};
  StoreThread store_{loop_, scratch_ / "history.db"};
  Intake intake_{store_, workers_};
  std::optional<OpenDocument> document_;
};

TEST_F(IntakeTest, ADocumentOfTheConfigurationInUseIsStored) {
  use(old_);
  EXPECT_EQ(bring(old_, csv({"a,2026-01-31,120,2026-02-01"})).run->outcome, RunOutcome::stored);
  EXPECT_EQ(documents(), 1);
}

// A worker took the document up, then the configuration was replaced.
TEST_F(IntakeTest, ADocumentThatAReloadOvertookIsDropped) {
  use(old_);
  use(edited_);
  EXPECT_THROW(bring(old_, csv({"a,2026-01-31,120,2026-02-01"})), Intake::Stopped);
  EXPECT_EQ(documents(), 0);
  EXPECT_EQ(bring(edited_, csv({"a,2026-01-31,120,2026-02-01"})).run->outcome, RunOutcome::stored);
}

TEST_F(IntakeTest, ADocumentThatIsTranslatedHasTheSameHashAsOneThatIsNot) {
  const Config packed = config_of(
      scratch_, edited(kConfig, "source = \"f.csv\"", "source = \"f.csv\"\nencoding = \"latin-1\""));
  use(packed);
  const std::string text = csv({"a,2026-01-31,120,2026-02-01"});
  ASSERT_EQ(bring(packed, text).run->outcome, RunOutcome::stored);
  const std::string hash = content_hash(document_->file.fd(), document_->size).value();
  EXPECT_EQ(store_.wait([&](Store& store) {
    return store.pipeline.is_last(packed, packed.feeds.at(0), "f.csv", hash, now_);
  }),
            true);
  EXPECT_EQ(bring(packed, text).run->outcome, RunOutcome::unchanged);
}

}  // namespace
}  // namespace firstcard
