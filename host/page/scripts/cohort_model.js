'use strict';

// What moved parameters do to a cohort whose tables are compiled: multipliers of hazards, numbers of women, weights of
// cells and strategies. The formulas are those of host/hazard/hazard_multipliers.cpp, host/model/population.cpp and
// host/model/case_mix.cpp.

/** Reciprocal of a multiplier of 0 (include/ibtr/core/tables_view.hpp). */
const neverInverse = 1e30;

class CohortModel {
    /** @param live live_data of host/page/live_data.hpp @throws Error where an expression cannot be computed here */
    constructor(live) {
        this.live = live;
        this.expressions = new Map(live.parameters.filter((parameter) => parameter.expression !== undefined)
            .map((parameter) => [parameter.name, readExpression(parameter.expression)]));
        const base = this.values({});
        for (const parameter of live.parameters)
            if (!(Math.abs(base[parameter.name] - parameter.value) <= 1e-12 * Math.abs(parameter.value)))
                throw new Error(`this page computes ${parameter.name} = ${base[parameter.name]}, the program ${parameter.value}`);
        this.allWomen = live.groups[0];
    }

    /** Values of all parameters, by name, and of shares that move, by key. @param set those moved, by key */
    values(set) {
        const values = {};
        for (const parameter of this.live.parameters) {
            const expression = this.expressions.get(parameter.name);
            values[parameter.name] = expression ? expression(values) : set[parameter.key] ?? parameter.value;
        }
        for (const control of this.live.controls) if (control.kind === 'shares') values[control.key] = set[control.key] ?? control.value;
        return values;
    }
    /** Of a row of a factor or a case mix: those moved, where it has a key, else as written or by parameters. */
    #shares(values, {key, probabilities}) { return key ? values[key] : probabilities.map((input) => this.#number(values, input)); }
    #number(values, input) { return typeof input === 'number' ? input : values[input]; }

    /** [strategies][strata][exits], as the engine reads them. */
    inverseMultipliers(values) {
        const {simulated, exits, stratum_levels: strata} = this.live;
        const inverses = new Float32Array(simulated.length * strata.length * exits.length);
        let at = 0;
        for (const strategy of simulated) {
            const ratios = exits.map((exit) => exit.filter((ratio) => ratio.strategy === null || ratio.strategy === strategy)
                .map((ratio) => ({...ratio, value: this.#number(values, ratio.value)})));
            for (const levels of strata)
                for (const exit of ratios) {
                    let product = 1;
                    for (const ratio of exit)
                        if (ratio.factor === null || levels[ratio.factor] === ratio.level) product *= ratio.value;
                    inverses[at++] = product === 0 ? neverInverse : Math.min(1 / product, neverInverse);
                }
        }
        return inverses;
    }

    /** Probability of each stratum. */
    stratumWeights(values) {
        return this.live.stratum_levels.map((levels) => {
            let weight = 1;
            this.live.factors.forEach((factor, f) => {
                const row = factor.rows.find((candidate) => factor.given.every((g, k) => levels[g] === candidate.given[k]));
                weight *= this.#shares(values, row)[levels[f]];
            });
            return weight;
        });
    }

    /** Women enough for every stratum to have one, as enough_patients of include/ibtr/population.hpp. */
    fewestWomen(weights) {
        return Math.floor((1 - 1 / weights.length) / Math.min(...weights)) + 2;
    }

    /** Simulated strategies and their weights of which a strategy is mixed, among the women of a cell. */
    components(values, strategy, cell) {
        const {strategies, simulated, cell_factors: factors, cell_levels: levels} = this.live;
        const rules = strategies[strategy].mix;
        if (rules.length === 0) return [{simulated: simulated.indexOf(strategy), weight: 1}];
        const rule = rules.find((one) => one.factor !== null && factors.includes(one.factor) &&
                                         levels[cell][factors.indexOf(one.factor)] === one.level)
            || rules.find((one) => one.factor === null);
        return rule.weights.map((part) =>
            ({simulated: simulated.indexOf(part.component), weight: this.#number(values, part.weight)}));
    }

    /** Weights of the cells for a strategy's women, of a group and kind of population; all 0 where they are unknown. */
    cellWeights(values, cellWeight, strategy, group, population) {
        const {cell_levels: levels, standardisation} = this.live;
        const none = levels.map(() => 0);
        let weights;
        if (population === 'as_observed')
            weights = this.#unknownWomen(strategy, []) ? none : this.#treated(values, cellWeight, strategy);
        else
            weights = this.#standardised(values, cellWeight, strategy, standardisation, none);
        if (group.factor === undefined) return weights;
        const place = this.live.cell_factors.indexOf(group.factor);
        const inside = weights.map((weight, c) => levels[c][place] === group.level ? weight : 0);
        const total = inside.reduce((sum, weight) => sum + weight, 0);
        return total > 0 ? inside.map((weight) => weight / total) : inside;
    }

    /** Whether a component of a mix selects women by a factor, other than some, by which it is unknown how. */
    #unknownWomen(strategy, butFor) {
        const mixes = this.live.case_mixes;
        return this.live.strategies[strategy].mix.some((rule) => rule.weights.some((part) => mixes.some((mix) =>
            mix.strategy === part.component && !butFor.includes(mix.factor) &&
            !mixes.some((own) => own.strategy === strategy && own.factor === mix.factor))));
    }

    #standardised(values, cellWeight, strategy, rule, none) {
        if (rule.over.length > 0 && this.#unknownWomen(strategy, rule.over)) return none;
        const standard = rule.to_treated === null ? cellWeight : this.#treated(values, cellWeight, rule.to_treated);
        if (rule.over.length === 0) return standard;
        const places = rule.over.map((factor) => this.live.cell_factors.indexOf(factor));
        const keys = this.live.cell_levels.map((levels) => places.map((place) => levels[place]).join());
        const margins = (weights) => {
            const sums = new Map();
            weights.forEach((weight, c) => sums.set(keys[c], (sums.get(keys[c]) ?? 0) + weight));
            return sums;
        };
        const observed = this.#treated(values, cellWeight, strategy);
        const wanted = margins(standard), present = margins(observed);
        return observed.map((weight, c) => weight > 0 ? wanted.get(keys[c]) * weight / present.get(keys[c]) : 0);
    }

    /** By iterative proportional fitting of the stated margins. */
    #treated(values, cellWeight, strategy) {
        const weights = [...cellWeight];
        const stated = this.live.case_mixes.filter((mix) => mix.strategy === strategy).map((mix) => ({
            place: this.live.cell_factors.indexOf(mix.factor),
            wanted: this.#shares(values, mix),
        }));
        for (let round = 0, farthest = 1; stated.length > 0 && round < 10000 && farthest > 1e-12; ++round) {
            farthest = 0;
            for (const {place, wanted} of stated) {
                const present = wanted.map(() => 0);
                weights.forEach((weight, c) => { present[this.live.cell_levels[c][place]] += weight; });
                wanted.forEach((share, level) => { farthest = Math.max(farthest, Math.abs(present[level] - share)); });
                weights.forEach((_, c) => {
                    const level = this.live.cell_levels[c][place];
                    if (present[level] > 0) weights[c] *= wanted[level] / present[level];
                });
            }
        }
        return weights;
    }
}
