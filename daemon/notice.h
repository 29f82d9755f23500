#pragma once
// From the steps of a timeline to the notifications about them.
#include <functional>
#include <string>
#include <vector>

#include "alerts/notification.h"
#include "alerts/policy.h"
#include "daemon/timeline.h"

namespace firstcard {

// Where a value came from, for people: "aws.csv line 31"; may be empty.
using Provenance = std::function<std::string(const SeriesId&, const Point&)>;

// The notification of what is planned, complete but for the receiver: `step` is the instant that it
// tells of, `verdict` what stood then, `before` the indicators' statuses before what is told.
Notification notification_of(const Config& config, const Thesis& thesis, const Planned& planned,
                             const Verdict& verdict, const Step& step,
                             const std::map<IndicatorId, Status>& before,
                             const Provenance& provenance);

// Collects one thesis' turns while a timeline is walked, and then says what to send.
class Notices {
 public:
  // `sequence`: the thesis' edges before these.
  Notices(const Config& config, const Thesis& thesis, std::int64_t sequence)
      : config_(config), thesis_(thesis), sequence_(sequence) {}

  // `late`: the step lies before the present.
  void add(const Step& step, bool late);
  // The notifications that the policy asks for, complete but for the receivers.
  std::vector<Notification> plan(const Provenance& provenance) const;
  const Thesis& thesis() const { return thesis_; }
  const std::vector<Turn>& turns() const { return turns_; }

 private:
  const Config& config_;
  const Thesis& thesis_;
  std::int64_t sequence_;
  std::vector<Turn> turns_;
  std::vector<Step> steps_;                     // of the turns
  std::map<IndicatorId, Status> first_before_;  // before the first turn
};

// One indicator of a step as a notification and `status` show it. The flip is looked for, which
// costs some hundred evaluations of the measure.
IndicatorLine line_of(const Config& config, const Indicator& rule, const Seen& seen,
                      const Provenance& provenance);

// Until when `within` counts an indicator that weakens no more; nullopt: it does not.
std::optional<Instant> counted_until(const Thesis& thesis, const Assessment& a,
                                     const Verdict& verdict);

// Whether the receiver takes notifications of this kind about this thesis; one about a feed has
// none. Who takes "verdict" takes "undecided" and "decided", which are changes of the verdict.
bool takes(const Receiver& receiver, const ThesisId& thesis, const std::string& kind);
// The same of one at hand: also by its severity.
bool takes(const Receiver& receiver, const Notification& n);

}  // namespace firstcard
