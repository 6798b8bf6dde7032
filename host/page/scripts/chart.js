'use strict';

// Curves of strategies with bands, a label where each ends, a cursor that reads them out: drawn with D3.

const chartColours = Array.from({length: 8}, (_, k) => `var(--s${k})`);
const chartDashes = ['', '7 3', '2 3', '9 3 2 3', '12 4', '4 2', '1 2', '10 2 2 2 2 2'];

/** Puts labels at least `gap` apart, in their order, as near to where they belong as may be. */
function spreadLabels(wanted, gap, low, high) {
    const order = wanted.map((y, k) => ({y, k})).sort((a, b) => a.y - b.y);
    order.forEach((label, k) => { label.y = Math.max(label.y, k === 0 ? low : order[k - 1].y + gap); });
    for (let k = order.length - 1, limit = high; k >= 0; --k, limit = order[k + 1].y - gap)
        order[k].y = Math.min(order[k].y, limit);
    const places = [];
    order.forEach((label) => { places[label.k] = label.y; });
    return places;
}

/** A text in lines of at most `most` characters, two at most. */
function brokenLabel(text, most) {
    if (text.length <= most) return [text];
    const blank = text.lastIndexOf(' ', most);
    const cut = blank > most / 3 ? blank : most;
    const rest = text.slice(cut).trim();
    return [text.slice(0, cut), rest.length > most ? rest.slice(0, most - 1) + '…' : rest];
}

/**
 * Draws lines into an element, anew on every call.
 * @param lines [{label, index, isReference, times, values, low, high, credibleLow, credibleHigh, points, ghost}]; numbers
 * per 100; nested: bands {times, low, high}, the widest first, in place of those; a ghost {times, values} stands behind its line: what it was before something moved
 * @param words {title, description, y, range} @param onRead called with a time index's readings as text
 * @return a function that draws thin lines over them, [{index, times, values}], in place of those before
 */
function drawLines(place, lines, words, onRead) {
    const width = Math.max(320, Math.min(place.clientWidth || 960, 980)), narrow = width < 640;
    const margin = {top: 12, right: narrow ? 16 : 230, bottom: 46, left: 64};
    const rows = lines.map((line) => brokenLabel(line.label, narrow ? 34 : 27).length);
    const below = rows.map((_, k) => rows.slice(0, k).reduce((sum, count) => sum + 15 * count + 7, 0));  // labels, on a phone
    const height = (narrow ? 300 : 400) + (narrow ? 15 * d3.sum(rows) + 7 * rows.length + 10 : 0);
    const plotBottom = (narrow ? 300 : 400) - margin.bottom;
    place.querySelectorAll('svg').forEach((old) => old.remove());
    const svg = d3.select(place).insert('svg', '.readout').attr('viewBox', `0 0 ${width} ${height}`)
        .attr('role', 'img').attr('tabindex', 0).attr('aria-label', `${words.title}. ${words.description}`);
    svg.append('title').text(words.title);
    svg.append('desc').text(words.description);

    const horizon = d3.max(lines, (line) => line.times[line.times.length - 1]);
    const x = d3.scaleLinear([0, horizon], [margin.left, width - margin.right]);
    const extremes = lines.flatMap((line) => [...line.values, ...(line.ghost ? line.ghost.values : []),
                                              ...(line.points || []).flatMap((p) => [p.low, p.high])])
        .filter((value) => value !== null && Number.isFinite(value));
    const y = d3.scaleLinear(words.range || d3.extent([...extremes, 0]), [plotBottom, margin.top]);
    if (!words.range) y.nice();
    svg.append('g').selectAll('line').data(y.ticks(6)).join('line').attr('class', 'grid')
        .attr('x1', margin.left).attr('x2', width - margin.right).attr('y1', y).attr('y2', y);
    svg.append('g').attr('class', 'axis').attr('transform', `translate(0,${plotBottom})`)
        .call(d3.axisBottom(x).ticks(narrow ? 5 : 10));
    svg.append('g').attr('class', 'axis').attr('transform', `translate(${margin.left},0)`).call(d3.axisLeft(y).ticks(6));
    svg.append('text').attr('x', margin.left).attr('y', plotBottom + 36).text('Years');
    svg.append('text').attr('transform', `translate(14,${plotBottom}) rotate(-90)`).text(words.y);

    const area = (low, high, line) => d3.area().defined((k) => low[k] !== null && high[k] !== null)
        .x((k) => x(line.times[k])).y0((k) => y(low[k])).y1((k) => y(high[k]))(d3.range(line.times.length));
    // What is uncertain is mostly shared: bands of all strategies would melt into one and hide that their order is the same
    // in nearly every draw. One stands for all; the differences have a chart of their own.
    const nested = lines.flatMap((line) => (line.nested || []).map((band) => ({...band, index: line.index})));
    for (const {times, low, high, index} of nested)
        svg.append('path').style('fill', chartColours[index % 8]).style('opacity', 0.22)
            .attr('d', d3.area().x((k) => x(times[k])).y0((k) => y(low[k])).y1((k) => y(high[k]))(d3.range(times.length)));
    const banded = nested.length > 0 ? [] : lines.some((line) => line.credibleLow) ? [lines.find((line) => line.isReference) || lines[0]] : lines;
    for (const line of banded) {
        const colour = chartColours[line.index % 8];
        for (const [low, high, opacity] of [[line.credibleLow, line.credibleHigh, 0.15], [line.low, line.high, 0.3]])
            if (low && high) svg.append('path').attr('d', area(low, high, line)).style('fill', colour).style('opacity', opacity);
    }
    const aside = (line) => 6 * (lines.indexOf(line) - (lines.length - 1) / 2);
    for (const line of lines.filter((one) => one.ghost)) {
        const path = d3.line().defined((k) => line.ghost.values[k] !== null).x((k) => x(line.ghost.times[k])).y((k) => y(line.ghost.values[k]));
        svg.append('path').attr('class', 'curve ghost').attr('d', path(d3.range(line.ghost.times.length)))
            .style('stroke', chartColours[line.index % 8]);
    }
    for (const line of lines) {
        const colour = chartColours[line.index % 8];
        const path = d3.line().defined((k) => line.values[k] !== null).x((k) => x(line.times[k])).y((k) => y(line.values[k]));
        svg.append('path').attr('class', 'curve').attr('d', path(d3.range(line.times.length)))
            .style('stroke', colour).attr('stroke-dasharray', chartDashes[line.index % 8]);
        for (const point of line.points || [])
            if (point.low !== null && point.high !== null)
                svg.append('line').attr('x1', x(point.time) + aside(line)).attr('x2', x(point.time) + aside(line)).attr('y1', y(point.low))
                    .attr('y2', y(point.high)).style('stroke', colour).attr('stroke-width', 4).style('opacity', 0.7);
    }
    drawLabels(svg, lines, {x, y, width, margin, narrow, plotBottom, below});
    addCursor(svg, lines, {x, margin, plotBottom, width}, onRead);
    const over = svg.append('g').attr('class', 'hypothetical');
    return (others) => {
        over.selectAll('path').data(others).join('path').attr('class', 'curve').style('stroke', (line) => chartColours[line.index % 8])
            .attr('d', (line) => d3.line().x((k) => x(line.times[k])).y((k) => y(line.values[k]))(d3.range(line.times.length)));
    };
}

