// Uncertainty in a config: what is read, what is refused and where, what is a warning.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "config/example_config.hpp"

namespace ibtr::test {
namespace {

std::string with(const std::string& uncertainty, const std::string& sections = "") {
    std::string text = example_config;
    const std::string old = R"(uncertainty = { family = "lognormal", ci95 = [0.05, 0.2] })";
    text.replace(text.find(old), old.size(), uncertainty);
    return text + sections;
}

std::string refusal(const std::string& text) {
    try {
        load_config_text(text, "test.toml");
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no error";
}

void expect_refused(const std::string& text, const std::string& key, const std::string& why) {
    const std::string message = refusal(text);
    EXPECT_NE(message.find(key), std::string::npos) << message;
    EXPECT_NE(message.find(why), std::string::npos) << message;
}

TEST(UncertaintyConfig, AcceptsEveryWayOfStatingAnError) {
    for (const char* uncertainty : {R"(uncertainty = { family = "gamma", standard_error = 0.02 })",
                                    R"(uncertainty = { family = "gamma", standard_error = 0.02, value_is = "median" })",
                                    R"(uncertainty = { family = "gamma", events = 10, sample_size = 100 })",
                                    R"(uncertainty = { family = "lognormal", log_standard_error = 0.3 })",
                                    R"(uncertainty = { family = "normal", sd = 0.1, sample_size = 100 })",
                                    R"(uncertainty = { family = "normal", iqr = [0.05, 0.15], sample_size = 100 })",
                                    R"(uncertainty = { family = "normal", range = [0.01, 0.4], sample_size = 100 })",
                                    R"(uncertainty = { family = "truncated_normal", standard_error = 0.05, low = 0 })",
                                    R"(uncertainty = { family = "uniform", low = 0.05, high = 0.15 })",
                                    R"(uncertainty = { family = "pert", low = 0.05, high = 0.2 })",
                                    R"(uncertainty = { family = "triangular", ci95 = [0.05, 0.2] })"}) {
        const LoadedConfig config = load_config_text(with(uncertainty), "test.toml");
        EXPECT_TRUE(config.model.parameters[0].uncertainty) << uncertainty;
        EXPECT_EQ(load_config_text(config.text, "again.toml").hash, config.hash);
    }
}

TEST(UncertaintyConfig, RefusesTheSpreadOfPatientsWithoutTheirNumber) {
    expect_refused(with(R"(uncertainty = { family = "normal", sd = 0.1 })"), "parameters.h_onset.uncertainty.sd",
                   "describes patients");
    expect_refused(with(R"(uncertainty = { family = "normal", iqr = [0.1, 0.2] })"), "uncertainty.iqr", "sample_size");
}

TEST(UncertaintyConfig, RefusesWhatDoesNotFit) {
    expect_refused(with(R"(uncertainty = { family = "beta", standard_error = 0.9 })"), "parameters.h_onset.uncertainty",
                   "standard error below");
    expect_refused(with(R"(uncertainty = { family = "truncated_normal", standard_error = 0.1 })"),
                   "parameters.h_onset.uncertainty", "where the normal is cut");
    expect_refused(with(R"(uncertainty = { family = "gamma", standard_error = 0.1, low = 0 })"),
                   "parameters.h_onset.uncertainty.low", "is for truncated_normal");
    expect_refused(with(R"(uncertainty = { family = "normal", standard_error = 0.1, sample_size = 9 })"),
                   "parameters.h_onset.uncertainty.sample_size", "goes with");
}

TEST(UncertaintyConfig, WarnsWhereTheFamilySuitsBadly) {
    const auto warnings =
        load_config_text(with(R"(uncertainty = { family = "normal", ci95 = [0.05, 0.3] })"), "t").warnings;
    ASSERT_FALSE(warnings.empty());
    EXPECT_NE(warnings.front().find("30 % of its 95 % interval"), std::string::npos) << warnings.front();
}

constexpr const char* correlated = R"(
[parameters.other]
value = 0.5
unit = "none"
source = "assumption"
uncertainty = { family = "normal", standard_error = 0.1 }

[[correlations]]
parameters = ["h_onset", "other"]
matrix = [[1, 0.5], [0.5, 1]]
source = "assumption"
)";

TEST(UncertaintyConfig, ReadsCorrelations) {
    const std::string own = R"(uncertainty = { family = "lognormal", ci95 = [0.05, 0.2] })";
    const LoadedConfig config = load_config_text(with(own, correlated), "test.toml");
    ASSERT_EQ(config.model.correlations.size(), 1U);
    EXPECT_EQ(config.model.correlations[0].matrix[0][1], 0.5);
    std::string text = with(own, correlated);
    text.replace(text.find("[[1, 0.5], [0.5, 1]]"), 20, "[[1, 1.5], [1.5, 1]]");
    expect_refused(text, "correlations[0].matrix", "positive semidefinite");
    expect_refused(with("", correlated), "correlations[0].parameters", "no uncertainty of its own");
}

TEST(UncertaintyConfig, ReadsJointDistributions) {
    const std::string joint = R"(
[[joint_uncertainty]]
family = "multivariate_lognormal"
parameters = ["h_onset", "share"]
covariance = [[0.04, 0.01], [0.01, 0.09]]
source = "assumption"
)";
    EXPECT_EQ(load_config_text(with("", joint), "test.toml").model.joint_uncertainties.size(), 1U);
    std::string dirichlet = joint;
    dirichlet.replace(dirichlet.find("multivariate_lognormal"), 22, "dirichlet");
    expect_refused(with("", dirichlet), "joint_uncertainty[0]", "sum to 0.35");
    dirichlet.replace(dirichlet.find("covariance = [[0.04, 0.01], [0.01, 0.09]]"), 41, "sample_size = 1e-6");
    expect_refused(with("", dirichlet), "joint_uncertainty[0]", "sample_size times 'h_onset' is 1e-07");
    std::string crooked = joint;
    crooked.replace(crooked.find("[0.01, 0.09]"), 12, "[0.02, 0.09]");
    expect_refused(with("", crooked), "joint_uncertainty[0].covariance", "symmetric");
}

TEST(UncertaintyConfig, ReadsAPosterior) {
    const std::string posterior = R"(
[posterior]
parameters = ["h_onset", "share"]
rows = [[0.1, 0.2], [0.2, 0.3]]
weights = [1, 3]
source = "assumption"
)";
    const LoadedConfig config = load_config_text(with("", posterior), "test.toml");
    ASSERT_TRUE(config.model.posterior);
    EXPECT_EQ(config.model.posterior->rows[1][1], 0.3);
    std::string text = posterior;
    text.replace(text.find("[1, 3]"), 6, "[0, 0]");
    expect_refused(with("", text), "posterior.weights", "sum above 0");
    expect_refused(with("", "\n[posterior]\nsource = \"assumption\"\n"), "posterior", "or a file");
    expect_refused(with("", "\n[posterior]\nparameters = []\nrows = [[]]\nsource = \"assumption\"\n"), "posterior",
                   "would draw nothing");
}

