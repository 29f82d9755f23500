#include <fmt/format.h>

#include "net/retry_after.h"
#include "receiver.h"

namespace firstcard {

namespace {

bool worth_another_try(int status) {
  return status == 408 || status == 425 || status == 429 || (status >= 500 && status <= 599);
}

// Errors that the next attempt would meet again: only an edit of the configuration helps.
bool lasting(TransferError e) {
  return e == TransferError::bad_url || e == TransferError::authentication ||
         e == TransferError::too_many_redirects || e == TransferError::forbidden_redirect;
}

std::string describe(TransferError e, const std::string& message) {
  return message.empty() ? std::string(to_text(e)) : fmt::format("{}: {}", to_text(e), message);
}

}  // namespace

Attempt classify(const HttpResult& result, Instant now) {
  const bool redirected = result.error == TransferError::too_many_redirects ||
                          result.error == TransferError::forbidden_redirect ||
                          (result.status >= 300 && result.status <= 399);
  if (redirected)
    return {.outcome = Outcome::give_up,
            .reason = fmt::format(
                "the address redirects ({}); put the final address into the configuration",
                result.message.empty() ? fmt::format("HTTP {}", result.status) : result.message),
            .wait = {}};
  if (result.status >= 200 && result.status <= 299)
    return {
        .outcome = Outcome::delivered, .reason = fmt::format("HTTP {}", result.status), .wait = {}};
  if (result.status == 0)
    return {.outcome = lasting(result.error) ? Outcome::give_up : Outcome::retry,
            .reason = result.error == TransferError::none ? "no answer"
                                                          : describe(result.error, result.message),
            .wait = {}};
  Attempt attempt{
      .outcome = Outcome::give_up, .reason = fmt::format("HTTP {}", result.status), .wait = {}};
  if (worth_another_try(result.status)) {
    attempt.outcome = Outcome::retry;
    attempt.wait = retry_after(result.header("retry-after"), now);
  }
  return attempt;
}

Attempt classify(const MailResult& result) {
  const std::string said = result.message.empty() ? "" : ": " + result.message;
  if (result.code >= 500 && result.code <= 599)
    return {.outcome = Outcome::give_up,
            .reason = fmt::format("SMTP {}{}", result.code, said),
            .wait = {}};
  if (result.code >= 400 && result.code <= 499)
    return {.outcome = Outcome::retry,
            .reason = fmt::format("SMTP {}{}", result.code, said),
            .wait = {}};
  if (result.error != TransferError::none)
    return {.outcome = result.error == TransferError::bad_url ? Outcome::give_up : Outcome::retry,
            .reason = describe(result.error, result.message),
            .wait = {}};
  if (result.code >= 200 && result.code <= 299)
    return {
        .outcome = Outcome::delivered, .reason = fmt::format("SMTP {}", result.code), .wait = {}};
  return {.outcome = Outcome::retry,
          .reason = result.code == 0 ? "no answer" : fmt::format("SMTP {}{}", result.code, said),
          .wait = {}};
}

Attempt classify(const ProgramEnd& end) {
  if (!end.exit_code)
    return {.outcome = Outcome::retry, .reason = end.message, .wait = {}};
  constexpr int kTryAgain = 75;  // EX_TEMPFAIL of sysexits.h
  const std::string reason = fmt::format("exit code {}{}{}", *end.exit_code,
                                         end.message.empty() ? "" : ": ", end.message);
  const Outcome outcome = *end.exit_code == 0           ? Outcome::delivered
                          : *end.exit_code == kTryAgain ? Outcome::retry
                                                        : Outcome::give_up;
  return {.outcome = outcome, .reason = reason, .wait = {}};
}

}  // namespace firstcard
