#include "daemon/cli.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>

#include "daemon/commands.h"
#include "daemon/config_section.h"
#include "daemon/plotting.h"
#include "daemon/present.h"
#include "daemon/version.h"
#include "feeds/translate_child.h"
#include "indicators/nearest.h"

namespace firstcard {

namespace {

// 2026-06-30 (the end of that day, UTC) or 2026-06-30T12:00:00Z.
std::string check_instant(const std::string& text) {
  if (parse_instant(text)) return {};
  return text + " is no date: write 2026-06-30 (the end of that day, UTC) or 2026-06-30T12:00:00Z";
}

std::optional<Instant> instant_of(const std::string& text) {
  return text.empty() ? std::nullopt : parse_instant(text);
}

// Where CLI11 puts what it parsed.
struct Words {
  Common common;
  std::string config = "/etc/firstcard/firstcard.toml";
  std::string series, as_of, indicator, at, from, to, vintage = "known", receiver, preset, key;
  std::vector<std::string> feeds;
  bool online = false;
  PollOptions poll;
  ImportOptions import;
  SettleOptions settle;
  SilenceOptions silence;
  AckOptions ack;
  std::string lasts;
  bool all_silences = false;
  std::string wait = "60s", file = "-";
  bool no_wait = false;
  int limit = 50;
  std::int64_t id = 0;
};

std::string check_span(const std::string& text) {
  if (config::parse_span(text)) return {};
  return text + " is no span of time: write a whole number with s, m, h, d or w, like 90s or 5m";
}

std::string check_length(const std::string& text) {
  const auto span = config::parse_span(text);
  if (span && *span <= seconds{0}) return text + " is no time at all; write at least 1s";
  return check_span(text);
}

// It is shown as it is, in terminals too.
std::string check_reason(const std::string& text) {
  if (!config::has_control_character(text)) return {};
  return "the reason holds a line break or another control character; take it out";
}

CLI::Option* add_config(CLI::App& to, Words& w) {
  return to.add_option("-c,--config", w.config, "The configuration")->capture_default_str();
}

// A command that people type. It has -c of its own, so that its help shows it.
template <class F>
CLI::App* add_command(CLI::App* to, Words& w, std::function<int()>& command, const char* name,
                      const char* help, F run) {
  CLI::App* sub = to->add_subcommand(name, help);
  sub->callback([&command, run] { command = run; });
  add_config(*sub, w);
  return sub;
}

// How long to wait for the daemon.
std::chrono::seconds wait_of(const Words& w) {
  return w.no_wait ? std::chrono::seconds{0} : *config::parse_span(w.wait);
}

void define_asking(CLI::App& app, Words& w, std::function<int()>& command) {
  const auto add = [&](CLI::App* to, const char* name, const char* help, auto run) {
    CLI::App* sub = add_command(to, w, command, name, help, run);
    sub->add_flag("--json", w.common.json, "For programs");
    return sub;
  };
  const auto waits = [&](CLI::App* sub) {
    CLI::Option* no = sub->add_flag("--no-wait", w.no_wait, "Do not wait for the daemon's answer");
    sub->add_option("--wait", w.wait, "For the daemon's answer, at most")
        ->check(check_span)
        ->excludes(no)
        ->capture_default_str();
  };

  CLI::App* poll = add(&app, "poll", "Ask the running daemon to poll feeds now", [&w] {
    w.poll.wait = wait_of(w);
    return run_poll(w.common, w.poll);
  });
  poll->add_option("feed", w.poll.feeds, "One or more");
  poll->add_flag("--all", w.poll.all, "All feeds");
  waits(poll);

  CLI::App* import =
      add(&app, "import", "Take in a document for a feed, whether the daemon runs or not", [&w] {
        w.import.file = w.file;
        w.import.wait = wait_of(w);
        return run_import(w.common, w.import);
      });
  import->add_option("feed", w.import.feed, "Its mapping says how the document is read")
      ->required();
  import->add_option("file", w.file, "The document; - is standard input")->capture_default_str();
  import->add_option("--reason", w.import.reason, "Kept with the request")->check(check_reason);
  waits(import);

  const auto list = [&w] { return run_feeds_list(w.common); };
  CLI::App* feeds =
      add(&app, "feeds", "What the feeds brought; accept or reject what is held", list);
  feeds->require_subcommand(0, 1);
  feeds->fallthrough();
  // CLI11 calls it after that of a subcommand, which knows better.
  feeds->callback([&command, feeds, list] {
    if (feeds->get_subcommands().empty()) command = list;
  });
  add(feeds, "list", "The last run of each feed (the default)", list);
  for (const bool accept : {true, false}) {
    CLI::App* settle = add(feeds, accept ? "accept" : "reject",
                           accept ? "Use the document of a feed that is held"
                                  : "Do not use the document of a feed that is held",
                           [&w, accept] {
                             w.settle.accept = accept;
                             w.settle.wait = wait_of(w);
                             return run_settle(w.common, w.settle);
                           });
    settle->add_option("feed", w.settle.feed)->required();
    settle->add_option("--reason", w.settle.reason, "Kept with the request")->check(check_reason);
    waits(settle);
  }
}

void define_silences(CLI::App& app, Words& w, std::function<int()>& command) {
  const auto add = [&](CLI::App* to, const char* name, const char* help, auto run) {
    return add_command(to, w, command, name, help, run);
  };
  CLI::App* silence = app.add_subcommand("silence", "Hold back what is told");
  silence->require_subcommand(1);
  silence->fallthrough();
  CLI::App* one = add(silence, "add", "Hold back what is told of one thing, or to one receiver", [&w] {
    if (!w.lasts.empty()) w.silence.lasts = config::parse_span(w.lasts);
    return run_silence_add(w.common, w.silence);
  });
  // Not an option group, whose heading in the help is CLI11's own: run_silence_add wants one of them.
  const auto what = [&](const char* name, std::string& value, const char* help) {
    one->add_option(name, value, help)->group("What, one of");
  };
  what("--thesis", w.silence.thesis, "What is told of this thesis");
  what("--indicator", w.silence.indicator, "What is told of this indicator");
  what("--receiver", w.silence.receiver, "All that is told to this receiver");
  what("--feed", w.silence.feed, "What is told of this feed");
  one->add_option("--for", w.lasts, "So long, like 6h or 7d")->check(check_length);
  one->add_flag("--until-change", w.silence.until_change, "Until it changes");
  one->add_option("--reason", w.silence.reason, "Told with it")->check(check_reason);
  CLI::App* list = add(silence, "list", "The silences in force",
                       [&w] { return run_silence_list(w.common, w.all_silences); });
  list->add_flag("--all", w.all_silences, "Those that are over, too");
  list->add_flag("--json", w.common.json, "For programs");
  add(silence, "remove", "End a silence now; what it held back is told",
      [&w] { return run_silence_remove(w.common, w.id); })
      ->add_option("id", w.id, "Its number in the list")
      ->required();
  CLI::App* ack = add(&app, "ack", "Acknowledge an open incident: no reminders until it changes",
                      [&w] { return run_ack(w.common, w.ack); });
  ack->add_option("thesis", w.ack.thesis, "Default: every one with an open incident");
  ack->add_option("--reason", w.ack.reason, "Told with it")->check(check_reason);
}

void define(CLI::App& app, Words& w, std::function<int()>& command) {
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("firstcard ") + kVersion);
  add_config(app, w);
  app.fallthrough();

