'use strict';

// Draws of a probabilistic analysis: a cloud of what they say at one time, those nearest to the state of the sliders, and
// one draw after another (hypothetical outcomes: Hullman, Resnick and Adar 2015).

const drawWidth = 640, drawRow = 46, drawLeft = 200;

/**
 * Rows of dots, one a strategy. @param rows [{label, index, values, near, now}] numbers per 100; those near are large
 * @return {showOne(draw)}, which marks one draw in every row; null marks none
 */
function drawCloud(place, rows, words) {
    place.replaceChildren();
    const height = drawRow * rows.length + 40;
    const svg = d3.select(place).append('svg').attr('viewBox', `0 0 ${drawWidth} ${height}`).attr('role', 'img').attr('aria-label', words);
    const values = rows.flatMap((row) => [...row.values, ...row.near, row.now]).filter((value) => value !== null && Number.isFinite(value));
    const x = d3.scaleLinear(d3.extent(values), [drawLeft, drawWidth - 16]).nice();
    svg.append('g').attr('class', 'axis').attr('transform', `translate(0,${height - 34})`).call(d3.axisBottom(x).ticks(6));
    svg.append('text').attr('x', drawLeft).attr('y', height - 2).text('Per 100');
    const marks = rows.map((row, r) => {
        const middle = drawRow * r + drawRow / 2;
        brokenLabel(row.label, 26).forEach((text, k, all) =>
            svg.append('text').attr('x', 0).attr('y', middle + 4 + 15 * (k - (all.length - 1) / 2)).text(text));
        const colour = chartColours[row.index % 8];
        // Dots are spread by the golden ratio, so that neighbours in time are no neighbours here.
        const aside = (k) => ((k * 0.618034) % 1 - 0.5) * (drawRow - 14);
        const dots = (numbers, radius, fill, opacity) => numbers.forEach((value, k) => {
            if (value !== null) svg.append('circle').attr('cx', x(value)).attr('cy', middle + aside(k)).attr('r', radius).style('fill', fill).style('opacity', opacity);
        });
        dots(row.values, 1.6, colour, 0.35);
        dots(row.near, 3, 'var(--text)', 1);
        if (row.now !== null)
            svg.append('line').attr('x1', x(row.now)).attr('x2', x(row.now)).attr('y1', middle - drawRow / 2 + 3).attr('y2', middle + drawRow / 2 - 3)
                .style('stroke', colour).attr('stroke-width', 2.5);
        return svg.append('line').attr('y1', middle - drawRow / 2).attr('y2', middle + drawRow / 2).style('stroke', 'var(--text)')
            .attr('stroke-width', 3).style('display', 'none');
    });
    return {
        showOne(draw) {
            marks.forEach((mark, r) => {
                const value = draw === null ? null : rows[r].values[draw];
                mark.style('display', value === null || value === undefined ? 'none' : null);
                if (value !== null && value !== undefined) mark.attr('x1', x(value)).attr('x2', x(value));
            });
        },
    };
}

/** Shows one draw after another while it runs; not by itself where a reader wants no motion. */
class DrawPlayer {
    constructor(place, announce) {
        this.button = makeButton(place, 'Show draws one by one', () => this.running ? this.stop() : this.start());
        this.said = make(place, 'span', {className: 'note'});
        this.announce = announce;
        this.running = false;
        this.at = 0;
    }
    /** @param cloud of drawCloud @param count of draws @param words of one draw */
    use(cloud, count, words) { Object.assign(this, {cloud, count, words}); }
    start() {
        this.running = true;
        this.button.textContent = 'Pause';
        const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        const step = () => {
            this.cloud.showOne(this.at);
            this.said.textContent = this.words(this.at);
            this.at = (this.at + 1) % this.count;
            if (still) this.stop();  // a press, a draw
            else if (this.running) this.timer = setTimeout(step, 500);
        };
        step();
    }
    stop() {
        this.running = false;
        clearTimeout(this.timer);
        this.button.textContent = 'Show draws one by one';
    }
}

/** The draws beside the state of a panel, in the page of `ibtr explore`. */
function showDraws(place, server, model, panel) {
    make(place, 'h2', {textContent: 'Draws of the probabilistic analysis', id: 'draws'});
    make(place, 'p', {textContent: `${model.psa.draws.toLocaleString('en')} draws` +
        (model.psa.same_config ? '' : ' of another version of this config') + ': a dot each; large ones have parameters next to the sliders, whatever they say of the endpoint; a line is the state now.'});
    const chart = make(place, 'div', {className: 'chart'}), controls = make(place, 'div', {className: 'controls'});
    const player = new DrawPlayer(controls), said = make(place, 'p', {className: 'note'});
    const show = async (state) => {
        try {
            const answer = await server.post('/near', {state: {set: state.set}, endpoint: state.endpoint, group: state.group,
                                                       population: state.population, landmarks_years: [state.landmark], count: 20});
            const landmark = answer.cloud.landmarks[0];
            if (!landmark) {
                said.textContent = 'The draws hold no numbers of this endpoint, group and time.';
                chart.replaceChildren();
                return;
            }
            const {result} = panel.shown;
            const rows = landmark.strategies.map(({strategy, values}) => {
                const index = model.strategies.findIndex((one) => one.name === strategy);
                const now = valueAt(result.time_years, result.curves[index], landmark.time_years);
                // By their own numbers: the cloud has 2,000 draws at most, of which they need be none.
                const near = answer.near.map(({curves}) => curves.find((one) => one.strategy === strategy))
                    .map((curve) => curve ? valueAt(curve.time_years, curve.values, landmark.time_years) : null);
                return {label: model.strategies[index].label, index, values: per100(values), near: per100(near), now: now === null ? null : 100 * now};
            });
            const words = `What ${answer.cloud.draws.length} draws say at ${inYears(landmark.time_years)}`;
            player.use(drawCloud(chart, rows, words), answer.cloud.draws.length, (k) =>
                `Draw ${answer.cloud.draws[k]}: ${rows.map((row) => `${row.label} ${oneDecimal(row.values[k])}`).join('; ')}`);
            said.textContent = `${words}; the ${answer.near.length} nearest are ${significant(answer.near[0].distance, 2)} to ` +
                `${significant(answer.near[answer.near.length - 1].distance, 2)} standard deviations of the draws away (root mean square over ` +
                `the ${answer.parameters.length} parameters that are drawn).`;
        } catch (error) {
            said.textContent = error.message;
        }
    };
    panel.onAnswer = show;
    if (panel.shown) show(panel.shown.state);
}
