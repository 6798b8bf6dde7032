'use strict';

// Curves, paired differences, a table per 100 and icon arrays of one answer of a source: one number, four ways.

/** Value of a curve at a time; null where it has none. */
function valueAt(times, values, years) {
    if (!values) return null;
    const k = times.findIndex((time) => Math.abs(time - years) < 1e-6);
    return k < 0 ? null : values[k];
}

const scaled = (values, factor) => values && values.map((value) => value === null ? null : factor * value);
const per100 = (values) => values && values.map((value) => value === null ? null : 100 * value);

/** "81.2 (80.9 to 81.5)" of a share; a decimal more where the ends would print alike. */
function shareWords(value, limits) {
    if (value === null || value === undefined || !Number.isFinite(value)) return '–';
    const known = limits && Number.isFinite(limits.low) && Number.isFinite(limits.high);
    const digits = known && 100 * (limits.high - limits.low) < 0.3 ? 2 : 1;
    const text = (share) => (Math.abs(100 * share) < 0.5 * 10 ** -digits ? 0 : 100 * share).toFixed(digits);
    return text(value) + (known ? ` (${text(limits.low)} to ${text(limits.high)})` : '');
}

/** Costs and effects, where the config has them: who is compared with whom, and the best by willingness to pay. */
function showDecision(place, decision, strategies) {
    place.replaceChildren();
    if (!decision) return;
    const label = (name) => strategies.find((strategy) => strategy.name === name)?.label ?? name ?? '–';
    const money = (value) => value === null ? '–' : Math.round(value).toLocaleString('en');
    const years = (value) => value === null ? '–' : value.toFixed(3);
    make(place, 'p', {className: 'note', textContent: `Mean costs (${decision.currency}) and effects per person, and what a further one costs.`});
    const table = make(place, 'div', {className: 'table', tabIndex: 0});
    table.setAttribute('role', 'region');
    table.setAttribute('aria-label', 'Costs and effects');
    fillTable(table, ['Strategy', 'Cost', 'QALY', 'Life years', 'Standing', 'Cost per QALY'], decision.strategies.map((one) =>
        [label(one.strategy), money(one.cost), years(one.qaly), years(one.life_years), String(one.standing).replaceAll('_', ' '),
         one.icer === null ? '–' : `${money(one.icer)} (to ${label(one.compared_with)})`]));
    const spans = [];
    for (const {willingness_to_pay: pay, best} of decision.net_benefit) {
        if (spans.length === 0 || spans[spans.length - 1].best !== best) spans.push({best, from: pay});
        spans[spans.length - 1].to = pay;
    }
    const span = ({best, from, to}) => `${label(best)} at ${from === to ? money(from) : `${money(from)} to ${money(to)}`}`;
    make(place, 'p', {textContent: `The best by net benefit, at a willingness to pay (${decision.currency} per QALY): ${spans.map(span).join('; ')}.`});
}

