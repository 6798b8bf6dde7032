#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ibtr/core/tables_view.hpp"
#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"
#include "ibtr/population.hpp"
#include "ibtr/study.hpp"

/// Changes of a model, to one that a law is known of. Each leaves a model that holds together.
namespace ibtr::verify {

/// Without what only other commands need: marginals, groups, targets.
void leave_the_model_alone(Model& model);

/// With the women of one stratum alone, and without selection between strategies.
void keep_stratum(Model& model, const Stratum& stratum);

/// Women of one exact age, that of the middle of their band.
void keep_one_age(Model& model);

/// Everyone begins in this state.
void start_in(Model& model, std::size_t state);

/// Another factor on a transition's hazard; in a model in cycles on its hazard over a cycle.
void multiply(Model& model, std::size_t transition, double ratio, std::optional<std::size_t> strategy = {});
/// Never taken.
void stop(Model& model, std::size_t transition);

/// This hazard for everyone, by the time since entry to the state.
void set_hazard(Model& model, std::size_t transition, HazardSpec hazard);
/// A constant one: in a model in cycles the probability of a cycle that has this rate.
void set_rate(Model& model, std::size_t transition, double rate_per_year);
HazardSpec constant_hazard(const Model& model, double rate_per_year);

/// All strategies are the reference strategy, but for their names.
void make_strategies_equal(Model& model);
void make_strategies_equal(Economics& economics);

/// Two strategies change places, in everything but their names.
void swap_strategies(Model& model, std::size_t a, std::size_t b);

/// No parameter is uncertain.
void make_certain(Model& model);

/// A later end, or an earlier one: landmarks beyond are left out. @param years a whole number of bins
void set_horizon(Model& model, double years);

/// At most a dozen of so many transitions or states, spread evenly: what is done with each takes its time.
std::vector<std::size_t> some_of(std::size_t count);

bool is_death(const Model& model, std::size_t transition);
/// Ways out of a state.
std::vector<std::size_t> exits_of(const Model& model, std::size_t state);

/// The clock that a transition's hazard is looked up by: in a model in cycles that of its turn.
core::Clock clock_of(const Study& study, std::size_t transition);
/// What that clock reads at time zero for the youngest women of a stratum [years].
double clock_at_start(const Study& study, std::size_t transition, std::size_t stratum);

/// Mean hazard of a transition over the horizon on its clock, for the first strategy and stratum [per year].
double mean_rate(const Study& study, std::size_t transition);

}  // namespace ibtr::verify
