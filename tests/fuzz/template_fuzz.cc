// Any text as a template: an error with its place, or one that renders. Whatever it renders to is
// safe for its target.
#include <array>

#include "alerts/compose.h"
#include "alerts/exact_json.h"
#include "alerts/sample.h"
#include "alerts/utf8.h"
#include "input.h"

using namespace firstcard;

namespace {

void check_place(const TemplateError& e, const std::string& text) {
  fuzz::require(e.offset <= text.size(), "an error lies in the text", text);
  fuzz::require(e.line >= 1 && e.column >= 1 && !e.message.empty(), "an error says where", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const boost::json::value notification =
      template_data(sample_notification({"r"}, Instant{seconds{1'790'000'000}}));
  static constexpr std::array<Target, 5> kTargets = {Target::text, Target::html, Target::json,
                                                     Target::form, Target::line};
  fuzz::Input input(data, size);
  const Target target = kTargets[input.choice(kTargets.size())];
  const std::string text = input.rest();
  const auto parsed = Template::parse(text);
  if (!parsed) {
    check_place(parsed.error(), text);
    return 0;
  }
  const auto made = parsed->render(notification, target);
  if (!made) {
    check_place(made.error(), text);
    return 0;
  }
  fuzz::require(parsed->render(notification, target) == *made, "it renders the same twice", text);
  fuzz::require(valid_utf8(*made) == *made, "what it makes is UTF-8", text);
  if (target == Target::json) exact_parse(*made);
  if (target == Target::line) fuzz::require(one_line(*made) == *made, "a line is one line", text);
  return 0;
}