class Views {
    /** @param description of a source @param announce told what a screen reader says */
    constructor(place, description, announce) {
        this.description = description;
        this.announce = announce;
        this.charts = ['curves', 'differences'].map((kind) => {
            const chart = make(place, 'div', {className: 'chart'});
            chart.dataset.view = kind;
            const readout = make(chart, 'div', {className: 'readout'});
            readout.setAttribute('aria-hidden', 'true');
            return {kind, chart, readout};
        });
        this.caption = make(place, 'p', {className: 'note', id: 'panel-table-caption'});
        this.table = make(place, 'div', {className: 'table', tabIndex: 0});
        this.table.setAttribute('role', 'region');
        this.table.setAttribute('aria-labelledby', this.caption.id);
        this.decision = make(place, 'div', {className: 'decision'});
        this.icons = make(place, 'div', {className: 'icon-arrays'});
        this.result = null;
        const buttons = make(place, 'div', {className: 'controls'});
        makeButton(buttons, 'Save the curves as SVG', () => save('curves.svg', 'image/svg+xml', svgText(this.charts[0].chart.querySelector('svg'))));
        makeButton(buttons, 'Save their data', () => save('curves.csv', 'text/csv', this.#csv()));
        this.charts.forEach(({chart}, k) => drawToWidth(chart, () => { if (this.result) this.#draw(this.charts[k]); }));
    }

    /** @param ghost {time_years, curves}: the base case; null where nothing is moved */
    show(result, state, ghost) {
        Object.assign(this, {result, state, ghost});
        this.endpoint = this.description.endpoints.find((one) => one.name === state.endpoint);
        this.inYears = this.endpoint.kind === 'years';
        this.factor = this.inYears ? 1 : 100;
        for (const chart of this.charts) this.#draw(chart);
        this.#fillTable();
        const {strategies, reference, people} = this.description;
        this.icons.hidden = this.inYears;
        if (!this.inYears) showIcons(this.icons, strategies.map((strategy, s) => {
            const value = valueAt(result.time_years, result.curves[s], state.landmark);
            return {label: strategy.label, per100: value === null ? null : 100 * value};
        }), reference, this.#whatIsCounted(), inYears(state.landmark), people);
        showDecision(this.decision, result.decision, strategies);
    }

    /** One sentence for a screen reader. */
    sentence() {
        const {strategies} = this.description, {landmark} = this.state;
        const told = strategies.map((strategy, s) => {
            const value = valueAt(this.result.time_years, this.result.curves[s], landmark);
            return value === null ? null : `${strategy.label} ${oneDecimal(this.factor * value)}`;
        }).filter((text) => text !== null);
        return `${this.endpoint.label}${this.inYears ? '' : ' per 100'} at ${inYears(landmark)}: ${told.join('; ')}`;
    }

    #whatIsCounted() { return this.endpoint.name === 'os' ? 'alive' : `(${this.endpoint.label})`; }

    #lines(kind) {
        const {result, ghost, description: {strategies, reference}} = this;
        const values = kind === 'curves' ? result.curves : result.differences;
        return strategies.map((strategy, s) => {
            if (!values[s]) return null;
            const points = kind === 'curves' ? [] : result.landmarks
                .filter((at) => at.strategy === s && at.difference_limits && Number.isFinite(at.difference_limits.low))
                .map((at) => ({time: at.time_years, low: this.factor * at.difference_limits.low, high: this.factor * at.difference_limits.high}));
            const before = ghost && this.#ghostValues(kind, s);
            return {label: strategy.label, index: s, isReference: s === reference, times: result.time_years, values: scaled(values[s], this.factor),
                    points, ghost: before ? {times: ghost.time_years, values: scaled(before, this.factor)} : null};
        }).filter((line) => line !== null);
    }

    #ghostValues(kind, s) {
        const {curves} = this.ghost, reference = curves[this.description.reference];
        if (!curves[s] || kind === 'curves') return curves[s];
        return reference ? curves[s].map((value, k) => value === null || reference[k] === null ? null : value - reference[k]) : null;
    }

    #draw({kind, chart, readout}) {
        if (typeof d3 === 'undefined') return;
        const lines = this.#lines(kind), difference = kind === 'differences', {people, strategies, reference} = this.description;
        chart.hidden = lines.length === 0;
        if (lines.length === 0) return;
        const words = {
            title: difference ? `Difference in ${this.endpoint.label} from ${strategies[reference].label}` : capitalised(this.endpoint.label),
            description: `${lines.length} strategies; ${this.ghost ? 'thin lines are the base case; ' : ''}arrow keys read values.`,
            y: this.inYears ? 'Years' : difference ? `Difference per 100 ${people}` : `Per 100 ${people}`,
            range: difference || this.inYears ? null : [0, 100],
        };
        readout.textContent = '';
        drawLines(chart, lines, words, (k) => {
            readout.textContent = `${significant(lines[0].times[k])} years: ` +
                lines.map((line) => `${line.label} ${oneDecimal(line.values[k])}`).join('; ') + (this.inYears ? ' years' : difference ? ' more per 100' : ' per 100');
            this.announce(readout.textContent);
        });
    }

    #fillTable() {
        const {strategies, reference, landmarks_years: landmarks, people} = this.description;
        const at = (s, years) => this.result.landmarks.find((one) => one.strategy === s && Math.abs(one.time_years - years) < 1e-6);
        const header = ['Strategy', ...landmarks.flatMap((years) => [`At ${inYears(years)}`, ...(this.ghost ? ['base case'] : []), 'difference'])];
        const rows = strategies.map((strategy, s) => [strategy.label, ...landmarks.flatMap((years) => {
            const found = at(s, years);
            const before = this.ghost ? [this.#words(valueAt(this.ghost.time_years, this.ghost.curves[s], years))] : [];
            return [found ? this.#words(found.value, found.value_limits) : '–', ...before,
                    s === reference ? 'reference' : found ? this.#words(found.difference, found.difference_limits) : '–'];
        })]);
        const per = this.inYears ? '' : ` per 100 ${people}`;
        this.caption.textContent = `${capitalised(this.endpoint.label)}${per}, and the difference from ${strategies[reference].label} ` +
            `(strategy minus reference). ${this.result.words}.`;
        fillTable(this.table, header, rows);
    }

    #words(value, limits) {
        return this.inYears && Number.isFinite(value) ? value.toFixed(2) : shareWords(value, limits);
    }

    #csv() {
        const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
        return 'strategy,time_years,per_100\n' + this.#lines('curves').flatMap((line) =>
            line.times.map((time, k) => `${quoted(line.label)},${time},${line.values[k] ?? ''}\n`)).join('');
    }
}
