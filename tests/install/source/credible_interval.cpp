// credible_interval CONFIG: survival at the first landmark under the first strategy over draws of the parameters,
// solved exactly: median and 95 % credible interval.
#include <algorithm>
#include <cstdio>
#include <ibtr/ibtr.hpp>
#include <vector>

namespace {

double survival(const ibtr::Model& model, const ibtr::Parameters& parameters) {
    const ibtr::Population population = ibtr::make_population(model, parameters);
    const ibtr::EventGraph graph = ibtr::make_event_graph(model);
    const ibtr::ContinuousHazards hazards(model, parameters, population);
    const ibtr::ExpectedTallies expected = ibtr::solve_exact(model, population, graph, hazards);
    const ibtr::Estimates estimates = ibtr::estimate({model, parameters, population, graph}, expected);
    const auto found = std::ranges::find_if(estimates.curves, [&](const ibtr::CurvePoint& point) {
        return point.endpoint == "os" && point.strategy == 0 && point.time_years == model.landmarks_years.front();
    });
    return found->estimate.value;
}

}  // namespace

int main(int, char** arguments) {
    const ibtr::Model model = ibtr::load_config(arguments[1]).model;
    constexpr std::uint32_t draws = 100;
    const ibtr::ParameterSampler sampler(model, {ibtr::DesignKind::latin_hypercube, draws, 1}, model.seed);
    std::vector<double> values;
    for (std::uint32_t draw = 0; draw < draws; ++draw) values.push_back(survival(model, sampler.draw(draw)));
    std::ranges::sort(values);
    std::printf("survival %s, %zu states: %.4f [%.4f, %.4f]\n", model.strategies[0].name.c_str(), model.states.size(),
                values[draws / 2], values[draws / 40], values[draws - 1 - draws / 40]);
}
