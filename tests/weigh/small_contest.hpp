#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "ibtr/config.hpp"
#include "validate/small_model.hpp"
#include "weigh/weighing.hpp"

namespace ibtr::test {

/// A new folder, removed with this object.
class FolderOfItsOwn {
public:
    FolderOfItsOwn() {
        std::string pattern = (std::filesystem::temp_directory_path() / "ibtr-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    ~FolderOfItsOwn() { std::filesystem::remove_all(path_); }
    FolderOfItsOwn(const FolderOfItsOwn&) = delete;
    FolderOfItsOwn& operator=(const FolderOfItsOwn&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Women alive or dead, at 0.1 a year under `a` and `ratio` times that under `b`: the logarithm of the hazard ratio is
/// that of the parameter, so that normal targets with a lognormal prior have closed forms.
struct SmallContest {
    FolderOfItsOwn folder;
    std::string config_path;
    Model model;
    weigh::Contest contest;
    weigh::TargetChoice choice;
    weigh::DrawTable draws;
    std::vector<weigh::Contender> contenders;

    /// @param explanations TOML, without schema @param targets rows of a targets.csv
    SmallContest(const std::string& explanations, const std::string& targets, std::size_t draw_count = 4) {
        config_path = write("model.toml", alive_or_dead("\"rate\"", R"({ strategy = "b", value = "ratio" })", R"(
[parameters.rate]
value = 0.1
unit = "per_year"
source = "assumption"
[parameters.ratio]
value = 1.0
unit = "ratio"
source = "assumption"
)"));
        model = load_config(config_path).model;
        const std::string table = write(
            "targets.csv",
            "target,endpoint,measure,strategy,comparator,time_years,value,ci_low,ci_high,shares_women_with,source\n" +
                targets);
        contest = weigh::read_contest(write("explanations.toml", "schema = 1\n" + explanations));
        choice = weigh::choose_targets(contest, model, base_parameters(model), load_target_table(table).targets);
        draws.parameters = {"rate"};
        for (std::size_t d = 0; d < draw_count; ++d) draws.rows.push_back({0.05 + 0.02 * static_cast<double>(d)});
        contenders = weigh::make_contenders(contest, {config_path, {}}, model, choice, draws);
    }

    std::string write(const std::string& name, const std::string& text) const {
        const std::string path = (folder.path() / name).string();
        std::ofstream(path) << text;
        return path;
    }
    [[nodiscard]] weigh::NodeValues solve() const {
        weigh::NodeValues values(contenders, draws.rows.size());
        weigh::solve_nodes(contenders, draws, {}, values);
        return values;
    }
    [[nodiscard]] weigh::Weighed weigh() const { return weigh::weigh(contest, choice, contenders, solve()); }
};

/// The row of an explanation under the main errors, and everything else as given.
inline const weigh::WeightRow& row_of(const weigh::Weighed& weighed, const std::string& explanation,
                                      weigh::Of of = weigh::Of::fitted, const std::string& horizon = "stated",
                                      const std::string& prior = "main") {
    for (const weigh::WeightRow& row : weighed.weights)
        if (row.explanation == explanation && row.of == of && row.horizon == horizon && row.prior == prior &&
            row.errors == "main")
            return row;
    throw std::logic_error("no row of " + explanation);
}

}  // namespace ibtr::test
