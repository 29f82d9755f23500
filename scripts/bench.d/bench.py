#!/usr/bin/env python3
"""Measures the program against the targets of the design; every speed is a ratio within this run.
Usage: bench.py FIRSTCARD PREPARED_INSERTS PARSER_SPEED [--json] [--rows N] [--history N] [--runs N] [--changes N]"""
import argparse
import contextlib
import datetime
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SERIES = 200
PARTS = ["first_load", "parser", "update", "latency", "many_feeds"]


def run(command, **kwargs):
    """Wall seconds, peak resident KiB and CPU seconds of one process."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **kwargs)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command}: exit {process.returncode}\n{errors.decode()[-2000:]}")
    return wall, usage.ru_maxrss, usage.ru_utime + usage.ru_stime


def write_rows(path, rows, first_day=datetime.date(1990, 1, 1)):
    """A long CSV, one day of all series after the other, as a publisher's dump would have it."""
    days = rows // SERIES
    with open(path, "w") as out:
        out.write("series,period,value,published_on\n")
        for d in range(days):
            day = first_day + datetime.timedelta(days=d)
            next_day = day + datetime.timedelta(days=1)
            out.write("".join(f"s{i:03d},{day},{100 + (d * 7 + i * 13) % 1000 / 8},{next_day}\n" for i in range(SERIES)))
    return first_day + datetime.timedelta(days=days)


FEED = """
[[feed]]
id = "{id}"
source = "{source}"
format = "csv"
every = "{every}"
period = {{ column = "period" }}
value = {{ column = "value" }}
known = {{ column = "published_on" }}
series = "{{series}}"
frequency = "day"
"""

RULES = """
[[series]]
id = "s000"
unit = "USD"
frequency = "day"
due = "90000d"
[[series]]
id = "s001"
unit = "USD"
frequency = "day"
due = "90000d"
[[indicator]]
id = "a"
measure = "s000"
unit = "USD"
weakening = { below = 50 }
[[indicator]]
id = "b"
measure = "avg(s000, 30d) / avg(s001, 30d)"
unit = ""
weakening = { below = 0.0001 }
[thesis]
id = "t"
indicators = ["a", "b"]
weakening_count = 1
"""


def config(folder, name, feeds, extra="", receivers='[[receiver]]\nid = "l"\ntype = "log"\n'):
    path = folder / f"{name}.toml"
    path.write_text(f'log_level = "warn"\n{receivers}' + f'[storage]\npath = "{name}.db"\n' + "".join(feeds) + RULES + extra)
    return path


