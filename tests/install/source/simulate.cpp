// simulate CONFIG: survival at the first landmark under each strategy, and hazard ratios against the reference strategy,
// with their 95 % Monte Carlo intervals.
#include <cstdio>
#include <ibtr/ibtr.hpp>

int main(int, char** arguments) {
    const ibtr::LoadedConfig config = ibtr::load_config(ibtr::ConfigSource{arguments[1], {"patients=20000"}});
    const ibtr::Model& model = config.model;
    const ibtr::Parameters parameters = ibtr::base_parameters(model);
    const ibtr::Population population = ibtr::make_population(model, parameters);
    const ibtr::EventGraph graph = ibtr::make_event_graph(model);
    const ibtr::Tables tables = ibtr::compile(model, parameters, population, graph);
    const ibtr::WorkPlan plan(model, population, graph, model.patients, model.seed, 0, {0, model.patients});
    const ibtr::Tallies tallies = ibtr::make_backend("auto", 0)->simulate(tables, plan, {});
    const ibtr::Estimates estimates = ibtr::estimate(model, parameters, population, graph, tallies);

    const double years = model.landmarks_years.front();
    const auto wanted = [&](const auto& row, const std::string& endpoint) {
        return endpoint == "os" && row.group == 0 && row.population == ibtr::PopulationKind::standardised &&
               row.bin == static_cast<std::uint32_t>(years * model.grid_per_year);
    };
    for (const ibtr::CurvePoint& point : estimates.curves)
        if (wanted(point, estimates.curve_endpoints[point.endpoint]))
            std::printf("survival %s %.4f [%.4f, %.4f]\n", model.strategies[point.strategy].name.c_str(),
                        point.estimate.value, point.estimate.ci_low, point.estimate.ci_high);
    for (const ibtr::Contrast& contrast : estimates.contrasts)
        if (wanted(contrast, estimates.contrast_endpoints[contrast.endpoint]) && contrast.measure == ibtr::Measure::hr)
            std::printf("hazard ratio %s %.4f [%.4f, %.4f]\n", model.strategies[contrast.strategy].name.c_str(),
                        contrast.estimate.value, contrast.estimate.ci_low, contrast.estimate.ci_high);
}
