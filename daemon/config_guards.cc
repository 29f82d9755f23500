#include "config_guards.h"

namespace firstcard::config {

Guards read_guards(Section& feed) {
  Guards out;
  auto s = feed.table("guards");
  if (!s) return out;
  if (const auto share = s->number("min_share")) {
    if (share->value < 0 || share->value > 1)
      s->error(share->place,
               "\"min_share\" is a share of the last document's rows: 0 (never) to 1");
    out.min_share = share->value;
  }
  if (const auto newest = s->boolean("newest")) out.newest = newest->value;
  if (const auto scale = s->boolean("scale")) out.scale = scale->value;
  if (const auto future = s->boolean("future")) out.future = future->value;
  if (const auto share = s->number("max_revision")) {
    if (share->value <= 0)
      s->error(share->place,
               "\"max_revision\" is a share of the value, like 0.3 for 30 %; to believe every "
               "revision, take it out");
    out.max_revision = share->value;
  }
  s->finish();
  return out;
}

}  // namespace firstcard::config
