// Properties that hold for every measure, tried on many random ones with a fixed seed.
#include <algorithm>
#include <random>

#include "indicators/expr.h"
#include "measure_support.h"

namespace firstcard::test {
namespace {

// Engines are specified by the standard, distributions are not: this is the same everywhere.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  template <class T>
  const T& of(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
  }

 private:
  std::mt19937 engine_;
};

struct Lengths {
  std::vector<std::string> any;    // for lag and its like
  std::vector<std::string> spans;  // of two periods and more
};

Lengths lengths(Frequency f) {
  switch (f) {
    case Frequency::quarter:
      return {{"1q", "2q", "1y", "3m"}, {"2q", "1y", "9m"}};
    case Frequency::month:
      return {{"1m", "1q", "1y"}, {"3m", "1q", "6m"}};
    case Frequency::week:
      return {{"1w", "2w", "28d"}, {"2w", "5w"}};
    default:
      return {{"1d", "30d", "2w", "1m", "1y"}, {"30d", "3m", "10w"}};
  }
}

// A measure of the frequency, written out with random spaces and parentheses.
class Writer {
 public:
  explicit Writer(Dice& dice) : dice_(dice) {}

  std::string measure(Frequency f, int depth) {
    if (depth == 0) return series(f);
    switch (dice_.below(9)) {
      case 0:
        return series(f);
      case 1:
        return "(" + measure(f, depth - 1) + operation() + measure(f, depth - 1) + ")";
      case 2:
        return number() + operation() + measure(f, depth - 1);
      case 3:
        return "-" + operand(measure(f, depth - 1));
      case 4:
        return shift(f, measure(f, depth - 1));
      case 5:
        return trailing(f, measure(f, depth - 1));
      case 6:
        return several(f, depth - 1);
      case 7:
        return f == Frequency::event ? series(f) : resampled(f, depth - 1);
      default:
        return f == Frequency::quarter ? matched(depth - 1) : series(f);
    }
  }

 private:
  std::string series(Frequency f) {
    return std::string(to_text(f)) + (dice_.one_in(2) ? ".a" : ".b");
  }
  std::string number() { return dice_.of<std::string>({"2", "0.5", "1e3", "100"}); }
  std::string operation() { return dice_.of<std::string>({" + ", "-", "*", " / "}); }
  std::string operand(const std::string& x) {
    return dice_.one_in(2) ? "(" + x + ")" : "(( " + x + "))";
  }

  std::string shift(Frequency f, const std::string& x) {
    if (dice_.one_in(5)) return "pace(" + x + ", 30d)";
    return dice_.of<std::string>({"lag", "change", "growth"}) + "(" + x + "," +
           dice_.of(lengths(f).any) + ")";
  }
  std::string trailing(Frequency f, const std::string& x) {
    return dice_.of<std::string>(
               {"avg", "peak", "trough", "drawdown", "stdev", "zscore", "slope", "percentile"}) +
           "( " + x + " , " + dice_.of(lengths(f).spans) + " )";
  }
  std::string several(Frequency f, int depth) {
    std::string out =
        dice_.of<std::string>({"sum(", "mean(", "min(", "max(", "median("}) + measure(f, depth);
    for (int i = dice_.below(3); i > 0; --i)
      out += ", " + (dice_.one_in(4) ? number() : measure(f, depth));
    return out + ")";
  }
  std::string resampled(Frequency f, int depth) {
    const auto finer = static_cast<Frequency>(dice_.below(static_cast<int>(f)));
    const std::string function = f == Frequency::quarter ? "quarterly"
                                 : f == Frequency::month ? "monthly"
                                 : f == Frequency::week  ? "weekly"
                                                         : "daily";
    return function + "(" + measure(finer, depth) + ", " +
           dice_.of<std::string>({"last", "mean", "median", "min", "max"}) + ")";
  }
  std::string matched(int depth) {
    std::string f = "basket";
    for (int i = dice_.below(3); i > 0; --i)
      f = dice_.one_in(3)   ? f + " / " + operand("basket + 1")
          : dice_.one_in(2) ? dice_.of<std::string>({"change", "growth", "lag"}) + "(" + f + ", 1q)"
                            : "avg(" + f + ", 2q)";
    const std::string own = resampled_without_matched(depth);
    return "matched(" + f + ", quarter.a, quarter.b, " + own + ")";
  }
  std::string resampled_without_matched(int) {
    return "quarterly(" +
           series(dice_.of<Frequency>({Frequency::event, Frequency::day, Frequency::month})) +
           ", mean)";
  }

