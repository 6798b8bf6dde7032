#include <fmt/format.h>

#include <cmath>

#include "ibtr/economics.hpp"

namespace ibtr {
namespace {

class Checker {
public:
    Checker(const Model& model, const Parameters& parameters) : model_(model), parameters_(parameters) {}

    void within(const Input& input, const std::string& key, double low, double high, const char* allowed) {
        const double value = parameters_.value(input);
        if (std::isfinite(value) && value >= low && value <= high) return;
        if (const auto* reference = std::get_if<ParameterRef>(&input))
            messages_.push_back(fmt::format("parameters.{}: is {}; used for {}, it must be {}",
                                            model_.parameters[reference->index].name, value, key, allowed));
        else
            messages_.push_back(fmt::format("{}: is {}; it must be {}", key, value, allowed));
    }
    std::vector<std::string> take() { return std::move(messages_); }

private:
    const Model& model_;
    const Parameters& parameters_;
    std::vector<std::string> messages_;
};

}  // namespace

std::vector<std::string> check_economics(const Model& model, const Economics& economics, const Parameters& parameters) {
    Checker checker(model, parameters);
    checker.within(economics.discount_effects_per_year, "economics.discount_effects_per_year", 0, 1, "from 0 to 1");
    checker.within(economics.discount_costs_per_year, "economics.discount_costs_per_year", 0, 1, "from 0 to 1");
    for (std::size_t i = 0; i < economics.utilities.size(); ++i)
        checker.within(economics.utilities[i].value, fmt::format("economics.utilities[{}].value", i), -1, 1,
                       "from -1 to 1");
    for (std::size_t i = 0; i < economics.costs.size(); ++i)
        checker.within(economics.costs[i].value, fmt::format("economics.costs[{}].value", i), 0, largest_amount,
                       "from 0 to 1e15");
    return checker.take();
}

}  // namespace ibtr
