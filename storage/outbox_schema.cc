#include "outbox_schema.h"

namespace firstcard {

// stands_in_for: the receiver whose row was passed on; NULL: the row is the receiver's own.
const char* const kOutboxRoutes = R"(
ALTER TABLE _notification ADD COLUMN stands_in_for TEXT;
CREATE INDEX _notification_stand_in ON _notification(receiver, thesis, incident)
  WHERE stands_in_for IS NOT NULL;
CREATE INDEX _notification_delivered ON _notification(receiver, finished_at)
  WHERE state = 'delivered';
)";

// waited: the seconds that its attempts were put off, all in all. waits_since: when it was queued, by
// the clock as it stands now.
const char* const kOutboxWaits = R"(
ALTER TABLE _notification ADD COLUMN waited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE _notification ADD COLUMN waits_since INTEGER NOT NULL DEFAULT 0;
UPDATE _notification SET waits_since = created_at;
)";

}  // namespace firstcard
