// What must hold when all is over.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "alerts/format.h"
#include "alerts/notification.h"
#include "round.h"

namespace firstcard::test {

namespace {

Standing told_by(const Notification& n) {
  Standing s{.members = {}, .verdict = n.after_name, .open = n.open};
  for (const IndicatorId& id : n.members) s.members += (s.members.empty() ? "" : ", ") + id.text;
  return s;
}

// Whether the notification tells of the edge: it is about it, or lists it among what it sums up.
bool tells(const Notification& n, const CourseEdge& edge) {
  if (to_text(n.at) == edge.at && n.kind == edge.kind && n.incident == edge.incident) return true;
  const std::string line =
      format_instant(*parse_instant(edge.at)) + ": incident " + std::to_string(edge.incident) + " " +
      edge.kind;
  return std::ranges::any_of(n.history, [&](const auto& h) { return h.starts_with(line); });
}

}  // namespace

void Round::check() {
  const std::string first =
      world_.value("SELECT at FROM verdicts ORDER BY number LIMIT 1");
  ASSERT_NE(first, "");
  const Course course(prints_, *parse_instant(first));
  EXPECT_EQ(world_.value("PRAGMA integrity_check"), "ok");
  check_edges(course);
  check_deliveries(course);
  check_replay(first);
}

void Round::check_edges(const Course& course) {
  std::vector<CourseEdge> recorded;
  for (const auto& row : world_.rows(
           "SELECT v.at, substr(t.edges, 1, instr(t.edges || ' ', ' ') - 1),"
           " CASE WHEN t.edges LIKE 'verdict%' THEN 0 ELSE t.incidents END"
           " FROM _verdict AS t JOIN verdicts AS v ON v.number = t.id"
           " WHERE t.edges <> '' ORDER BY t.id"))
    recorded.push_back({row[0], row[1], std::stoi(row[2])});
  EXPECT_EQ(text_of(recorded), text_of(course.edges()));
}

void Round::check_deliveries(const Course& course) {
  std::map<std::string, std::string> bodies;
  std::vector<std::string> arrived;  // keys in order of their first arrival
  for (const Request& request : server_.requests()) {
    const std::string key = request.header("idempotency-key");
    const auto [at, is_new] = bodies.emplace(key, request.body);
    if (is_new) arrived.push_back(key);
    EXPECT_EQ(at->second, request.body) << "a repeat of " << key << " says something else";
  }
  std::vector<std::string> queued;
  std::vector<Notification> told;
  for (const auto& row : world_.rows("SELECT key, payload, state FROM notifications"
                                     " ORDER BY notification")) {
    queued.push_back(row[0]);
    EXPECT_EQ(row[2], "delivered") << row[0];
    EXPECT_EQ(bodies[row[0]], row[1]) << row[0];
    told.push_back(notification_from_json(row[1]));
  }
  EXPECT_EQ(arrived, queued);  // nothing is missing, nothing was made up, nothing overtook

  std::string believed = course.first().open ? "undecided" : course.first().verdict;
  Standing standing = course.first();
  for (const Notification& n : told) {
    const std::string at = to_text(n.at);
    EXPECT_TRUE(std::ranges::any_of(course.edges(), [&](const auto& e) { return e.at == at; }))
        << n.key << " tells of " << at << ", and there was no edge";
    EXPECT_EQ(n.before_name, believed) << n.key << " skips a state";
    standing = told_by(n);
    EXPECT_EQ(standing, course.at(at)) << n.key;
    believed = n.after_name;
  }
  EXPECT_EQ(believed, course.last().verdict);
  if (course.last().open) {  // who weakens without an alert is no edge
    EXPECT_EQ(standing, course.last());
  }
  for (const CourseEdge& edge : course.edges()) {
    if (edge.kind != "fired" && edge.kind != "resolved") continue;
    EXPECT_TRUE(std::ranges::any_of(told, [&](const auto& n) { return tells(n, edge); }))
        << edge.kind << " of incident " << edge.incident << " was never told";
  }
}

void Round::check_replay(const std::string& first) {
  std::vector<std::string> live, replayed;
  const auto add = [](std::vector<std::string>& to, const std::string& at, const std::string& what) {
    if (to.empty() || !to.back().ends_with(what)) to.push_back(at + what);
  };
  for (const auto& row : world_.rows("SELECT at, verdict, weakening, ifnull(incident, 'none')"
                                     " FROM verdicts ORDER BY number"))
    add(live, row[0], " " + row[1] + " " + row[2] + " " + row[3]);
  const std::string output = world_.run({"backtest", "--json", "--from", first});
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(output, error);
  ASSERT_FALSE(error) << output;
  for (const auto& entry : parsed.at("timeline").as_array()) {
    const auto& incident = entry.at("incident");
    add(replayed, std::string(entry.at("at").as_string()),
        " " + std::string(entry.at("verdict").as_string()) + " " +
            std::to_string(entry.at("weakening").as_int64()) + " " +
            (incident.is_null() ? "none" : std::to_string(incident.as_int64())));
  }
  EXPECT_EQ(live, replayed);
}

}  // namespace firstcard::test
