#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ibtr/quantity.hpp"
#include "ibtr/state.hpp"

namespace ibtr {

/// Index of a parameter in Model::parameters.
struct ParameterRef {
    std::size_t index;
};

/// A number written in the config, or the name of a parameter that stands for one.
using Input = std::variant<double, ParameterRef>;

/// What a published number says about its own uncertainty; sampled by `psa`, printed by `check`.
struct Uncertainty {
    std::string family;  ///< e.g. "lognormal", "beta", "normal", "uniform"
    std::optional<double> ci95_low, ci95_high;
    std::optional<double> standard_error;
    std::optional<double> events, sample_size;
    std::optional<double> log_standard_error;     ///< of the logarithm; lognormal only
    std::optional<double> sd;                     ///< of patients, with sample_size
    std::optional<double> iqr_low, iqr_high;      ///< quartiles of patients, with sample_size
    std::optional<double> range_low, range_high;  ///< extremes of patients, with sample_size
    std::optional<double> low, high;              ///< ends of the support
    std::string value_is;                         ///< "mean" or "median"; empty: the family's default
};

/// A distribution of several parameters at once, about their values.
struct JointUncertainty {
    std::string family;  ///< "dirichlet", "multivariate_normal", "multivariate_lognormal"
    std::vector<std::size_t> parameters;
    double sample_size = 0;                       ///< dirichlet: concentrations are sample_size x value
    std::vector<std::vector<double>> covariance;  ///< of the values, or of their logarithms
    std::string source;