function drawLabels(svg, lines, {x, y, width, margin, narrow, plotBottom, below}) {
    const ends = lines.map((line) => {
        const last = d3.range(line.times.length).reverse().find((k) => line.values[k] !== null);
        return last === undefined ? plotBottom : y(line.values[last]);
    });
    const places = narrow ? below.map((down) => plotBottom + 58 + down)
                          : spreadLabels(ends, 34, margin.top + 6, plotBottom);
    lines.forEach((line, k) => {
        const colour = chartColours[line.index % 8];
        const left = narrow ? margin.left : width - margin.right + 6;
        const label = svg.append('text').attr('x', left + (narrow ? 34 : 26)).attr('y', places[k] + 4);
        brokenLabel(line.label, narrow ? 34 : 27).forEach((text, row) =>
            label.append('tspan').attr('x', left + (narrow ? 34 : 26)).attr('dy', row === 0 ? 0 : 15).text(text));
        svg.append('line').attr('x1', left).attr('x2', left + (narrow ? 28 : 20)).attr('y1', places[k]).attr('y2', places[k])
            .style('stroke', colour).attr('stroke-width', 2).attr('stroke-dasharray', chartDashes[line.index % 8]);
    });
}

/** Hover and arrow keys move a cursor; what it reads goes to onRead. */
function addCursor(svg, lines, {x, margin, plotBottom, width}, onRead) {
    const times = lines[0] ? lines[0].times : [];
    if (times.length === 0) return;
    const cursor = svg.append('line').attr('class', 'cursor').attr('y1', margin.top).attr('y2', plotBottom).style('display', 'none');
    let place = 0;
    const move = (to) => {
        place = Math.max(0, Math.min(times.length - 1, to));
        cursor.style('display', null).attr('x1', x(times[place])).attr('x2', x(times[place]));
        onRead(place);
    };
    // Listeners of the browser itself: those of D3 differ between its versions.
    const element = svg.node();
    element.addEventListener('keydown', (event) => {
        const step = {ArrowRight: 1, ArrowLeft: -1, PageUp: 12, PageDown: -12, Home: -times.length, End: times.length}[event.key];
        if (step === undefined) return;
        event.preventDefault();
        move(place + step);
    });
    element.addEventListener('pointermove', (event) => {
        const frame = element.getBoundingClientRect();
        const left = (event.clientX - frame.left) / frame.width * width;
        if (left >= margin.left - 4 && left <= width - margin.right + 4) move(d3.bisector((t) => t).left(times, x.invert(left)));
    });
}