  const auto add = [&](CLI::App* to, const char* name, const char* help, auto run) {
    return add_command(to, w, command, name, help, run);
  };
  const auto json = [&](CLI::App* sub) { sub->add_flag("--json", w.common.json, "For programs"); };

  add(&app, "daemon", "Run: poll the feeds, evaluate, notify (SIGHUP reloads, SIGTERM ends)",
      [&w] { return run_daemon(w.common); });
  add(&app, "once", "One pass over all feeds, deliver what is due, exit",
      [&w] { return run_once(w.common); });
  CLI::App* check = add(&app, "check", "Read the configuration and report every error in it",
                        [&w] {
                          return w.online ? run_check_online(w.common, w.feeds) : run_check(w.common);
                        });
  CLI::Option* online = check->add_flag(
      "--online", w.online, "Fetch each feed once as well, store nothing, and show what came");
  check->add_option("feed", w.feeds, "With --online: only these")->needs(online);
  json(check);
  json(add(&app, "status", "The verdict and its indicators now",
           [&w] { return run_status(w.common); }));

  add(&app, "presets", "The ready-made feeds, or the keys of one", [&w] {
    return run_presets(w.preset);
  })->add_option("name", w.preset, "For example sec.concept");

  CLI::App* history = add(&app, "history", "The values of a series with all their vintages",
                          [&w] { return run_history(w.common, w.series, instant_of(w.as_of)); });
  history->add_option("series", w.series, "For example aws.revenue")->required();
  history->add_option("--as-of", w.as_of, "Only what was known then")->check(check_instant);
  json(history);