    /// Whether it makes a parameter a share of a whole: the shares sum to 1, and one cannot move without the others.
    [[nodiscard]] bool makes_share(std::size_t parameter) const {
        return family == "dirichlet" && std::find(parameters.begin(), parameters.end(), parameter) != parameters.end();
    }
};

/// Gaussian copula between parameters that have distributions of their own.
struct Correlation {
    std::vector<std::size_t> parameters;
    std::vector<std::vector<double>> matrix;  ///< of the normal scores; positive semidefinite
    std::string source;
};

/// A weighted sample of several parameters, in place of distributions.
struct Posterior {
    std::vector<std::size_t> parameters;
    std::vector<std::vector<double>> rows;  ///< one value per parameter
    std::vector<double> weights;            ///< one per row, >= 0, with a positive sum; empty: equal
    std::string source;
};

/// A named input: either a value or an expression over other parameters, with its source.
struct Parameter {
    std::string name;
    std::optional<double> value;
    std::string expression;  ///< muParser text; empty where `value` is given
    std::string unit;        ///< per_year | years | ratio | log_ratio | probability | none
    std::string source;      ///< evidence id, citation, or "assumption"
    std::string note;
    std::optional<double> null_value;  ///< set for mechanism parameters: the value that switches it off
    std::optional<Uncertainty> uncertainty;
};

/// Which origin a transition's hazard is measured from.
enum class Clock : std::uint8_t {
    time,     ///< years since time zero
    sojourn,  ///< years since entry to the state
    age,      ///< age in years
    entry,    ///< years since entry to the states of an EntryClock
};

enum class HazardFamily : std::uint8_t {
    exponential,         ///< rate_per_year
    weibull,             ///< shape, scale_years:                H = (t/scale)^shape
    gompertz,            ///< shape_per_year, rate_per_year:     h = rate exp(shape t)
    lognormal,           ///< meanlog, sdlog (t in years):       H = -ln(1 - Phi((ln t - meanlog)/sdlog))
    loglogistic,         ///< shape, scale_years:                H = ln(1 + (t/scale)^shape)
    generalised_gamma,   ///< mu, sigma, q (Prentice 1974 as in flexsurv)
    piecewise_constant,  ///< starts_years, rates_per_year
    royston_parmar,      ///< gamma (coefficients), knots_log_years; log cumulative hazard scale
    life_table,          ///< one-year death probabilities by single year of age
    probability,         ///< of a cycle: probability
    probabilities,       ///< of a cycle: starts_years, probabilities
    gamma,               ///< shape, rate_per_year:              S = Q(shape, rate t)
    generalised_f,       ///< mu, sigma, q, p (Prentice 1975 as in flexsurv's GenF)
    spline_odds,         ///< as royston_parmar, of the log cumulative odds
    spline_normal,       ///< as royston_parmar, of minus the normal quantile of survival
    cumulative_hazard,   ///< times_years, cumulative: straight between, its last slope goes on
};

/// One-year probabilities of death by single year of age, from a cited file.
struct LifeTable {
    std::string name;
    std::string source;
    int first_age_years = 0;
    std::vector<double> probability;  ///< q(x) for x = first_age, first_age + 1, ...; each in [0, 1)
};

/// Baseline hazard of a transition, parameters not yet resolved.
struct HazardSpec {
    HazardFamily family = HazardFamily::exponential;
    std::vector<Input> coefficients;  ///< in the order named at HazardFamily; rates for piecewise_constant
    std::vector<double> knots;        ///< starts_years, times_years (first is 0) or knots_log_years
    std::size_t life_table = 0;       ///< index in Model::life_tables, for life_table
};

/// A later value of a hazard ratio.
struct RatioChange {
    double start_years = 0;  ///< on the clock of the transition, above that of the change before
    Input value;             ///< >= 0
};

/// Multiplies a transition's hazard where every given condition holds.
struct HazardRatio {
    std::optional<std::size_t> strategy;
    std::optional<std::size_t> factor;
    std::optional<std::size_t> level;  ///< set exactly when factor is
    Input value;                       ///< >= 0; 0 means never; until the first change
    std::string source;                ///< may be empty where `value` is a parameter
    std::vector<RatioChange> changes = {};
};

/// The hazard of a transition in place of its own, where every given condition holds.
struct HazardWhere {
    std::optional<std::size_t> strategy;
    std::optional<std::size_t> factor;
    std::optional<std::size_t> level;  ///< set exactly when factor is
    HazardSpec hazard;
    std::string source;  ///< of the numbers written in `hazard`
};

struct Transition {
    std::string name;
    std::size_t from = 0;
    std::size_t to = 0;
    Clock clock = Clock::time;
    HazardSpec hazard;
    std::vector<HazardRatio> hazard_ratios;
    std::string source = {};  ///< of the numbers written in `hazard`; may be empty where all are parameters
    /// At most one holds for anybody under a strategy.
    std::vector<HazardWhere> hazard_where = {};
    /// In a model in cycles: factors on the probability of a cycle, after the hazard ratios.
    std::vector<HazardRatio> risk_ratios = {};
    /// In a model in cycles: exits of a state with a higher order have their turn where none of a lower one was taken.
    unsigned order_in_cycle = 1;
};

/// Every hazard of a transition: its own, and those of hazard_where.
std::vector<const HazardSpec*> hazards_of(const Transition& transition);

/// A weight of a mix; the condition restricts it to women at one level of one factor.
struct MixWeight {
    std::size_t component = 0;  ///< index in Model::strategies of a strategy that is not itself a mix
    Input weight;
};

/// Weights of a mix, either for everyone or for one level of one factor.
struct MixRule {
    std::optional<std::size_t> factor, level;
    std::vector<MixWeight> weights;  ///< sums to 1
};

struct Strategy {
    std::string name;
    std::string label;         ///< for people; defaults to the name
    std::vector<MixRule> mix;  ///< empty for a simulated strategy
};

/// Span of ages of one level of the age factor [years]; equal ends mean one exact age.
struct AgeBand {
    double low_years = 0;
    double high_years = 0;
    std::vector<double> single_year_weights;  ///< empty: uniform; else one per whole year in the band
};

/// Probabilities of a factor's levels given one combination of its parents' levels.
struct ConditionalRow {
    std::vector<std::size_t> given_levels;  ///< parallel to Factor::given
    std::vector<Input> probabilities;       ///< one per level
};

struct Factor {
    std::string name;
    std::vector<std::string> levels;
    std::vector<std::string> labels;   ///< of the levels, for people; empty: the levels themselves
    std::vector<std::size_t> given;    ///< indices of parent factors, each earlier in Model::factors
    std::vector<ConditionalRow> rows;  ///< one per combination of parents' levels; one row where no parent
    std::vector<AgeBand> age_bands;    ///< set for the age factor only, one per level
    std::string source;
    /// Where people of each level begin; empty: no matter of this factor.
    std::vector<std::size_t> start_states = {};

