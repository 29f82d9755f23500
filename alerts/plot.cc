#include "plot.h"

#include <cairo.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <numbers>
#include <stdexcept>

#include "card.h"
#include "plot_layout.h"
#include "utf8.h"

namespace firstcard {

// The functions that are used, by their names without "cairo_".
struct Plotter::Cairo {
  decltype(&cairo_image_surface_create) image_surface_create;
  decltype(&cairo_surface_destroy) surface_destroy;
  decltype(&cairo_surface_write_to_png_stream) surface_write_to_png_stream;
  decltype(&cairo_create) create;
  decltype(&cairo_destroy) destroy;
  decltype(&cairo_status) status;
  decltype(&cairo_status_to_string) status_to_string;
  decltype(&cairo_scale) scale;
  decltype(&cairo_set_source_rgba) set_source_rgba;
  decltype(&cairo_paint) paint;
  decltype(&cairo_rectangle) rectangle;
  decltype(&cairo_fill) fill;
  decltype(&cairo_stroke) stroke;
  decltype(&cairo_move_to) move_to;
  decltype(&cairo_line_to) line_to;
  decltype(&cairo_arc) arc;
  decltype(&cairo_new_path) new_path;
  decltype(&cairo_set_line_width) set_line_width;
  decltype(&cairo_set_line_join) set_line_join;
  decltype(&cairo_set_dash) set_dash;
  decltype(&cairo_select_font_face) select_font_face;
  decltype(&cairo_set_font_size) set_font_size;
  decltype(&cairo_font_options_create) font_options_create;
  decltype(&cairo_font_options_destroy) font_options_destroy;
  decltype(&cairo_font_options_set_antialias) font_options_set_antialias;
  decltype(&cairo_font_options_set_hint_style) font_options_set_hint_style;
  decltype(&cairo_font_options_set_hint_metrics) font_options_set_hint_metrics;
  decltype(&cairo_set_font_options) set_font_options;
  decltype(&cairo_text_extents) text_extents;
  decltype(&cairo_show_text) show_text;

  // The library stays when this goes: fontconfig cannot be unloaded cleanly.
  Cairo() : library_(::dlopen("libcairo.so.2", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) {
    if (library_ == nullptr)
      throw std::runtime_error("libcairo.so.2 cannot be loaded; install libcairo2");
    load(image_surface_create, "cairo_image_surface_create");
    load(surface_destroy, "cairo_surface_destroy");
    load(surface_write_to_png_stream, "cairo_surface_write_to_png_stream");
    load(create, "cairo_create");
    load(destroy, "cairo_destroy");
    load(status, "cairo_status");
    load(status_to_string, "cairo_status_to_string");
    load(scale, "cairo_scale");
    load(set_source_rgba, "cairo_set_source_rgba");
    load(paint, "cairo_paint");
    load(rectangle, "cairo_rectangle");
    load(fill, "cairo_fill");
    load(stroke, "cairo_stroke");
    load(move_to, "cairo_move_to");
    load(line_to, "cairo_line_to");
    load(arc, "cairo_arc");
    load(new_path, "cairo_new_path");
    load(set_line_width, "cairo_set_line_width");
    load(set_line_join, "cairo_set_line_join");
    load(set_dash, "cairo_set_dash");
    load(select_font_face, "cairo_select_font_face");
    load(set_font_size, "cairo_set_font_size");
    load(font_options_create, "cairo_font_options_create");
    load(font_options_destroy, "cairo_font_options_destroy");
    load(font_options_set_antialias, "cairo_font_options_set_antialias");
    load(font_options_set_hint_style, "cairo_font_options_set_hint_style");
    load(font_options_set_hint_metrics, "cairo_font_options_set_hint_metrics");
    load(set_font_options, "cairo_set_font_options");
    load(text_extents, "cairo_text_extents");
    load(show_text, "cairo_show_text");
  }
  Cairo(const Cairo&) = delete;
  Cairo& operator=(const Cairo&) = delete;

 private:
  template <class Function>
  void load(Function& to, const char* name) {
    to = reinterpret_cast<Function>(::dlsym(library_, name));
    if (to == nullptr) throw std::runtime_error(fmt::format("libcairo.so.2 has no {}", name));
  }

  void* library_;
};

namespace {

constexpr double kPixels = 2;  // of the image for one of the layout: sharp on dense screens

struct Colour {
  double r, g, b, a = 1;
};
constexpr Colour kPaper{1, 1, 1}, kInk{0.10, 0.11, 0.13}, kSoft{0.36, 0.39, 0.44};
constexpr Colour kGrid{0.90, 0.91, 0.93}, kCurve{0.16, 0.33, 0.55};
constexpr Colour kRed{0.70, 0.15, 0.12}, kGreen{0.12, 0.42, 0.23}, kAmber{0.54, 0.35, 0.0};

Colour with_alpha(Colour c, double a) {
  c.a = a;
  return c;
}

Colour colour_of(Status s) {
  switch (s) {
    case Status::weakening:
      return kRed;
    case Status::strengthening:
      return kGreen;
    case Status::holding:
      return kCurve;
    case Status::unknown:
      break;
  }
  return kAmber;
}

enum class Align : std::uint8_t { left, right, centre };

// Draws one layout on one context.
template <class Cairo>
class Drawing {
 public:
  Drawing(const Cairo& c, cairo_t* to) : c_(c), to_(to) {
    c_.scale(to_, kPixels, kPixels);
    // What fontconfig says of hinting differs from machine to machine.
    cairo_font_options_t* options = c_.font_options_create();
    c_.font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    c_.font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    c_.font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    c_.set_font_options(to_, options);
    c_.font_options_destroy(options);
    c_.set_line_join(to_, CAIRO_LINE_JOIN_ROUND);
  }

