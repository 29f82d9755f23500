#include "host_limits.h"

#include <algorithm>

namespace firstcard {

namespace {

bool covers(std::string_view name, std::string_view host) {
  return host == name || (host.ends_with(name) && host.size() > name.size() &&
                          host[host.size() - name.size() - 1] == '.');
}

}  // namespace

HostLimits::Group& HostLimits::group_of(const std::string& host, std::string& name) {
  const HostRule* best = nullptr;
  for (const HostRule& rule : rules_.hosts)
    if (covers(rule.name, host) && (best == nullptr || rule.name.size() > best->name.size()))
      best = &rule;
  name = best ? best->name : host;
  Group& group = groups_[name];
  group.connections = std::max(1, best ? best->connections : rules_.connections);
  group.rate = best ? best->rate : rules_.rate;
  return group;
}

void HostLimits::use(HostRules rules) {
  rules_ = std::move(rules);
  std::map<std::string, Group> before;
  before.swap(groups_);
  for (auto& [id, entry] : entries_) {
    Group& group = group_of(entry.host, entry.group);
    if (entry.running)
      ++group.running;
    else
      group.queue.insert(entry.place);
  }
  // Also of a host that nobody asks just now: its rate must not begin anew.
  for (auto& [name, old] : before)
    if (!old.starts.empty()) {
      std::string same;
      group_of(name, same).starts = std::move(old.starts);
    }
}

void HostLimits::wait(Id id, std::string_view host, int rank) {
  Entry entry{.host = std::string(host), .group = {}, .place = {rank, ++came_, id}};
  group_of(entry.host, entry.group).queue.insert(entry.place);
  entries_.insert_or_assign(id, std::move(entry));
}

void HostLimits::leave(Id id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  Group& group = groups_.at(found->second.group);
  if (found->second.running) {
    --group.running;
    --running_;
  } else {
    group.queue.erase(found->second.place);
  }
  entries_.erase(found);
}

// When the group has room for one more; nullopt: not before one of it leaves.
std::optional<HostLimits::Time> HostLimits::free_from(const Group& group, Time now) {
  if (group.running >= group.connections) return std::nullopt;
  if (!group.rate || static_cast<int>(group.starts.size()) < group.rate->count) return now;
  const auto oldest = group.starts.end() - group.rate->count;
  return std::max(now, *oldest + group.rate->per);
}

std::vector<HostLimits::Id> HostLimits::start(Time now) {
  std::vector<Id> started;
  std::set<std::pair<Place, Group*>> heads;  // the first of each group that has room
  const auto look = [&](Group& group) {
    if (!group.queue.empty() && free_from(group, now) == now)
      heads.emplace(*group.queue.begin(), &group);
  };
  for (auto at = groups_.begin(); at != groups_.end();) {
    Group& group = at->second;
    while (!group.starts.empty() && (!group.rate || group.starts.front() + group.rate->per <= now))
      group.starts.pop_front();
    look(group);
    const bool idle = group.running == 0 && group.queue.empty() && group.starts.empty();
    at = idle ? groups_.erase(at) : std::next(at);
  }
  while (!heads.empty() && running_ < rules_.at_once) {
    const auto [place, group] = *heads.begin();
    heads.erase(heads.begin());
    group->queue.erase(place);
    ++group->running;
    ++running_;
    if (group->rate) group->starts.push_back(now);
    const Id id = std::get<2>(place);
    entries_.at(id).running = true;
    started.push_back(id);
    look(*group);
  }
  return started;
}

std::optional<HostLimits::Time> HostLimits::next(Time now) const {
  if (running_ >= rules_.at_once) return std::nullopt;
  std::optional<Time> first;
  for (const auto& [name, group] : groups_) {
    if (group.queue.empty()) continue;
    const auto free = free_from(group, now);
    if (free && (!first || *free < *first)) first = free;
  }
  return first;
}

}  // namespace firstcard
