'use strict';

// Small parts of which pages are made.

/** A new element within another. */
function make(parent, name, properties = {}) {
    return parent.appendChild(Object.assign(document.createElement(name), properties));
}

/** A labelled choice of [value, text]; fewer than two need no element. */
function makeChoice(parent, label, options, onChange) {
    if (options.length < 2) return {value: options[0] && options[0][0]};
    const select = make(make(parent, 'label', {textContent: label + ' '}), 'select');
    for (const [value, text] of options) make(select, 'option', {value, textContent: text});
    select.onchange = onChange;
    return select;
}

function makeButton(parent, text, onclick) {
    return make(parent, 'button', {type: 'button', textContent: text, onclick});
}

/** Rows of text as a table: a header, the first cell of each row its heading. Fills `place` anew. */
function fillTable(place, header, rows) {
    const table = document.createElement('table');
    const head = make(make(table, 'thead'), 'tr');
    for (const text of header) make(head, 'th', {scope: 'col', textContent: text});
    const body = make(table, 'tbody');
    for (const cells of rows) {
        const row = make(body, 'tr');
        cells.forEach((text, k) => make(row, k === 0 ? 'th' : 'td', k === 0 ? {scope: 'row', textContent: text}
                                                                            : {className: 'number', textContent: text}));
    }
    place.replaceChildren(table);
}

/** Gives a text to the reader as a file. */
function save(name, type, text) {
    const link = make(document.body, 'a', {href: URL.createObjectURL(new Blob([text], {type})), download: name});
    link.click();
    URL.revokeObjectURL(link.href);
    link.remove();
}

/** An SVG that stands alone: colours as they are on the screen. */
function svgText(svg) {
    const copy = svg.cloneNode(true), style = getComputedStyle(document.documentElement);
    const resolve = (text) => text.replace(/var\((--\w+)\)/g, (_, name) => style.getPropertyValue(name).trim());
    copy.querySelectorAll('[style]').forEach((part) => part.setAttribute('style', resolve(part.getAttribute('style'))));
    copy.querySelectorAll('text').forEach((part) => {
        part.setAttribute('font-family', 'sans-serif');
        part.setAttribute('font-size', '13');
    });
    copy.querySelectorAll('.curve').forEach((part) => {
        part.setAttribute('fill', 'none');
        part.setAttribute('stroke-width', '2');
    });
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    return copy.outerHTML;
}

/** Calls `draw` now and whenever the width of an element changes. */
function drawToWidth(place, draw) {
    draw();
    let width = place.clientWidth;
    new ResizeObserver(() => {
        if (Math.abs(place.clientWidth - width) < 2) return;
        width = place.clientWidth;
        draw();
    }).observe(place);
}

/** "81.2", or a dash where there is no number. */
const oneDecimal = (value) => value === null || value === undefined || !Number.isFinite(value) ? '–'
    : (Math.abs(value) < 0.05 ? 0 : value).toFixed(1);
/** At most so many significant digits, without noughts at the end. */
const significant = (value, digits = 4) => String(Number(value.toPrecision(digits)));
/** A label within a sentence, whichever way it is written: U+2068 and U+2069 keep the rest in its order. */
const isolated = (label) => `\u2068${label}\u2069`;
const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const inYears = (years) => `${significant(years)} year${years === 1 ? '' : 's'}`;