  void draw(const PlotLayout& p, Status status) {
    ink(kPaper);
    c_.paint(to_);
    if (p.line) shade(p);
    axes(p);
    font(15, true);
    text(cut(p.title, PlotLayout::kWidth - 40), 20, 24, Align::left, kInk);
    if (p.line) rule(p);
    curve(p);
    if (p.newest) newest(p, colour_of(status));
    if (p.line) line_label(p);
  }

 private:
  void ink(Colour c) { c_.set_source_rgba(to_, c.r, c.g, c.b, c.a); }

  void font(double size, bool bold) {
    c_.select_font_face(to_, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                        bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    c_.set_font_size(to_, size);
  }

  double width(const std::string& s) {
    cairo_text_extents_t extents;
    c_.text_extents(to_, s.c_str(), &extents);
    return extents.x_advance;
  }

  std::string cut(const std::string& s, double most) {
    if (width(s) <= most) return s;
    std::string out;
    for (std::size_t at = 0; at < s.size();) {
      const std::string more = out + s.substr(at, sequence_length(s[at]));
      if (width(more + "...") > most) break;
      at += sequence_length(s[at]);
      out = more;
    }
    return out + "...";
  }

  void text(const std::string& s, double x, double y, Align align, Colour colour) {
    const double w = align == Align::left ? 0 : width(s);
    ink(colour);
    c_.move_to(to_, align == Align::right ? x - w : align == Align::centre ? x - w / 2 : x, y);
    c_.show_text(to_, s.c_str());
    c_.new_path(to_);
  }

  void segment(double x1, double y1, double x2, double y2) {
    c_.move_to(to_, x1, y1);
    c_.line_to(to_, x2, y2);
    c_.stroke(to_);
  }

  void shade(const PlotLayout& p) {
    const double from = p.line->weak_above ? p.top : p.line->y;
    const double to = p.line->weak_above ? p.line->y : p.bottom;
    ink(with_alpha(kRed, 0.07));
    c_.rectangle(to_, p.left, from, p.right - p.left, to - from);
    c_.fill(to_);
  }

  void axes(const PlotLayout& p) {
    font(12.5, false);
    c_.set_line_width(to_, 1);
    for (const PlotTick& tick : p.ticks) {
      ink(kGrid);
      segment(p.left, tick.y, p.right, tick.y);
      text(cut(tick.label, p.left - 18), p.left - 8, tick.y + 4, Align::right, kSoft);
    }
    ink(with_alpha(kSoft, 0.6));
    segment(p.left, p.bottom, p.right, p.bottom);
    const double y = p.bottom + 19;
    text(p.first_label, p.left, y, Align::left, kSoft);
    const bool alone = p.first_label.empty() && p.newest;
    text(cut(p.last_label, (p.right - p.left) / 2), alone ? p.newest->x : p.right, y,
         alone ? Align::centre : Align::right, kSoft);
  }

  Colour line_colour(const PlotLayout& p) const { return p.line->recovery ? kGreen : kRed; }

  void rule(const PlotLayout& p) {
    static constexpr double kDash[] = {6, 4};
    ink(line_colour(p));
    c_.set_line_width(to_, 1.4);
    c_.set_dash(to_, kDash, 2, 0);
    segment(p.left, p.line->y, p.right, p.line->y);
    c_.set_dash(to_, nullptr, 0, 0);
  }

  // At the left or the right end, above or below the line: where the fewest readings are.
  void line_label(const PlotLayout& p) {
    font(12.5, false);
    const double w = width(p.line->label);
    double best_x = p.left + 6, best_y = p.line->y - 6, fewest = 1e9;
    for (const double x : {p.left + 6, p.right - 6 - w, (p.left + p.right - w) / 2})
      for (const double y : {p.line->y - 6, p.line->y + 14}) {
        if (y - 10 < p.top || y + 4 > p.bottom) continue;
        const double crossed = crossings(p, x - 4, y - 13, x + w + 4, y + 6);
        if (crossed < fewest) best_x = x, best_y = y, fewest = crossed;
      }
    paper(best_x, best_y, w);
    text(p.line->label, best_x, best_y, Align::left, line_colour(p));
  }

  // How much of the curve, and of the newest reading's label, lies in a box.
  double crossings(const PlotLayout& p, double x1, double y1, double x2, double y2) const {
    const auto inside = [&](double x, double y) {
      return x >= x1 && x <= x2 && y >= y1 && y <= y2;
    };
    double count = 0;
    for (const auto& run : p.runs)
      for (std::size_t i = 0; i < run.size(); ++i) {
        count += inside(run[i].x, run[i].y) ? 4 : 0;
        if (i + 1 == run.size()) continue;
        for (int part = 1; part < 24; ++part) {
          const double t = part / 24.0;
          if (inside(run[i].x + t * (run[i + 1].x - run[i].x),
                     run[i].y + t * (run[i + 1].y - run[i].y)))
            ++count;
        }
      }
    if (label_x2_ > x1 && label_x1_ < x2 && label_y_ + 4 > y1 && label_y_ - 13 < y2) count += 100;
    return count;
  }

  // A light ground behind a text, so that a line under it does not strike it out.
  void paper(double x, double y, double w) {
    ink(with_alpha(kPaper, 0.75));
    c_.rectangle(to_, x - 3, y - 12, w + 6, 16);
    c_.fill(to_);
  }

  void disc(PlotPoint at, double radius, Colour colour) {
    ink(colour);
    c_.arc(to_, at.x, at.y, radius, 0, 2 * std::numbers::pi);
    c_.fill(to_);
  }

  void curve(const PlotLayout& p) {
    c_.set_line_width(to_, 2);
    for (const auto& run : p.runs) {
      ink(kCurve);
      for (std::size_t i = 0; i < run.size(); ++i)
        i == 0 ? c_.move_to(to_, run[i].x, run[i].y) : c_.line_to(to_, run[i].x, run[i].y);
      c_.stroke(to_);
      for (const PlotPoint& at : run) disc(at, 2.8, kCurve);
    }
  }

  void newest(const PlotLayout& p, Colour colour) {
    disc(*p.newest, 7, kPaper);
    disc(*p.newest, 5.2, colour);
    font(14, true);
    const double w = width(p.newest_label);
    // Away from where the curve comes from.
    const auto& run = p.runs.back();
    const bool falling = run.size() > 1 && run.back().y > run[run.size() - 2].y;
    double y = falling ? p.newest->y + 22 : p.newest->y - 12;
    if (y > p.bottom - 3) y = p.newest->y - 12;
    if (y < p.top + 10) y = p.newest->y + 22;
    const double x = std::clamp(p.newest->x - w / 2, p.left + 4, p.right + 20 - w);
    label_x1_ = x, label_x2_ = x + w, label_y_ = y;
    paper(x, y, w);
    text(p.newest_label, x, y, Align::left, colour);
  }

  const Cairo& c_;
  cairo_t* to_;
  double label_x1_ = 0, label_x2_ = 0, label_y_ = -100;  // of the newest reading
};

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

std::vector<IndicatorLine> plotted(const Notification& n) {
  std::vector<IndicatorLine> out;
  for (const IndicatorLine& i : n.indicators) {
    const bool weak = i.status == Status::weakening || place_of(n, i) == Place::counted;
    if (weak && plot_layout(i)) out.push_back(i);
  }
  return out;
}

Plotter::Plotter() : cairo_(std::make_unique<Cairo>()) {}
Plotter::~Plotter() = default;

std::expected<std::string, std::string> Plotter::png(const IndicatorLine& i) const {
  const auto layout = plot_layout(i);
  if (!layout) return std::unexpected(fmt::format("{} has no reading", i.id.text));
  const Cairo& c = *cairo_;
  const auto end_surface = [&](cairo_surface_t* s) { c.surface_destroy(s); };
  const auto end_context = [&](cairo_t* to) { c.destroy(to); };
  const std::unique_ptr<cairo_surface_t, decltype(end_surface)> surface(
      c.image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(PlotLayout::kWidth * kPixels),
                             static_cast<int>(PlotLayout::kHeight * kPixels)),
      end_surface);
  const std::unique_ptr<cairo_t, decltype(end_context)> to(c.create(surface.get()), end_context);
  Drawing<Cairo>(c, to.get()).draw(*layout, i.status);
  std::string out;
  cairo_status_t status = c.status(to.get());
  if (status == CAIRO_STATUS_SUCCESS)
    status = c.surface_write_to_png_stream(surface.get(), append, &out);
  if (status != CAIRO_STATUS_SUCCESS)
    return std::unexpected(fmt::format("cairo: {}", c.status_to_string(status)));
  return out;
}

}  // namespace firstcard