  Dice& dice_;
};

// Two series of each frequency, with holes, sign changes and fiscal dates.
World random_world(Dice& dice) {
  World w;
  w.at("2026-01-20");
  for (const Frequency f :
       {Frequency::event, Frequency::day, Frequency::week, Frequency::month, Frequency::quarter}) {
    for (const char* suffix : {".a", ".b"}) {
      const int begin = dice.below(300);
      const int shift = f == Frequency::quarter && suffix[1] == 'b' ? 26 : 0;  // Nvidia's calendar
      std::string points;
      for (Index i = index_at(f, date("2010-01-01") + days{begin});
           i <= index_at(f, date("2025-12-31")); ++i) {
        if (f == Frequency::event ? !dice.one_in(25) : dice.one_in(30)) continue;
        const Date last = last_day(f, i) + days{shift};
        points += to_text(last) + ' ' + std::to_string(dice.below(120) - 10) + " @" +
                  to_text(last + days{dice.below(60)}) + ';';
      }
      w.has(std::string(to_text(f)) + suffix, f, points);
    }
  }
  return w;
}

Frequency any_frequency(Dice& dice) {
  return dice.of<Frequency>(
      {Frequency::event, Frequency::day, Frequency::week, Frequency::month, Frequency::quarter});
}

TEST(Property, PrintingAndParsingIsStable) {
  Dice dice(1);
  Writer writer(dice);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = writer.measure(any_frequency(dice), 1 + dice.below(5));
    const auto first = parse_measure(text);
    ASSERT_TRUE(first.has_value()) << with_caret(first.error(), text);
    const std::string printed = to_text(first->root());
    const auto again = parse_measure(printed);
    ASSERT_TRUE(again.has_value()) << with_caret(again.error(), printed);
    EXPECT_EQ(to_text(again->root()), printed) << text;
  }
}

TEST(Property, AWindowCutToTheNeedsHasTheSameNewestPrints) {
  Dice dice(2);
  Writer writer(dice);
  const World whole = random_world(dice);
  constexpr int kPrints = 8;
  int enough = 0, tried = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string text = writer.measure(any_frequency(dice), 1 + dice.below(3));
    const int coverage = 1 + dice.below(3);
    World cut = whole;
    for (const auto& [series, n] : needs_of(*parse_measure(text), whole.catalogue, kPrints))
      cut.cut(series.text, n);
    const auto all = whole.evaluate(text, coverage);
    const auto newest = cut.evaluate(text, coverage);
    ASSERT_LE(newest.size(), all.size()) << text;
    ASSERT_TRUE(std::equal(newest.rbegin(), newest.rend(), all.rbegin())) << text;
    ++tried;
    if (newest.size() >= std::min<std::size_t>(kPrints, all.size())) ++enough;
  }
  // Holes make some measures need a second, deeper read; most do not.
  EXPECT_GE(enough, tried * 8 / 10) << enough << " of " << tried;
}

TEST(Property, PrintsAreInOrderAndFinite) {
  Dice dice(3);
  Writer writer(dice);
  const World w = random_world(dice);
  std::size_t prints = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string text = writer.measure(any_frequency(dice), 1 + dice.below(4));
    const auto all = w.evaluate(text);
    prints += all.size();
    for (std::size_t p = 0; p < all.size(); ++p) {
      ASSERT_TRUE(std::isfinite(all[p].value)) << text;
      ASSERT_LE(all[p].have, all[p].of) << text;
      if (p == 0) continue;
      ASSERT_LT(all[p - 1].index, all[p].index) << text;
      ASSERT_LT(all[p - 1].period, all[p].period) << text;
    }
  }
  EXPECT_GT(prints, 10'000u);
}

TEST(Property, NoPrintIsKnownLaterThanItsWindow) {
  Dice dice(4);
  Writer writer(dice);
  const World whole = random_world(dice);
  const Instant then = end_of_day(date("2022-05-05"));
  World early = whole;
  early.window.as_of = then;
  for (auto& [id, s] : early.window.series)
    std::erase_if(s.points, [&](const Point& p) { return p.known_at > then; });
  for (int i = 0; i < 200; ++i) {
    const std::string text = writer.measure(any_frequency(dice), 1 + dice.below(3));
    for (const Print& p : early.evaluate(text)) ASSERT_LE(p.known_at, then) << text;
  }
}

}  // namespace
}  // namespace firstcard::test