def remove(folder, name):
    for path in folder.glob(f"{name}.db*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


class Bench:
    def __init__(self, scratch, args):
        self.firstcard, self.inserts = args.firstcard.resolve(), args.prepared_inserts.resolve()
        self.parser_speed = args.parser_speed.resolve()
        self.scratch, self.args = scratch, args
        self.figures = {}

    def say(self, key, value, text):
        self.figures[key] = value
        print(f"{text}", file=sys.stderr if self.args.json else sys.stdout, flush=True)

    def import_with_shell(self, csv):
        remove(self.scratch, "shell")
        script = ("pragma journal_mode=wal; pragma synchronous=full;\n"
                  "create table t(series text, period text, value real, published_on text, primary key (series, period));\n"
                  f".import --csv --skip 1 {csv} t\n")
        return run(["sqlite3", str(self.scratch / "shell.db")], stdin=self.piped(script))

    def piped(self, text):
        path = self.scratch / "stdin.sql"
        path.write_text(text)
        return open(path)

    def first_load(self):
        csv = self.scratch / "rows.csv"
        self.next_day = write_rows(csv, self.args.rows)
        conf = config(self.scratch, "first", [FEED.format(id="f", source=csv, every="1h")])
        ours, shell, plain, peaks = [], [], [], []
        for _ in range(self.args.runs):
            remove(self.scratch, "first")
            wall, peak, _ = run([self.firstcard, "once", "-c", conf])
            ours.append(wall)
            peaks.append(peak)
            shell.append(self.import_with_shell(csv)[0])
            remove(self.scratch, "plain")
            plain.append(run([self.inserts, csv, self.scratch / "plain.db"])[0])
        against_shell = statistics.median(s / o for s, o in zip(shell, ours))
        against_plain = statistics.median(p / o for p, o in zip(plain, ours))
        first = statistics.median(ours)
        self.say("first_load_seconds", first, f"first load of {self.args.rows} rows: {first:.2f} s")
        self.say("times_as_fast_as_import", against_shell,
                 f"  against sqlite3 .import ({statistics.median(shell):.2f} s): {against_shell:.2f} times as fast (target 3)")
        self.say("times_as_fast_as_prepared_inserts", against_plain,
                 f"  against bare prepared inserts ({statistics.median(plain):.2f} s): {against_plain:.2f} times as fast")
        self.say("peak_mib", max(peaks) / 1024, f"  peak memory {max(peaks) / 1024:.1f} MiB (target under 64)")

        again, more = [], []
        for i in range(self.args.runs):
            again.append(run([self.firstcard, "once", "-c", conf])[0])
            with open(csv, "a") as out:
                out.write(f"s000,{self.next_day + datetime.timedelta(days=i)},101.5,{self.next_day + datetime.timedelta(days=i)}\n")
            more.append(run([self.firstcard, "once", "-c", conf])[0])
        share = statistics.median(again) / first * 100
        self.say("unchanged_percent", share, f"the same file again: {share:.1f} % of the first load (target under 8)")
        share = statistics.median(more) / first * 100
        self.say("one_row_more_percent", share, f"the same file with one row more: {share:.1f} % (target under 15)")

    def parser(self):
        csv = self.scratch / "parser.csv"
        write_rows(csv, self.args.rows)
        out = subprocess.run([self.parser_speed, csv], check=True, capture_output=True, text=True).stdout.split()
        reader, walk = float(out[0]), float(out[1])
        self.say("parser_share_of_memchr", reader / walk,
                 f"CSV reader alone: {reader / 1e6:.0f} MB/s, a memchr walk of the same bytes {walk / 1e6:.0f} MB/s: {reader / walk:.2f} of it")

    def many_feeds(self):
        """One pass over many sources at one loopback address, beside curl for the same documents."""
        folder = self.scratch / "sources"
        folder.mkdir()
        with ended(subprocess.Popen([sys.executable, HERE / "source.py", folder])):
            wait_for(folder / "port")
            base = f"http://127.0.0.1:{(folder / 'port').read_text()}"
            feeds = [FEED.format(id=f"f{i}", source=f"{base}/{i:04d}.csv", every="1h") for i in range(self.args.feeds)]
            conf = config(self.scratch, "many", feeds, extra='[http]\nper_host = 16\nrate = "none"\n')
            urls = self.scratch / "urls"
            urls.write_text("".join(f'url = "{base}/{i:04d}.csv"\noutput = "/dev/null"\n' for i in range(self.args.feeds)))
            walls, cpus, curls = [], [], []
            for _ in range(self.args.runs):
                remove(self.scratch, "many")
                wall, _, used = run([self.firstcard, "once", "-c", conf])
                walls.append(wall)
                cpus.append(used)
                curls.append(run(["curl", "-sS", "--parallel", "--parallel-max", "16", "-K", urls])[0])
        wall, cpu_s = statistics.median(walls), statistics.median(cpus)
        ratio = statistics.median(w / c for w, c in zip(walls, curls))
        self.say("many_feeds", {"feeds": self.args.feeds, "requests_per_second": self.args.feeds / wall, "cpu_seconds": cpu_s,
                                "times_curl": ratio},
                 f"one pass over {self.args.feeds} feeds of one loopback host, each stored and evaluated: "
                 f"{self.args.feeds / wall:.0f} requests/s, {cpu_s:.2f} s of CPU; {ratio:.2f} times as long as curl takes to fetch them")

    def update(self):
        """A new row of a rule's series, with little and with much history behind it; whole process."""
        times = {}
        for name, rows in (("small", 10_000), ("large", self.args.history)):
            csv = self.scratch / f"{name}.csv"
            last = write_rows(csv, rows, datetime.date(1850, 1, 1))
            run([self.firstcard, "once", "-c", config(self.scratch, name, [FEED.format(id="bulk", source=csv, every="1h")])])
            csv.unlink()
            news = self.scratch / f"{name}-news.csv"
            news.write_text(f"series,period,value,published_on\ns000,{last},101.5,{last}\n")
            conf = config(self.scratch, name, [FEED.format(id="news", source=news, every="1h")])
            run([self.firstcard, "once", "-c", conf])
            times[name] = (conf, news, last, [])
        for i in range(1, self.args.changes + 1):
            for conf, news, last, walls in times.values():
                day = last + datetime.timedelta(days=i)
                with open(news, "a") as out:
                    out.write(f"s000,{day},{101.5 + i},{day}\n")
                walls.append(run([self.firstcard, "once", "-c", conf])[0])
        small, large = (statistics.median(times[n][3]) for n in ("small", "large"))
        self.say("update_history_ratio", large / small,
                 f"update to commit, whole process: {small * 1000:.1f} ms with 10 k rows, {large * 1000:.1f} ms with "
                 f"{self.args.history}: {large / small:.2f} times (target at most 1.5)")
        for name in times:
            remove(self.scratch, name)

    def latency(self):
        """A value that goes below the line and back: each change of the file is a notification."""
        hook = self.scratch / "hook"
        hook.mkdir()
        listener = subprocess.Popen([sys.executable, HERE.parent / "demo.d" / "listener.py", hook])
        with ended(listener):
            wait_for(hook / "port")
            port = (hook / "port").read_text()
            values = self.scratch / "values.csv"
            day = datetime.date(2026, 1, 1)

            def put(value):
                partial = self.scratch / "values.partial"
                partial.write_text(f"series,period,value,published_on\ns000,{day},{value},\ns001,{day},1,\n")
                at = time.time()
                os.rename(partial, values)
                return at

            put(100)
            receivers = f'[[receiver]]\nid = "hook"\ntype = "webhook"\nurl = "http://127.0.0.1:{port}/"\n'
            conf = config(self.scratch, "latency", [FEED.format(id="v", source=values, every="1d")], receivers=receivers)
            log = open(self.scratch / "latency.log", "w")
            daemon = subprocess.Popen([self.firstcard, "daemon", "-c", conf], stderr=log)
            with ended(daemon):
                time.sleep(1.5)
                status = pathlib.Path(f"/proc/{daemon.pid}/status").read_text()
                before = switches(daemon.pid)
                idle_from = cpu(daemon.pid)
                time.sleep(10)
                idle = int(field(status, "VmRSS")) / 1024
                self.say("idle_mib", idle, f"idle: {idle:.1f} MiB resident (target under 16), "
                         f"{switches(daemon.pid) - before} wake-ups and {cpu(daemon.pid) - idle_from:.2f} s of CPU in 10 s")
                waits = []
                for i in range(1, self.args.changes + 1):
                    at = put(40 if i % 2 else 100)
                    received = hook / f"received-{i}.json"
                    wait_for(received)
                    waits.append((float(received.read_text().split(" ", 1)[0]) - at) * 1000)
                waits.sort()
                median, p99 = statistics.median(waits), waits[min(len(waits) - 1, int(len(waits) * 0.99))]
                self.say("file_to_webhook_ms", {"median": median, "p99": p99, "times": len(waits)},
                         f"file changed to webhook received, {len(waits)} times: median {median:.1f} ms (target under 30), p99 {p99:.1f} ms")


@contextlib.contextmanager
def ended(process):
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def wait_for(path, limit=20):
    until = time.monotonic() + limit
    while not path.exists():
        if time.monotonic() > until:
            raise SystemExit(f"waited {limit} s for {path} in vain")
        time.sleep(0.001)


def field(status, name):
    return next(line.split()[1] for line in status.splitlines() if line.startswith(name + ":"))


def switches(pid):
    return sum(int(field((task / "status").read_text(), "voluntary_ctxt_switches"))
               for task in pathlib.Path(f"/proc/{pid}/task").iterdir())


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("firstcard", type=pathlib.Path)
    parser.add_argument("prepared_inserts", type=pathlib.Path)
    parser.add_argument("parser_speed", type=pathlib.Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--history", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--changes", type=int, default=50)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--only", choices=PARTS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="firstcard-bench-") as folder:
        bench = Bench(pathlib.Path(folder), args)
        for part in PARTS:
            if args.only in (None, part):
                getattr(bench, part)()
    if args.json:
        print(json.dumps(bench.figures))


if __name__ == "__main__":
    main()
