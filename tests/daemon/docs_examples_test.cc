// Every [[receiver]] that docs/alerts.md shows can be used as it stands there.
#include <fstream>
#include <sstream>

#include "alerts/sample.h"
#include "config_cases.h"

namespace firstcard::test {
namespace {

std::vector<std::string> toml_blocks(const std::string& file) {
  std::ifstream in(FIRSTCARD_SOURCE_DIR "/" + file);
  std::vector<std::string> out;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```toml")
      out.emplace_back(), inside = true;
    else if (line == "```")
      inside = false;
    else if (inside)
      out.back() += line + "\n";
  }
  return out;
}

// What the examples call their secrets, and one that fits the place.
void write_credentials(const Scratch& scratch) {
  for (const char* name : {"slack-url", "discord-url", "teams-url"})
    scratch.write(name, "https://hooks.example.org/hunter2");
  scratch.write("telegram-token", "123456:hunter2");
  scratch.write("pagerduty-key", "hunter2hunter2hunter2hunter2hunt");
  for (const char* name :
       {"hook-token", "hook-bearer", "hook-key", "smtp", "ntfy-token", "page-key"})
    scratch.write(name, "hunter2");
  setenv("CREDENTIALS_DIRECTORY", scratch.path().c_str(), 1);
}

TEST(DocsExamples, EveryReceiverLoadsAndPreparesItsRequest) {
  const Scratch scratch;
  write_credentials(scratch);
  std::set<std::size_t> types;
  for (const std::string& block : toml_blocks("docs/alerts.md")) {
    // Receivers that one example names and another shows stand beside it.
    std::string text = block;
    for (const char* id : {"desk", "mail", "journal"})
      if (block.contains("fallback = \"" + std::string(id) + "\"") &&
          !block.contains("id = \"" + std::string(id) + "\""))
        text += "[[receiver]]\nid = \"" + std::string(id) + "\"\ntype = \"log\"\n";
    if (!text.ends_with("\n")) text += "\n";
    const auto config =
        load(scratch, with_sound_tables(text, block.contains("theses = ") ? "thesis" : "") +
                          (block.contains("theses = ")
                               ? "[thesis]\nid = \"ai-demand\"\nindicators = [\"i\"]\n"
                                 "weakening_count = 1\n"
                               : ""));
    ASSERT_TRUE(config) << block << testing::PrintToString(texts_of(config.error(), scratch));
    for (const Receiver& receiver : config->receivers) {
      types.insert(receiver.how.index());
      const Notification n = sample_notification(receiver.id, Instant{seconds{1'790'000'000}});
      EXPECT_NO_THROW(prepare(receiver, n, "ua")) << block;
    }
  }
  EXPECT_EQ(types.size(), std::variant_size_v<decltype(Receiver::how)>)
      << "a type of receiver has no example";
  unsetenv("CREDENTIALS_DIRECTORY");
}

}  // namespace
}  // namespace firstcard::test
