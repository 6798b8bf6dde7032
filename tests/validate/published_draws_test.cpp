// Law: every draw reproduces the numbers that were drawn, whatever standard errors the solved parameters have; draws
// that nothing reproduces are counted; what an earlier run has left is taken over and changes nothing.

#include "validate/published_draws.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;

/// One exponential hazard, solved for a published share of deaths in five years.
LoadedConfig published(const std::string& uncertainty, const std::string& more = "") {
    return load_config_text(R"(schema = 1
name = "published"
horizon_years = 10
grid_per_year = 12
landmarks_years = [5]
start_state = "alive"
reference_strategy = "usual"
[parameters.published_deaths]
value = 0.4
unit = "probability"
source = "E1"
uncertainty = )" + uncertainty + R"(
[parameters.h_death]
value = 0.1
unit = "per_year"
source = "E1"
note = "solved"
uncertainty = { family = "lognormal", log_standard_error = 5 }
)" + more + R"(
[[states]]
name = "alive"
[[states]]
name = "dead"
kind = "death"
[[strategies]]
name = "usual"
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
hazard = { family = "exponential", rate_per_year = "h_death" }
[endpoints]
death = { transitions = ["death"], role = "cause" }
[[marginals]]
parameter = "h_death"
published = "published_deaths"
endpoint = "cif_death"
measure = "proportion"
strategy = "usual"
time_years = 5
)",
                            "published.toml");
}

// 1 - exp(-5 h) = p. The misfit 1e-5 of log(-log(1 - p)) is as much of h.
TEST(PublishedDraws, HaveTheParametersThatReproduceThem) {
    const LoadedConfig config = published("{ family = \"beta\", events = 40, sample_size = 100 }");
    const PublishedDraws draws = draw_published(config.model, {.draws = 50});
    ASSERT_EQ(draws.solved(), 50U);
    ASSERT_EQ(draws.parameters.size(), 2U);
    const ParameterSampler sampler(config.model, {DesignKind::monte_carlo, 50, 1}, config.model.seed);
    double lowest = 1, highest = 0;
    for (const PublishedDraw& draw : draws.draws) {
        const double p = draw.values[0];
        EXPECT_EQ(p, sampler.draw(draw.number).values()[0]);
        EXPECT_NEAR(draw.values[1], -std::log1p(-p) / 5, 2e-5 * draw.values[1]);
        lowest = std::min(lowest, p);
        highest = std::max(highest, p);
    }
    EXPECT_LT(lowest, 0.35);  // 50 draws with a standard deviation of 0.049
    EXPECT_GT(highest, 0.45);
}

// A published share above 1 has no hazard: about half of these draws.
TEST(PublishedDraws, WithoutASolutionAreCounted) {
    const LoadedConfig config =
        published("{ family = \"uniform\", low = 0.4, high = 1.0 }",
                  "[parameters.published_more]\nexpression = \"published_deaths + 0.3\"\nunit = "
                  "\"none\"\nsource = \"E1\"\n");
    Model model = config.model;
    model.marginals.front().published = ParameterRef{2};
    const PublishedDraws draws = draw_published(model, {.draws = 60});
    std::size_t legal = 0;
    for (const PublishedDraw& draw : draws.draws) {
        EXPECT_EQ(draw.is_solved, draw.values[0] + 0.3 < 1) << draw.values[0];
        legal += draw.is_solved ? 1 : 0;
    }
    EXPECT_EQ(draws.solved(), legal);
    EXPECT_GT(legal, 15U);
    EXPECT_LT(legal, 45U);
    EXPECT_THAT(published_draws_table(model, draws), HasSubstr("60 draws of published numbers, "));
}

TEST(PublishedDraws, GoOnFromWhatIsThere) {
    const LoadedConfig config = published("{ family = \"beta\", events = 40, sample_size = 100 }");
    const PublishedDraws whole = draw_published(config.model, {.draws = 12});
    PublishedDraws part = draw_published(config.model, {.draws = 5});
    const std::string text = published_draws_csv(config.model, part, config.hash);
    std::size_t made = 0;
    PublishedDrawsOptions options{.draws = 12};
    options.keep = [&](const PublishedDraw&) { ++made; };
    const PublishedDraws rest = draw_published(
        config.model, options, read_published_draws(parse_csv(text, "draws.csv"), config.model, config.hash));
    EXPECT_EQ(made, 7U);
    EXPECT_EQ(published_draws_csv(config.model, rest, config.hash),
              published_draws_csv(config.model, whole, config.hash));
    EXPECT_THROW(read_published_draws(parse_csv(text, "draws.csv"), config.model, "another"), UsageError);
}

// posterior.csv is what a config's [posterior] takes, solved parameters among it.
TEST(PublishedDraws, AreAPosterior) {
    const LoadedConfig config = published("{ family = \"beta\", events = 40, sample_size = 100 }");
    const std::string csv = posterior_of_published(config.model, draw_published(config.model, {.draws = 3}));
    const CsvTable table = parse_csv(csv, "posterior.csv");
    EXPECT_EQ(table.header, (std::vector<std::string>{"published_deaths", "h_death"}));
    EXPECT_EQ(table.rows.size(), 3U);
}

TEST(PublishedDraws, NeedMarginals) {
    Model model = published("{ family = \"beta\", events = 40, sample_size = 100 }").model;
    model.marginals.clear();
    EXPECT_THROW(draw_published(model, {.draws = 2}), UsageError);
}

}  // namespace
}  // namespace ibtr::test
