#include <algorithm>

#include "transfer.h"

namespace firstcard {

std::string_view to_text(TransferError e) {
  switch (e) {
    case TransferError::none:
      return "none";
    case TransferError::cancelled:
      return "cancelled";
    case TransferError::bad_url:
      return "bad URL";
    case TransferError::resolve:
      return "host not found";
    case TransferError::connect:
      return "no connection";
    case TransferError::tls:
      return "TLS failure";
    case TransferError::timeout:
      return "time-out";
    case TransferError::too_slow:
      return "too slow";
    case TransferError::too_large:
      return "too large";
    case TransferError::truncated:
      return "truncated";
    case TransferError::too_many_redirects:
      return "too many redirects";
    case TransferError::forbidden_redirect:
      return "forbidden redirect";
    case TransferError::authentication:
      return "authentication failed";
    case TransferError::other:
      return "other";
  }
  return "?";
}

std::string_view HttpResult::header(std::string_view name) const {
  const auto at = std::ranges::find(
      headers, name, [](const auto& header) -> std::string_view { return header.first; });
  return at == headers.end() ? std::string_view{} : at->second;
}

}  // namespace firstcard