    /// What a level is called for people.
    [[nodiscard]] const std::string& label(std::size_t level) const {
        return labels.empty() ? levels[level] : labels[level];
    }
};

/// Distribution of one factor among the women who receive one strategy (selection).
struct CaseMix {
    std::size_t strategy = 0;
    std::size_t factor = 0;
    std::vector<Input> probabilities;
    std::string source;
};

/// Direct standardisation: weights p(over | to) P(rest | over, strategy).
struct Standardisation {
    std::vector<std::size_t> over;          ///< factors standardised; empty means all
    std::optional<std::size_t> to_treated;  ///< strategy whose recipients are the standard; empty: all
};

/// A published number that a parameter has to reproduce in the model's own population: the parameter is solved for.
struct Marginal {
    std::size_t parameter = 0;  ///< one with a value
    Input published;
    Quantity quantity;
};

/// How a model is fitted.
struct CalibrationRules {
    std::vector<std::size_t> free;  ///< parameters
    double between_study_sd = 0;    ///< of studies of the same thing, on the scale of the targets
};

/// How `validate` judges.
struct ValidationRules {
    std::vector<std::string> must_hold;  ///< names of targets
    double band_proportion = 0.05;       ///< accuracy band of a proportion: within so much of the published value
    double band_ratio = 1.1;             ///< of a ratio: within this factor
    double default_years = 10;           ///< time of a target that states none
};

/// A validated model: names resolved, graph checked, every input legal or a parameter reference.
/// load_config makes one, with_options (ibtr/study.hpp) and with_uncertainty_only_of (ibtr/parameter_sampler.hpp)
/// others from it, by changed_model (ibtr/changed_model.hpp), which checks what they make.
struct Model {
    std::string name;
    std::string title;
    std::string people = "patients";  ///< what those who are simulated are called, in the plural
    double horizon_years = 0;
    unsigned grid_per_year = 12;
    std::optional<double> cycle_years;  ///< of a model in cycles: a whole number of bins
    std::vector<double> landmarks_years;
    std::uint64_t patients = 0;
    std::uint64_t seed = 0;
    unsigned batches = 50;
    unsigned visit_limit = 255;
    std::size_t start_state = 0;  ///< where everyone begins, unless a factor says it (ibtr/state_graph.hpp)
    StrategyIndex reference_strategy;
    std::vector<Parameter> parameters;          ///< in config order
    std::vector<std::size_t> evaluation_order;  ///< expressions after everything they use
    std::vector<JointUncertainty> joint_uncertainties;
    std::vector<Correlation> correlations;
    std::optional<Posterior> posterior;
    std::vector<State> states;
    std::vector<Strategy> strategies;
    std::vector<EntryClock> entry_clocks;
    std::vector<Transition> transitions;
    std::vector<EndpointSet> endpoints;
    std::vector<LifeTable> life_tables;
    std::vector<Factor> factors;
    std::vector<std::size_t> group_factors;  ///< factors whose levels get rows of their own
    std::vector<CaseMix> case_mixes;
    Standardisation standardisation;
    std::vector<Marginal> marginals;
    ValidationRules validation;
    CalibrationRules calibration;

    [[nodiscard]] std::size_t bins() const;          ///< output bins to the horizon
    [[nodiscard]] std::size_t bins_a_cycle() const;  ///< of a model in cycles
    /// Strategies that are walked; mixes are weighted sums of these.
    [[nodiscard]] std::vector<StrategyIndex> simulated_strategies() const;
    [[nodiscard]] std::optional<std::size_t> find_endpoint(const std::string& endpoint) const;
    [[nodiscard]] std::optional<std::size_t> age_factor() const;
    /// The entry clock that runs on in a state: an index in entry_clocks.
    [[nodiscard]] std::optional<std::size_t> entry_clock_of(std::size_t state) const;
};

}  // namespace ibtr
