// Solved parameters of the shipped models reproduce the published numbers.

#include <gtest/gtest.h>

#include <cmath>

#include "ibtr/config.hpp"
#include "validate/marginals.hpp"

namespace ibtr::test {
namespace {

// A test per parameter: the shipped model, reduced to the women, operation and time of the parameter's source, gives
// the source's number. Values are written with six digits, published numbers have two to four.
class ShippedMarginals : public testing::Test {
protected:
    static constexpr double reproduced_to = 1e-3;
    static void expect_reproduced(const std::string& file) {
        const Model model = load_config({std::string(IBTR_CONFIGS) + "/" + file, {}}).model;
        const MarginalFit fit = fit_of_marginals(model, base_parameters(model), {.budget_seconds = 0});
        for (std::size_t i = 0; i < fit.misfit.size(); ++i)
            EXPECT_LE(std::abs(fit.misfit[i]), reproduced_to)
                << model.parameters[model.marginals[i].parameter].name << ": published " << fit.published[i]
                << ", model " << fit.reproduced[i];
        EXPECT_FALSE(fit.misfit.empty());
    }
};

TEST_F(ShippedMarginals, OfTheEvidenceModel) {
    expect_reproduced("evidence_model.toml");
}
TEST_F(ShippedMarginals, OfMetastasisEarlyAfterTheRecurrence) {
    expect_reproduced("scenarios/front_loaded.toml");
}
TEST_F(ShippedMarginals, OfDeathByReceptor) {
    expect_reproduced("scenarios/death_by_receptor.toml");
}
TEST_F(ShippedMarginals, OfLabelsWithErrors) {
    expect_reproduced("scenarios/classification_error.toml");
}
TEST_F(ShippedMarginals, OfTheRegistry) {
    expect_reproduced("scenarios/registry_adjusted.toml");
}
TEST_F(ShippedMarginals, OfPrimarySurgery) {
    expect_reproduced("scenarios/primary_surgery.toml");
}

}  // namespace
}  // namespace ibtr::test
