'use strict';

// What a report does beyond its text: charts that can be read, switched and saved; the walk again.
(() => {
    const data = JSON.parse(document.getElementById('data').textContent);
    const live = document.getElementById('live');
    const charts = data.charts;
    for (const curve of charts ? charts.curves : []) curve.times = charts.times[curve.times];

    const flipped = (values) => values && values.map((value) => value === null ? null : 100 - value);
    const shown = (value) => value === null || value === undefined ? '–' : value.toFixed(1);

    function find(strategy, group, population, endpoint) {
        return charts.curves.find((curve) => curve.strategy === strategy && curve.group === group &&
                                  curve.population === population && curve.endpoint === endpoint);
    }

    /** Curves of every strategy, or their differences from the reference, with controls. */
    function showChart(place) {
        const difference = place.dataset.kind === 'difference';
        const controls = make(place, 'div', {className: 'controls'});
        const redraw = () => draw();
        const endpoint = makeChoice(controls, 'Endpoint', charts.endpoints.map((e) => [e.id, e.label]), redraw);
        if (place.dataset.endpoint) endpoint.value = place.dataset.endpoint;
        const group = makeChoice(controls, 'Group', charts.groups.map((g) => [g, g]), redraw);
        if (charts.groups.includes('all')) group.value = 'all';
        const population = makeChoice(controls, 'Population', charts.populations.map((p) => [p, p.replaceAll('_', ' ')]), redraw);
        if (charts.populations.includes('standardised')) population.value = 'standardised';
        const view = difference ? {value: 'as it is'}
            : makeChoice(controls, 'Shown', [['own', 'as it is'], ['complement', 'its complement']], redraw);
        const drawn = difference || !data.draws ? [] : data.draws;
        const bandOf = drawn.length === 0 ? {value: ''}
            : makeChoice(controls, 'Bands of', [...charts.strategies.map((s) => [s.id, s.label]), ['', 'none']], redraw);
        if (drawn.length > 0) bandOf.value = charts.reference;
        const compared = charts.strategies.filter((strategy) => !difference || strategy.id !== charts.reference);
        const boxes = make(controls, 'fieldset');
        make(boxes, 'legend', {textContent: 'Strategies'});
        const checks = compared.map((strategy) => {
            const label = make(boxes, 'label');
            const box = make(label, 'input', {type: 'checkbox', checked: true, onchange: redraw});
            label.append(' ' + strategy.label);
            return box;
        });
        const buttons = make(controls, 'span');
        const readout = make(place, 'div', {className: 'readout'});
        readout.setAttribute('aria-hidden', 'true');
        const note = make(place, 'p', {className: 'note'});
        let lines = [], overlay = () => {}, player = null;

        /** What the draws say of a strategy; nothing of a group. */
        function drawsOf(strategy) {
            const found = group.value !== 'all' ? undefined : drawn.find((one) => one.strategy === strategy.id &&
                one.population === population.value && one.endpoint === endpoint.value);
            if (!found) return null;
            const start = charts.endpoints.find((e) => e.id === endpoint.value).falls ? 100 : 0;
            const turn = (values) => (view.value === 'complement' ? flipped : (same) => same)([start, ...per100(values)]);
            return {times: [0, ...found.times], quantiles: found.quantiles.map(turn), draws: found.draws.map(turn)};
        }
        /** The 95, 80 and 50 % bands. */
        function nestedBands(strategy) {
            const found = strategy.id === bandOf.value ? drawsOf(strategy) : null;
            return found && [0, 1, 2].map((k) => {
                const ends = [found.quantiles[k], found.quantiles[5 - k]];
                return {times: found.times, low: ends[0].map((_, t) => Math.min(ends[0][t], ends[1][t])),
                        high: ends[0].map((_, t) => Math.max(ends[0][t], ends[1][t]))};
            });
        }
        function lineOf(strategy) {
            const curve = find(strategy.id, group.value, population.value, endpoint.value);
            if (!curve) return null;
            const index = charts.strategies.indexOf(strategy);
            const base = {label: strategy.label, index, isReference: strategy.id === charts.reference, times: curve.times};
            if (difference) {
                const reference = find(charts.reference, group.value, population.value, endpoint.value);
                if (!reference) return null;
                const values = curve.estimate.map((value, k) => value === null || reference.estimate[k] === null
                    ? null : 100 * (value - reference.estimate[k]));
                const points = charts.differences.filter((row) => row.strategy === strategy.id && row.group === group.value &&
                    row.population === population.value && row.endpoint === endpoint.value)
                    .map((row) => ({time: row.time, low: 100 * (row.credible_low ?? row.low), high: 100 * (row.credible_high ?? row.high),
                                    known: (row.credible_low ?? row.low) !== null}))
                    .filter((point) => point.known);
                return {...base, values, points};
            }
            const turn = view.value === 'complement' ? (values) => flipped(per100(values)) : per100;
            const swap = view.value === 'complement';
            return {...base, values: turn(curve.estimate), nested: nestedBands(strategy),
                    low: turn(swap ? curve.high : curve.low), high: turn(swap ? curve.low : curve.high),
                    credibleLow: turn(swap ? curve.credible_high : curve.credible_low),
                    credibleHigh: turn(swap ? curve.credible_low : curve.credible_high)};
        }
        /** What the shaded band is of, for a note under the chart. */
        function bandWords() {
            if (difference) return lines.some((line) => line.points.length > 0) ? 'Bars: 95 % intervals at the landmarks.' : '';
            const nested = lines.find((line) => line.nested);
            if (nested) return `Bands: 50, 80 and 95 % intervals from the parameters, of ${nested.label}.`;
            const reference = lines.find((line) => line.isReference) || lines[0];
            if (reference && reference.credibleLow)
                return `Band: 95 % interval from the parameters, of ${reference.label}; those of the others can be read and are in the tables.`;
            return reference && reference.low && !charts.exact ? 'Bands: 95 % intervals from the number simulated, mostly narrower than the lines.' : '';
        }
        function read(k) {
            const text = `${lines[0].times[k].toFixed(2).replace(/\.?0+$/, '')} years: ` + lines.map((line) => {
                const interval = line.credibleLow ? [line.credibleLow[k], line.credibleHigh[k]] : line.low ? [line.low[k], line.high[k]] : null;
                const limits = interval && interval[0] !== null ? ` (${shown(interval[0])} to ${shown(interval[1])})` : '';
                return `${line.label} ${shown(line.values[k])}${limits}`;
            }).join('; ') + (difference ? ' more per 100' : ' per 100');
            readout.textContent = text;
            live.textContent = text;
        }
        function draw() {
            lines = compared.filter((_, k) => checks[k].checked).map(lineOf).filter((line) => line !== null);
            const name = charts.endpoints.find((e) => e.id === endpoint.value).label;
            const words = {
                title: difference ? `Difference in ${name} from the reference` : name,
                description: `${lines.length} strategies over ${charts.horizon_years} years; arrow keys read values, the tables hold them.`,
                band: bandWords(),
                y: difference ? `Difference per 100 ${charts.people}` : `Per 100 ${charts.people}`,
                range: difference ? null : [0, 100],
            };
            readout.textContent = '';
            note.textContent = words.band;
            player?.stop();
            overlay = () => {};
            if (lines.length > 0) overlay = drawLines(place, lines, words, read);
            else place.querySelectorAll('svg').forEach((old) => old.remove());
        }
        if (drawn.length > 0) {
            player = new DrawPlayer(make(place, 'div', {className: 'controls'}));
            const shownDraws = () => compared.filter((_, k) => checks[k].checked).map((strategy) =>
                ({index: charts.strategies.indexOf(strategy), label: strategy.label, of: drawsOf(strategy)})).filter((one) => one.of);
            const curves = (k) => shownDraws().map(({index, of}) => ({index, times: of.times, values: of.draws[k]}));
            player.use({showOne: (k) => overlay(curves(k))}, drawn[0].draws.length, (k) => `Draw ${k + 1}: ` + (shownDraws().map(({label, of}) =>
                `${isolated(label)} ${oneDecimal(of.draws[k][of.times.length - 1])}`).join('; ') || 'none of this endpoint and group') +
                ` at ${inYears(drawn[0].times[drawn[0].times.length - 1])}`);
        }
        makeButton(buttons, 'Save as SVG', () => save('chart.svg', 'image/svg+xml', svgText(place.querySelector('svg'))));
        makeButton(buttons, 'Save its data', () => save('chart.csv', 'text/csv', 'strategy,time_years,per_100\n' + lines.flatMap((line) =>
            line.times.map((time, k) => `"${line.label.replaceAll('"', '""')}",${time},${line.values[k] ?? ''}\n`)).join('')));
        drawToWidth(place, draw);
    }

    /** The panel over the engine inside, and the walk of the recorded run. */
    function showSimulation(place) {
        const controls = make(place, 'div'), panelPlace = make(place, 'div');
        let source;
        try {
            source = new SimulatedSource(data.cohort, data.live, charts.curves);
        } catch (error) {
            place.replaceChildren(document.createTextNode(`This page cannot move parameters: ${error.message}`));
            return;
        }
        const panel = new Panel(panelPlace, source, (words) => { live.textContent = words; });
        showWalk(controls, source, panel);
    }

    if (charts && typeof d3 !== 'undefined') document.querySelectorAll('.chart').forEach(showChart);
    const simulation = document.getElementById('simulation');
    if (simulation && data.cohort && data.live) showSimulation(simulation);
})();
