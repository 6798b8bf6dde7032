'use strict';

// Icon arrays: of 100 people so many, part and whole (Ancker et al. 2006), each with its words.

const svgSpace = 'http://www.w3.org/2000/svg';

function svgElement(parent, name, attributes) {
    const element = document.createElementNS(svgSpace, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return parent.appendChild(element);
}

/**
 * One array of 100. Icons are full where people have what is counted; those more or fewer than under the reference are
 * ringed or crossed, never by colour alone.
 * @param count, reference of 100, whole numbers; reference null for the reference itself
 */
function drawIcons(place, count, reference, words) {
    const svg = svgElement(place, 'svg', {viewBox: '0 0 108 108', role: 'img', class: 'icons', 'aria-label': words});
    for (let k = 0; k < 100; ++k) {
        const x = 9 + 10 * (k % 10), y = 99 - 10 * Math.floor(k / 10), full = k < count;
        const differs = reference !== null && (k < reference) !== full;
        const kind = (full ? 'full' : 'empty') + (differs ? ' differs' : '');
        svgElement(svg, 'circle', {cx: x, cy: y, r: 3.6, class: kind});
        if (differs && !full) svgElement(svg, 'path', {d: `M${x - 2.5} ${y - 2.5}l5 5m0 -5l-5 5`, class: 'fewer'});
    }
}

/**
 * Arrays of all strategies at one time. @param counted [{label, per100}], the reference at `reference`
 * @param what "alive" or the event's name; people in the plural
 */
function showIcons(place, counted, reference, what, when, people) {
    place.replaceChildren();
    const whole = (one) => Math.round(Math.max(0, Math.min(100, one.per100)));
    const base = counted[reference] ? whole(counted[reference]) : null;
    counted.forEach((one, k) => {
        if (one.per100 === null) return;
        const figure = make(place, 'figure', {className: 'icon-array'});
        const count = whole(one), more = count - base;
        const words = `${isolated(one.label)}: ${count} of 100 ${people} ${what} at ${when}, ${100 - count} not` +
            (k === reference || base === null ? ' (reference).' : more === 0 ? '; as many as under the reference.'
                : `; ${Math.abs(more)} ${more > 0 ? 'more' : 'fewer'} than under the reference.`);
        drawIcons(figure, count, k === reference ? null : base, words);
        make(figure, 'figcaption', {textContent: words});
    });
}
