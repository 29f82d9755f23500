#include "daemon/plotting.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_to.hpp>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "alerts/exact_json.h"
#include "feeds/child.h"
#include "feeds/text_sink.h"
#include "net/temporary_file.h"

namespace firstcard {

namespace {

namespace json = boost::json;

enum Descriptor : int { kNotification, kNothing, kErrors, kAnswer };

// A picture takes a few milliseconds; a machine whose fontconfig has no cache yet takes seconds for
// the first.
constexpr std::chrono::seconds kTime{20};
constexpr std::int64_t kMemory = 512 << 20;  // it takes 19 MiB, and 250 under ASan
constexpr std::size_t kAnswerBytes = 16 << 20;

std::string why(const ChildResult& child) {
  switch (child.end) {
    case ChildEnd::done:
      return fmt::format("the process that draws them ended with exit code {}", child.exit_code);
    case ChildEnd::failed:
      return "the process that draws them failed: " + child.reason;
    case ChildEnd::out_of_time:
      return fmt::format("drawing them took longer than {} s", kTime.count());
    case ChildEnd::out_of_memory:
      return fmt::format("drawing them took more than {} MiB", kMemory >> 20);
    case ChildEnd::stopped:
      break;
  }
  return "the program ends";
}

std::string serialized(const Pictures& pictures) {
  json::array list;
  std::string bytes;
  for (const Picture& picture : pictures.all) {
    list.push_back({{"indicator", picture.indicator.text}, {"size", picture.png.size()}});
    bytes += picture.png;
  }
  return exact_serialize(json::object{{"pictures", std::move(list)}, {"fault", pictures.fault}}) +
         "\n" + bytes;
}

// Throws on what serialized() did not write.
Pictures parsed(std::string_view answer) {
  const std::size_t end = answer.find('\n');
  if (end == std::string_view::npos) throw std::invalid_argument("it is cut off");
  const json::value head = exact_parse(answer.substr(0, end));
  answer.remove_prefix(end + 1);
  Pictures out;
  out.fault = json::value_to<std::string>(head.at("fault"));
  for (const json::value& each : head.at("pictures").as_array()) {
    const auto size = each.at("size").to_number<std::size_t>();
    if (size > answer.size()) throw std::invalid_argument("it is cut off");
    out.all.push_back({.indicator = {json::value_to<std::string>(each.at("indicator"))},
                       .png = std::string(answer.substr(0, size))});
    answer.remove_prefix(size);
  }
  return out;
}

Pictures drawn(const Notification& n) {
  Pictures out;
  const Plotter plotter;
  for (const IndicatorLine& line : plotted(n)) {
    auto png = plotter.png(line);
    if (png)
      out.all.push_back({.indicator = line.id, .png = std::move(*png)});
    else if (out.fault.empty())
      out.fault = fmt::format("{}: {}", line.id.text, png.error());
  }
  return out;
}

std::string read_all(int fd) {
  std::string out;
  std::array<char, 16384> piece{};
  for (;;) {
    const ssize_t n = ::pread(fd, piece.data(), piece.size(), static_cast<off_t>(out.size()));
    if (n <= 0) return out;
    out.append(piece.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

Pictures draw_plots(const Notification& n, const PlotOptions& options) {
  Pictures out;
  try {
    const File nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const File job = temporary_file();
    if (!nothing || !write_all(job.fd(), to_json(n))) {
      out.fault = "a temporary file cannot be written";
      return out;
    }
    const ChildResult child =
        run_child(options.executable, {"plot"}, {job.fd(), nothing.fd(), nothing.fd()},
                  {.time = kTime, .memory = kMemory, .answer = kAnswerBytes, .stop = options.stop});
    if (child.end == ChildEnd::done && child.exit_code == 0) return parsed(child.answer);
    out.fault = why(child);
  } catch (const std::exception& error) {
    out.fault = error.what();
  }
  return out;
}

int run_plot_child() {
  if (::fcntl(kAnswer, F_GETFD) < 0) {
    fmt::print(stderr, "firstcard: plot is for firstcard itself to start; see --help\n");
    return 2;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // as for translate: it ends with who waits for it
  ::clearenv();
  ::setenv("TZ", "UTC0", 1);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::signal(number, SIG_IGN);
  Pictures answer;
  try {
    answer = drawn(notification_from_json(read_all(kNotification)));
  } catch (const std::exception& error) {
    answer.fault = error.what();
  }
  return write_all(kAnswer, serialized(answer)) ? 0 : 1;
}

}  // namespace firstcard
