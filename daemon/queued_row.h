#pragma once
// A notification as it goes into the outbox.
#include "alerts/render.h"
#include "storage/outbox.h"

namespace firstcard {

inline OutboxRow queued_row(const Notification& n, const ReceiverId& receiver, Instant now) {
  return {.key = n.key,
          .receiver = receiver,
          .kind = n.kind,
          .thesis = n.thesis,
          .incident = n.incident,
          .subject = render_subject(n),
          .payload = to_json(n),
          .created_at = now,
          .next_attempt_at = now};
}

}  // namespace firstcard