  CLI::App* explain = add(&app, "explain", "Why an indicator stands as it does",
                          [&w] {
                            return w.key.empty()
                                       ? run_explain(w.common, w.indicator, instant_of(w.at))
                                       : run_explain_notification(w.common, w.key);
                          });
  CLI::Option* indicator =
      explain->add_option("indicator", w.indicator, "Its id; or --notification in its place");
  CLI::Option* sent =
      explain->add_option("--notification", w.key, "What was sent, by its key or number")
          ->excludes(indicator);
  explain->add_option("--at", w.at, "An indicator as known then")
      ->check(check_instant)
      ->excludes(sent);
  json(explain);

  CLI::App* backtest = add(&app, "backtest", "The record of the rules on the stored history", [&w] {
    return run_backtest(w.common, {.from = instant_of(w.from),
                                   .to = instant_of(w.to),
                                   .final_vintage = w.vintage == "final"});
  });
  backtest->add_option("--from", w.from, "First instant (default: the first known value)")
      ->check(check_instant);
  backtest->add_option("--to", w.to, "Last instant (default: now)")->check(check_instant);
  backtest
      ->add_option("--vintage", w.vintage,
                   "known: as known then; final: with today's values (shows what look-ahead does)")
      ->check(CLI::IsMember({"known", "final"}))
      ->capture_default_str();
  json(backtest);

  define_asking(app, w, command);
  define_silences(app, w, command);

  CLI::App* notifications = app.add_subcommand("notifications", "The outbox");
  notifications->require_subcommand(1);
  notifications->fallthrough();
  CLI::App* list = add(notifications, "list", "The newest notifications and what became of them",
                       [&w] { return run_notifications_list(w.common, w.limit); });
  list->add_option("-n,--limit", w.limit, "At most so many")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  json(list);
  CLI::App* show = add(notifications, "show", "A notification and the long form of what it says",
                       [&w] { return run_explain_notification(w.common, w.key); });
  show->add_option("key", w.key, "Its key, or its number in the list")->required();
  json(show);
  add(notifications, "retry", "Queue a notification again that was given up or waits",
      [&w] { return run_notifications_retry(w.common, w.id); })
      ->add_option("id", w.id, "Its number in the list")
      ->required();
  add(notifications, "test", "Send a test message to a receiver now",
      [&w] { return run_notifications_test(w.common, w.receiver); })
      ->add_option("receiver", w.receiver)
      ->required();

  // Not for people: what `daemon`, `once` and `check` start to unpack and translate a document.
  add(&app, "translate", "", [] { return run_translate_child(); })->group("");
  // Nor this: the daemon starts it to draw the pictures of a mail.
  add(&app, "plot", "", [] { return run_plot_child(); })->group("");
}

// What is wrong with the first word where a command should stand; empty: nothing.
std::string unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-' || argv[1][0] == '\0') return {};
  const std::string word = argv[1];
  std::vector<std::string> names;
  // Those that the program starts itself are in no group.
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == word) return {};
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  const std::string meant =
      did_you_mean(word, std::vector<std::string_view>(names.begin(), names.end()));
  return fmt::format("there is no command \"{}\"{}", word,
                     meant.empty() ? "; see firstcard --help" : meant);
}

}  // namespace

int run_cli(int argc, char** argv) {
  // The signal that wakes the daemon ends what does not await it: a command that writes, or the
  // daemon in its first moments. What is asked then is found at the start.
  std::signal(SIGUSR1, SIG_IGN);
  CLI::App app(
      "firstcard: pulls indicators, keeps every vintage, and alerts when the first card falls",
      "firstcard");
  Words words;
  std::function<int()> command;
  define(app, words, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (const std::string unknown = unknown_command(app, argc, argv); !unknown.empty()) {
      failed(unknown);
      return 2;
    }
    return app.exit(error) == 0 ? 0 : 2;
  }
  words.common.config = words.config;
  words.common.colour = isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  words.common.now = present();
  try {
    return command();
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}

}  // namespace firstcard
