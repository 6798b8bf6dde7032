#include "exact/block_flow.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ibtr::exact {
namespace {

/// Hazards out of a node beyond this are lowered to it, all by one factor: everyone leaves in the first millionth of
/// the while either way, and each doubling doubles a relative rounding error.
constexpr double largest_total = 1048576;
/// Parts of the series that are still faster than doublings.
constexpr double most_parts = 16;
constexpr std::size_t most_terms = 40;

/// c = a b of square matrices.
void multiply(const std::vector<double>& a, const std::vector<double>& b, std::size_t size, std::vector<double>& c) {
    c.assign(size * size, 0);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t k = 0; k < size; ++k)
            for (std::size_t j = 0; j < size; ++j) c[i * size + j] += a[i * size + k] * b[k * size + j];
}

}  // namespace

void BlockFlow::reset(std::size_t nodes, std::vector<Way> ways) {
    ways_ = std::move(ways);
    inner_ways_.assign(nodes, {});
    for (std::size_t w = 0; w < ways_.size(); ++w)
        if (ways_[w].to) inner_ways_[ways_[w].from].push_back(w);
    for (std::vector<double>* of_nodes : {&totals_, &mean_, &moment_, &now_, &term_, &next_})
        of_nodes->assign(nodes, 0);
}

double BlockFlow::prepare(const std::vector<double>& rates, const double* people) {
    rates_ = rates;
    std::fill(totals_.begin(), totals_.end(), 0.0);
    for (std::size_t w = 0; w < ways_.size(); ++w) totals_[ways_[w].from] += rates_[w];
    for (std::size_t w = 0; w < ways_.size(); ++w) {
        const double total = totals_[ways_[w].from];
        if (total > largest_total) rates_[w] *= largest_total / total;
    }
    active_.clear();
    is_active_.assign(totals_.size(), 0);
    const auto activate = [this](std::size_t node) {
        if (is_active_[node] == 0) active_.push_back(node);
        is_active_[node] = 1;
    };
    for (std::size_t n = 0; n < totals_.size(); ++n)
        if (people[n] > 0) activate(n);
    double largest = 0;
    for (std::size_t k = 0; k < active_.size(); ++k) {  // grows on the way
        const std::size_t n = active_[k];
        totals_[n] = std::min(totals_[n], largest_total);
        largest = std::max(largest, totals_[n]);
        for (const std::size_t w : inner_ways_[n])
            if (rates_[w] > 0) activate(*ways_[w].to);
    }
    return largest;
}

void BlockFlow::advance(const std::vector<double>& rates, double* people) {
    const double largest = prepare(rates, people);
    std::fill(mean_.begin(), mean_.end(), 0.0);
    std::fill(moment_.begin(), moment_.end(), 0.0);
    if (largest <= most_parts)
        by_series(static_cast<std::size_t>(std::max(1.0, std::ceil(largest))), people);
    else
        by_doubling(largest, people);
}

void BlockFlow::by_series(std::size_t parts, double* people) {
    for (const std::size_t n : active_) now_[n] = people[n];
    for (std::size_t part = 0; part < parts; ++part) add_part(part, 1 / static_cast<double>(parts));
    for (const std::size_t n : active_) people[n] = std::max(0.0, now_[n]);
}

void BlockFlow::add_part(std::size_t part, double width) {
    const double start = static_cast<double>(part) * width;
    const auto integrate = [&](std::size_t n, double term, double k) {
        const double integral = width * term / (k + 1);
        mean_[n] += integral;
        moment_[n] += start * integral + width * width * term / (k + 2);
    };
    double largest = 0;
    for (const std::size_t n : active_) {
        term_[n] = now_[n];
        largest = std::max(largest, now_[n]);
        integrate(n, now_[n], 0);
    }
    const double negligible = 1e-18 * largest;
    for (std::size_t k = 1; k <= most_terms; ++k) {
        const double factor = width / static_cast<double>(k);
        for (const std::size_t n : active_) next_[n] = -totals_[n] * term_[n];
        for (const std::size_t n : active_)
            for (const std::size_t w : inner_ways_[n]) next_[*ways_[w].to] += rates_[w] * term_[n];
        double size = 0;
        for (const std::size_t n : active_) {
            term_[n] = factor * next_[n];
            now_[n] += term_[n];
            size = std::max(size, std::abs(term_[n]));
            integrate(n, term_[n], static_cast<double>(k));
        }
        if (size <= negligible) break;
    }
}

void BlockFlow::by_doubling(double largest, double* people) {
    const std::size_t size = active_.size();
    const auto doublings = static_cast<int>(std::ceil(std::log2(largest)));
    double length = std::ldexp(1.0, -doublings);
    std::vector<std::size_t> rank(totals_.size(), 0);
    for (std::size_t r = 0; r < size; ++r) rank[active_[r]] = r;

    // Over a while: where people are at its end, and the integrals of that and of it times the time, by where they
    // began.
    Matrix end(size * size, 0), mean = end, moment = end, product;
    const std::vector<double> whole_rates = rates_, whole_totals = totals_;
    for (double& rate : rates_) rate *= length;
    for (double& total : totals_) total *= length;
    for (std::size_t from = 0; from < size; ++from) {
        std::fill(now_.begin(), now_.end(), 0.0);
        std::fill(mean_.begin(), mean_.end(), 0.0);
        std::fill(moment_.begin(), moment_.end(), 0.0);
        now_[active_[from]] = 1;
        add_part(0, 1);
        for (std::size_t to = 0; to < size; ++to) {
            end[to * size + from] = std::max(0.0, now_[active_[to]]);
            mean[to * size + from] = length * std::max(0.0, mean_[active_[to]]);
            moment[to * size + from] = length * length * std::max(0.0, moment_[active_[to]]);
        }
    }
    rates_ = whole_rates;
    totals_ = whole_totals;
    for (int doubling = 0; doubling < doublings; ++doubling, length *= 2) {
        Matrix later = moment;  // of the second half, which begins at `length`
        for (std::size_t k = 0; k < later.size(); ++k) later[k] += length * mean[k];
        multiply(later, end, size, product);
        for (std::size_t k = 0; k < moment.size(); ++k) moment[k] += product[k];
        multiply(mean, end, size, product);
        for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += product[k];
        multiply(end, end, size, product);
        end = product;
    }
    std::fill(now_.begin(), now_.end(), 0.0);
    std::fill(mean_.begin(), mean_.end(), 0.0);
    std::fill(moment_.begin(), moment_.end(), 0.0);
    for (std::size_t to = 0; to < size; ++to) {
        for (std::size_t from = 0; from < size; ++from) {
            const double begun = people[active_[from]];
            now_[active_[to]] += end[to * size + from] * begun;
            mean_[active_[to]] += mean[to * size + from] * begun;
            moment_[active_[to]] += moment[to * size + from] * begun;
        }
    }
    for (const std::size_t n : active_) people[n] = now_[n];
}

}  // namespace ibtr::exact