TEST(UncertaintyConfig, APosteriorReplacesDistributions) {
    const std::string posterior = R"(
[posterior]
parameters = ["h_onset"]
rows = [[0.1], [0.2]]
source = "assumption"
)";
    const LoadedConfig config =
        load_config_text(with(R"(uncertainty = { family = "normal", standard_error = 0.1 })", posterior), "test.toml");
    EXPECT_FALSE(config.model.parameters[0].uncertainty);
    const std::string copula = R"(
[[correlations]]
parameters = ["h_onset", "share"]
matrix = [[1, 0.5], [0.5, 1]]
source = "assumption"
)";
    std::string both = with(R"(uncertainty = { family = "normal", standard_error = 0.1 })", copula + posterior);
    both.replace(both.find("[parameters.share]"), 18,
                 "[parameters.share]\nuncertainty = { family = \"uniform\", low = 0, high = 1 }");
    const Model model = load_config_text(both, "test.toml").model;
    EXPECT_EQ(model.correlations[0].parameters, (std::vector<std::size_t>{2}));  // share stays, alone
    EXPECT_EQ(model.correlations[0].matrix, (std::vector<std::vector<double>>{{1}}));
}

// The config text of a run holds the draws themselves, so that it needs no second file.
TEST(UncertaintyConfig, ReadsAPosteriorFromAFile) {
    const TemporaryFolder folder;
    folder.write("draws.csv", "h_onset,weight,share\n0.1,1,0.2\n0.2,3,0.3\n");
    const std::string path =
        folder.write("model.toml", with("", "\n[posterior]\nfile = \"draws.csv\"\nsource = \"assumption\"\n"));
    const LoadedConfig config = load_config({path, {}});
    ASSERT_TRUE(config.model.posterior);
    EXPECT_EQ(config.model.posterior->rows, (std::vector<std::vector<double>>{{0.1, 0.2}, {0.2, 0.3}}));
    EXPECT_EQ(config.model.posterior->weights, (std::vector<double>{1, 3}));
    EXPECT_EQ(load_config_text(config.text, "again").hash, config.hash);

    const auto problem = [&](const std::string& text) {
        folder.write("draws.csv", text);
        try {
            load_config({path, {}});
        } catch (const ConfigError& error) {
            return error.problems().front();
        }
        return Problem{};
    };
    const Problem no_number = problem("h_onset\n0.1\nmany\n");
    EXPECT_THAT(no_number.file, testing::EndsWith("draws.csv"));
    EXPECT_EQ(no_number.line, 3);
    EXPECT_THAT(no_number.message, testing::HasSubstr("'many' is no number"));
    EXPECT_THAT(problem("h_onste\n0.1\n").message, testing::HasSubstr("h_onset"));
    std::filesystem::remove(folder.path() / "draws.csv");
    EXPECT_THROW(load_config({path, {}}), ConfigError);
}

}  // namespace
}  // namespace ibtr::test
