#pragma once
// The work of the child process: `firstcard translate`.
//
// Descriptors: 0 the document, 1 an empty file for the text, 2 nothing, 3 a file with the job, 4
// and 5 empty files for what lies between, 6 the answer. Job and answer are JSON.
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "feed.h"
#include "read.h"

namespace firstcard {

// What a child is asked to do. Everything that decides the text.
struct TranslateJob {
  Feed feed;  // format, encoding, member, json, edgar; of the csv mapping nothing
  std::int64_t size = 0;
  std::int64_t max_bytes = 0;
  Instant fetched_at{};
  std::vector<std::string> empty_header;
  // In place of all that: programs to be compiled only.
  std::vector<std::string> programs;
};
std::string to_json(const TranslateJob& job);

// What it answers: the size of the text, or why there is none. One message for each program that
// was to be compiled, empty if it is sound.
struct TranslateAnswer {
  std::expected<std::int64_t, Rejection> size;
  std::vector<std::string> messages;
};
std::expected<TranslateAnswer, std::string> parse_translate_answer(std::string_view json);

// The subcommand: reads the job, does it, answers. The exit code.
int run_translate_child();

}  // namespace firstcard
