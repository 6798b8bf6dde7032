'use strict';

// What tallies say of an endpoint: curves, paired differences, numbers per 100 with Monte Carlo errors. As
// host/estimate does: shares within cells, mixtures of strategies within cells, then weights of cells; errors by leaving
// out each batch in turn (docs/model.md, "Errors").

/** Quantile 0.975 of Student's t: an expansion about the normal's (Abramowitz and Stegun 1964, 26.7.5). */
function studentQuantile(freedom) {
    const z = 1.959963984540054, z3 = z ** 3, z5 = z ** 5, z7 = z ** 7, z9 = z ** 9;
    return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
        (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3) +
        (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * freedom ** 4);
}

/** Sums of two counts by strategy, cell and time. */
function addReduced(sum, other) {
    for (const name of ['events', 'batchEvents', 'women'])
        for (let k = 0; k < sum[name].length; ++k) sum[name][k] += other[name][k];
    return sum;
}

/**
 * Events up to each time, of the edges that make an endpoint.
 * @param tallies of Cohort.tallies() @param data cohort_data @param edges of the endpoint @param ends last bins of the
 * landmarks @return {events [strategies][cells][bins], batchEvents [batches][strategies][cells][ends],
 * women [batches][cells]} of which all but women are cumulative
 */
function reduceTallies(tallies, data, edges, ends) {
    const {strategies, cells, edges: allEdges, bins, batches, interval_end_bins: grid} = data;
    const words = (name) => {
        const whole = tallies[name];
        return new Uint32Array(whole.buffer, whole.byteOffset, 2 * whole.length);
    };
    const number = (halves, at) => halves[2 * at] + halves[2 * at + 1] * 4294967296;
    const counts = words('counts'), batchCounts = words('batch_counts'), patients = words('patients');
    const events = new Float64Array(strategies * cells * bins);
    for (let row = 0; row < strategies * cells; ++row) {
        for (const edge of edges)
            for (let bin = 0; bin < bins; ++bin) events[row * bins + bin] += number(counts, (row * allEdges + edge) * bins + bin);
        for (let bin = 1; bin < bins; ++bin) events[row * bins + bin] += events[row * bins + bin - 1];
    }
    const intervals = grid.length, batchEvents = new Float64Array(batches * strategies * cells * ends.length);
    const last = ends.map((end) => grid.indexOf(end));
    for (let row = 0; row < batches * strategies * cells; ++row)
        for (const edge of edges) {
            let sum = 0;
            for (let k = 0, interval = 0; k < ends.length; ++k) {
                for (; interval <= last[k]; ++interval) sum += number(batchCounts, (row * allEdges + edge) * intervals + interval);
                batchEvents[row * ends.length + k] += sum;
            }
        }
    const women = new Float64Array(batches * cells);
    for (let k = 0; k < women.length; ++k) women[k] = number(patients, k);
    return {events, batchEvents, women};
}

/**
 * Numbers of an endpoint, from reduced tallies. @param model a CohortModel @param values of its parameters
 * @param choice {endpoint, group, population}: entries of the model's lists
 * @return {curves, differences: [strategy][bin] or null, landmarks: [{time_years, strategy, value, valueError, difference,
 * differenceError}], quantile} shares; a difference is strategy minus reference
 */
function cohortNumbers(model, values, data, reduced, ends, {endpoint, group, population}) {
    const {live} = model, {cells, bins, batches, strategies: simulated} = data;
    const cellWeight = live.cell_levels.map(() => 0);
    model.stratumWeights(values).forEach((weight, h) => { cellWeight[data.strata[h].cell] += weight; });
    const arms = live.strategies.map((_, s) => {
        const weights = model.cellWeights(values, cellWeight, s, group, population);
        return live.cell_levels.map((_, c) => ({cell: c, weight: weights[c], parts: model.components(values, s, c)}))
            .filter((part) => part.weight > 0);
    });
    const women = new Float64Array(cells);
    reduced.women.forEach((number, k) => { women[k % cells] += number; });

    /** Share with the event by a time, of a strategy. @param share of (simulated strategy, cell) */
    const shareOf = (arm, share) => {
        let sum = 0;
        for (const {cell, weight, parts} of arm) {
            const first = share(parts[0].simulated, cell);
            let mixed = first;
            for (const part of parts.slice(1)) mixed += part.weight * (share(part.simulated, cell) - first);
            sum += weight * mixed;
        }
        return sum;
    };
    const own = endpoint.falls ? (event) => 1 - event : (event) => event;
    const minus = endpoint.falls ? (event, reference) => reference - event : (event, reference) => event - reference;
    const known = arms.map((arm) => arm.length > 0);
    const incidence = arms.map((arm, s) => known[s] ? Float64Array.from({length: bins}, (_, bin) =>
        shareOf(arm, (strategy, cell) => reduced.events[(strategy * cells + cell) * bins + bin] / women[cell])) : null);

    const wanted = ends.length;
    const total = new Float64Array(simulated * cells * wanted);
    reduced.batchEvents.forEach((number, k) => { total[k % total.length] += number; });
    const replicates = arms.map(() => []);  // [strategy][batch][landmark]: incidence without that batch
    for (let b = 0; b < batches; ++b)
        arms.forEach((arm, s) => replicates[s].push(!known[s] ? null : ends.map((_, k) => shareOf(arm, (strategy, cell) => {
            const at = (strategy * cells + cell) * wanted + k;
            return (total[at] - reduced.batchEvents[b * total.length + at]) / (women[cell] - reduced.women[b * cells + cell]);
        }))));
    const jackknife = (numbers) => {
        const mean = numbers.reduce((sum, number) => sum + number, 0) / batches;
        return Math.sqrt((batches - 1) / batches * numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0));
    };
    const reference = live.reference, landmarks = [];
    live.strategies.forEach((_, s) => ends.forEach((end, k) => {
        if (!known[s]) return;
        const event = incidence[s][end - 1], others = known[reference] && s !== reference;
        landmarks.push({
            time_years: end / live.grid_per_year, strategy: s, value: own(event),
            valueError: jackknife(replicates[s].map((batch) => batch[k])),
            difference: others ? minus(event, incidence[reference][end - 1]) : null,
            differenceError: others ? jackknife(replicates[s].map((batch, b) => replicates[reference][b][k] - batch[k])) : null,
        });
    }));
    return {
        curves: incidence.map((events) => events && [own(0), ...Array.from(events, own)]),
        differences: incidence.map((events, s) => !events || !known[reference] || s === reference ? null
            : [0, ...Array.from(events, (event, bin) => minus(event, incidence[reference][bin]))]),
        landmarks, quantile: studentQuantile(batches - 1),
    };
}
