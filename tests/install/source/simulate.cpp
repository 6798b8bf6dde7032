// simulate CONFIG: survival at the first landmark under each strategy, and hazard ratios against the reference
// strategy, with their 95 % Monte Carlo intervals; and the version of the library.
#include <cstdio>
#include <ibtr/ibtr.hpp>

int main(int, char** arguments) {
    const ibtr::Study study(ibtr::load_config(arguments[1]), {.patients = 20000});
    const auto backend = ibtr::make_backend("auto", 0);
    const ibtr::Estimates estimates = study.estimate(study.simulate(*backend));
    const ibtr::Model& model = study.model();
    std::printf("version %.*s\n", static_cast<int>(ibtr::version().size()), ibtr::version().data());

    const auto wanted = [&](const ibtr::Quantity& row, ibtr::Measure measure) {
        return row.measure == measure && row.endpoint == "os" && row.group.empty() &&
               row.population == ibtr::PopulationKind::standardised && row.time_years == model.landmarks_years.front();
    };
    const auto print = [&](const char* what, std::size_t strategy, const ibtr::Estimate& estimate) {
        std::printf("%s %s %.4f [%.4f, %.4f]\n", what, model.strategies[strategy].name.c_str(), estimate.value,
                    estimate.ci_low, estimate.ci_high);
    };
    for (const ibtr::CurvePoint& point : estimates.curves)
        if (wanted(point, ibtr::Measure::value)) print("survival", point.strategy, point.estimate);
    for (const ibtr::Contrast& contrast : estimates.contrasts)
        if (wanted(contrast, ibtr::Measure::hr)) print("hazard ratio", contrast.strategy, contrast.estimate);
}
