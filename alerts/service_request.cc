#include "service_request.h"

#include <stdexcept>

#include "chat.h"
#include "tracker.h"

namespace firstcard {

namespace {

HttpRequest post(std::string body) {
  HttpRequest request;
  request.method = "POST";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::move(body);
  return request;
}

HttpRequest post_to(const std::string& url, std::string body) {
  HttpRequest request = post(std::move(body));
  request.url = url;
  return request;
}

HttpRequest post_to(const Secret& url, std::string body) {
  HttpRequest request = post(std::move(body));
  request.secret_url = url;
  return request;
}

struct ServiceRequest {
  const Notification& n;

  HttpRequest operator()(const SlackConfig& c) const { return post_to(c.url, slack_body(n)); }
  HttpRequest operator()(const DiscordConfig& c) const { return post_to(c.url, discord_body(n)); }
  HttpRequest operator()(const TeamsConfig& c) const { return post_to(c.url, teams_body(n)); }
  HttpRequest operator()(const TelegramConfig& c) const {
    return post_to(Secret(c.server + "/bot" + c.token.reveal() + "/sendMessage"),
                   telegram_body(n, c.chat));
  }
  HttpRequest operator()(const NtfyConfig& c) const {
    HttpRequest request = post_to(c.server + "/", ntfy_body(n, c.topic, c.priorities));
    if (!c.authorization.empty()) request.secret_headers = {{"Authorization", c.authorization}};
    return request;
  }
  HttpRequest operator()(const PagerDutyConfig& c) const {
    return post_to(c.server + "/v2/enqueue", pagerduty_body(n, c.routing_key));
  }
  HttpRequest operator()(const AlertmanagerConfig& c) const {
    HttpRequest request = post_to(c.server + "/api/v2/alerts", alertmanager_body(n, c.labels));
    request.headers.insert(request.headers.end(), c.headers.begin(), c.headers.end());
    request.secret_headers = c.secret_headers;
    return request;
  }
  template <class Other>
  HttpRequest operator()(const Other&) const {
    throw std::invalid_argument("this receiver is no service of its own format");
  }
};

}  // namespace

HttpRequest service_request(const Receiver& receiver, const Notification& n) {
  return std::visit(ServiceRequest{n}, receiver.how);
}

}  // namespace firstcard
