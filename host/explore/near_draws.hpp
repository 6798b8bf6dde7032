#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "controls/control.hpp"
#include "explore/question.hpp"
#include "explore/state.hpp"
#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr::explore {

/// The draws of a finished probabilistic analysis beside a state. For one thread at a time.
class NearDraws {
public:
    /// @param run_dir of `ibtr psa`
    /// @throws UsageError where it holds no draws, or of another model; StorageError
    NearDraws(const std::filesystem::path& run_dir, const LoadedConfig& config);

    /// The draws whose parameters are next to the state's, by the root mean square of their differences in standard
    /// deviations of the draws, and what all draws say at the landmarks, thinned to 2,000: docs/explore.md.
    /// @throws StorageError, Interrupted
    [[nodiscard]] nlohmann::ordered_json near(const State& state, const std::vector<Control>& controls,
                                              const Question& question, std::size_t count,
                                              const std::function<bool()>& stop_requested);

    /// {"draws", "config_hash", "same_config"}
    [[nodiscard]] nlohmann::ordered_json describe() const;

private:
    /// What of the store one question needs.
    struct Table {
        Question question;
        std::vector<std::uint32_t> draws;
        std::vector<std::vector<double>> parameters;  ///< [draw][drawn parameter]
        std::vector<std::vector<float>> outcomes;     ///< [draw][column]
    };
    /// A curve's number in the store.
    struct Column {
        std::size_t strategy, outcome;
        double time_years;
    };
    [[nodiscard]] std::vector<Column> columns_of(const Question& question) const;
    const Table& read(const Question& question, const std::function<bool()>& stop_requested);
    [[nodiscard]] std::vector<double> distances(const Table& table, const State& state,
                                                const std::vector<Control>& controls) const;
    [[nodiscard]] nlohmann::ordered_json cloud_json(const Table& table, const Question& question) const;

    std::filesystem::path store_;
    const Model& model_;
    std::string config_hash_;
    bool is_same_config_ = false;
    std::uint32_t draws_ = 0;
    std::vector<Quantity> outcomes_;
    std::vector<std::size_t> drawn_;  ///< places in the store's parameters
    std::vector<std::string> names_;  ///< of these
    std::vector<bool> logarithmic_;
    std::optional<Table> table_;  ///< of the last question
};

}  // namespace ibtr::explore
