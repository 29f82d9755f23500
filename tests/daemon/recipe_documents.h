#pragma once
// A small document in the shape of each recipe's source, and the rows that come of it.
#include <string>
#include <string_view>
#include <vector>

namespace firstcard::test {

struct RecipeDocument {
  std::string feed;  // its id in docs/feeds.md
  std::string text;
  std::vector<std::string> rows;
};

const std::vector<RecipeDocument>& recipe_documents();
const RecipeDocument* recipe_document(std::string_view feed);

}  // namespace firstcard::test
