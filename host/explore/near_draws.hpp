#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "controls/control.hpp"
#include "explore/question.hpp"
#include "explore/standard_scores.hpp"
#include "explore/state.hpp"
#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"
#include "psa/draw_row.hpp"

namespace ibtr::explore {

/// The draws of a finished probabilistic analysis beside a state. For one thread at a time.
class NearDraws {
public:
    /// @param run_dir of `ibtr psa`
    /// @throws UsageError where it holds no draws, or of another model; StorageError
    NearDraws(const std::filesystem::path& run_dir, const LoadedConfig& config);

    /// Reads what every question needs, unless it has been read: the drawn parameters of all draws, and all of the
    /// 2,000 that are shown. @throws StorageError, Interrupted
    void read(const std::function<bool()>& stop_requested);

    /// The draws whose parameters are next to the state's, by the root mean square of their differences in standard
    /// deviations of the draws, and what all draws say at the landmarks, thinned to 2,000: docs/explore.md. Reads,
    /// where that has not happened. @throws StorageError, Interrupted
    [[nodiscard]] nlohmann::ordered_json near(const State& state, const std::vector<Control>& controls,
                                              const Question& question, std::size_t count,
                                              const std::function<bool()>& stop_requested);

    /// {"draws", "config_hash", "same_config"}
    [[nodiscard]] nlohmann::ordered_json describe() const;

private:
    /// A parameter that is drawn.
    struct DrawnParameter {
        std::size_t place;  ///< in the store's parameters
        std::string key;
        bool spreads_by_ratios;
        std::vector<double> values = {};  ///< by draw
        StandardScores scores = {};       ///< of these
    };
    /// A curve's number in the store.
    struct Column {
        std::size_t strategy, outcome;
        double time_years;
    };
    [[nodiscard]] std::vector<Column> columns_of(const Question& question) const;
    [[nodiscard]] std::vector<double> distances(const State& state, const std::vector<Control>& controls) const;
    [[nodiscard]] std::vector<psa::DrawRecord> records_of(const std::vector<std::size_t>& places) const;
    [[nodiscard]] nlohmann::ordered_json near_json(const psa::DrawRecord& record, double distance,
                                                   const std::vector<Column>& columns) const;
    [[nodiscard]] nlohmann::ordered_json cloud_json(const Question& question, const std::vector<Column>& columns) const;

    std::filesystem::path store_;
    const Model& model_;
    std::string config_hash_;
    bool is_same_config_ = false;
    std::uint32_t first_draw_ = 0, draws_ = 0;
    std::vector<Quantity> outcomes_;
    std::vector<DrawnParameter> drawn_;
    std::vector<psa::DrawRecord> shown_;  ///< empty: not read
};

}  // namespace ibtr::explore
