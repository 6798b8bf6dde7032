#include "figure/key.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "figure/text_width.hpp"

namespace ibtr::figure {

std::vector<KeyEntry> key_of(const Chart& chart) {
    std::vector<KeyEntry> key;
    const auto add = [&](KeyEntry entry) {
        const bool known = std::any_of(
            key.begin(), key.end(), [&](const KeyEntry& k) { return k.label == entry.label && k.rank == entry.rank; });
        if (!entry.label.empty() && !known) key.push_back(std::move(entry));
    };
    for (const Panel& panel : chart.panels) {
        for (const Series& series : panel.series)
            add({series.label, series.rank, KeyEntry::Sample::line, series.line()});
        for (auto layer = panel.layers.rbegin(); layer != panel.layers.rend(); ++layer)
            add({layer->label, layer->rank, KeyEntry::Sample::patch, {line_colour(layer->rank), 1, {}}, 0.55});
        for (const Marks& marks : panel.marks)
            add({marks.label, marks.rank, KeyEntry::Sample::disc, {marks.fill(), 1, {}}});
    }
    return key;
}

double draw_key(Page& page, const std::vector<KeyEntry>& key, double top, const Look& look) {
    if (key.empty()) return top;
    const double most = page.width() - 2 * margin_pt - sample_pt - 6;
    std::vector<std::vector<std::string>> labels;
    double widest = 0;
    for (const KeyEntry& entry : key) {
        labels.push_back(wrapped(entry.label, most / look.font_pt, 3));
        for (const std::string& line : labels.back()) widest = std::max(widest, text_width(line) * look.font_pt);
    }
    const double column = sample_pt + 6 + widest + 14;
    const auto columns =
        static_cast<std::size_t>(std::max(1.0, std::floor((page.width() - 2 * margin_pt + 14) / column)));
    double y = top;
    for (std::size_t first = 0; first < key.size(); first += columns) {
        std::size_t lines = 1;
        for (std::size_t k = first; k < std::min(first + columns, key.size()); ++k) {
            const double x = margin_pt + column * static_cast<double>(k - first), middle = y + look.line_height() / 2;
            const std::string& colour = key[k].stroke.colour;
            if (key[k].sample == KeyEntry::Sample::line)
                page.line({{x, middle}, {x + sample_pt, middle}}, key[k].stroke);
            if (key[k].sample == KeyEntry::Sample::disc) page.discs({{x + sample_pt / 2, middle}}, 2, colour);
            if (key[k].sample == KeyEntry::Sample::patch)
                page.rectangle(x + sample_pt - 9, middle - 3.5, x + sample_pt, middle + 3.5, colour, key[k].opacity);
            for (std::size_t i = 0; i < labels[k].size(); ++i)
                page.text({x + sample_pt + 6, middle + static_cast<double>(i) * look.line_height()}, labels[k][i],
                          {look.font_pt, Align::left, "#000000", false});
            lines = std::max(lines, labels[k].size());
        }
        y += static_cast<double>(lines) * look.line_height();
    }
    return y;
}

}  // namespace ibtr::figure
