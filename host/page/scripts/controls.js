'use strict';

// Sliders of parameters: the published interval is marked, the source said, a mechanism can be switched off.

const sliderSteps = 1000;

const isLogarithmic = (control) => control.scale === 'log' && control.minimum > 0;

/** Where a value is on its slider, 0 to 1, and back. */
function sliderPlace(control, value) {
    const turn = isLogarithmic(control) ? Math.log : (number) => number;
    return (turn(value) - turn(control.minimum)) / (turn(control.maximum) - turn(control.minimum));
}
function sliderValue(control, place) {
    if (place <= 0) return control.minimum;
    if (place >= 1) return control.maximum;
    const value = isLogarithmic(control) ? control.minimum * (control.maximum / control.minimum) ** place
                                          : control.minimum + place * (control.maximum - control.minimum);
    return Number(value.toPrecision(4));
}

const unitWords = {per_year: 'per year', years: 'years', ratio: '', log_ratio: '', probability: '', none: ''};

/** The interval as a bar under the slider, the base case as a tick, and marks of values that meet a target. */
function drawMarks(place, control, marks) {
    place.replaceChildren();
    const percent = (value) => 100 * Math.max(0, Math.min(1, sliderPlace(control, value)));
    const svg = svgElement(place, 'svg', {viewBox: '0 0 100 8', preserveAspectRatio: 'none', class: 'marks', 'aria-hidden': 'true'});
    if (control.low !== null && control.high !== null)
        svgElement(svg, 'rect', {x: percent(control.low), width: Math.max(0.5, percent(control.high) - percent(control.low)), y: 2, height: 3, class: 'interval'});
    svgElement(svg, 'rect', {x: percent(control.value) - 0.4, width: 0.8, y: 0, height: 8, class: 'base'});
    for (const value of marks) svgElement(svg, 'rect', {x: percent(value) - 0.7, width: 1.4, y: 0, height: 8, class: 'target'});
}

/**
 * One slider with its field. @param onMove called with the key and the value while it moves, @param onSet when it stays
 * @return {show(value), mark(values, words)}
 */
function makeSlider(parent, control, onMove, onSet) {
    const row = make(parent, 'div', {className: 'slider'}), id = `control-${control.key}`;
    make(row, 'label', {textContent: control.label, htmlFor: id});
    const field = make(row, 'input', {className: 'value', inputMode: 'decimal', autocomplete: 'off'});
    field.setAttribute('aria-label', `${control.label}: value`);
    const range = make(row, 'input', {type: 'range', id, min: 0, max: sliderSteps, step: 1});
    const marks = make(row, 'div', {className: 'mark-holder'});
    const unit = unitWords[control.unit] ?? control.unit;
    const interval = control.low !== null && control.high !== null
        ? `95 % ${significant(control.low)} to ${significant(control.high)}` : 'no published interval';
    const note = make(row, 'p', {className: 'note', id: `${id}-note`});
    range.setAttribute('aria-describedby', note.id);
    note.textContent = [`base ${significant(control.value)}${unit && ` ${unit}`}`, interval, control.source].filter(Boolean).join('; ');
    if (control.note) make(row, 'p', {className: 'note', textContent: `${capitalised(control.note)}.`});
    const said = make(row, 'p', {className: 'note met', hidden: true});
    let value = control.value, offBox = null;
    if (control.off !== null) {
        const label = make(row, 'label', {className: 'off'});
        offBox = make(label, 'input', {type: 'checkbox'});
        label.append(` off (${significant(control.off)})`);
        let before = control.value;
        offBox.onchange = () => {
            if (offBox.checked) before = value;
            const on = before === control.off ? control.high ?? control.maximum : before;
            onSet(control.key, offBox.checked ? control.off : on);
        };
    }
    const show = (next) => {
        value = next;
        range.value = Math.round(sliderSteps * sliderPlace(control, next));
        range.setAttribute('aria-valuetext', `${significant(next)} ${unit}`.trim());
        field.value = significant(next, 6);
        row.classList.toggle('moved', next !== control.value);
        if (offBox) offBox.checked = next === control.off;
    };
    range.oninput = () => {
        const next = sliderValue(control, Number(range.value) / sliderSteps);
        show(next);
        onMove(control.key, next);
    };
    range.onchange = () => onSet(control.key, value);
    field.onchange = () => {
        const next = Number(field.value.trim().replace(',', '.'));
        if (field.value.trim() !== '' && next >= control.minimum && next <= control.maximum) {
            onSet(control.key, next);
        } else {
            field.setCustomValidity(`from ${significant(control.minimum)} to ${significant(control.maximum)}`);
            field.reportValidity();
            field.setCustomValidity('');
            show(value);
        }
    };
    drawMarks(marks, control, []);
    show(value);
    return {
        row, control, show,
        mark(values, words) {
            drawMarks(marks, control, values);
            said.hidden = words === '';
            said.textContent = words;
        },
    };
}

/** Shares with one moved: the others keep their proportions, but for those that would fall below the least. */
function movedShares(values, part, wanted, least) {
    const share = Math.max(least, Math.min(1 - (values.length - 1) * least, wanted)), rest = 1 - values[part];
    const moved = values.map((old, k) => k === part ? share : Math.max(least, rest > 0 ? old * (1 - share) / rest : (1 - share) / (values.length - 1)));
    const largest = moved.reduce((best, one, k) => k !== part && (best === part || one > moved[best]) ? k : best, part);
    const others = moved.reduce((sum, one, k) => k === largest ? sum : sum + one, 0);
    moved[largest] = Math.max(least, 1 - others);
    return moved;
}

/** Shares that sum to 1. As makeSlider. */
function makeShares(parent, control, onMove, onSet) {
    const row = make(parent, 'fieldset', {className: 'slider shares'});
    make(row, 'legend', {textContent: control.label});
    const presets = makeChoice(row, 'Set to', [['', '…'], ...control.presets.map((preset, k) => [String(k), preset.label])], () => {
        if (presets.value !== '') onSet(control.key, control.presets[Number(presets.value)].values);
        presets.value = '';
    });
    let values = control.value;
    const parts = control.parts.map((label, part) => {
        const id = `control-${control.key}-${part}`;
        make(row, 'label', {textContent: label, htmlFor: id});
        const said = make(row, 'output', {className: 'value'});
        const range = make(row, 'input', {type: 'range', id, min: 0, max: sliderSteps, step: 1});
        range.oninput = () => {
            show(movedShares(values, part, Number(range.value) / sliderSteps, control.minimum));
            onMove(control.key, values);
        };
        range.onchange = () => onSet(control.key, values);
        return {range, said};
    });
    make(row, 'p', {className: 'note', textContent: control.source});
    function show(next) {
        values = next;
        parts.forEach(({range, said}, k) => {
            range.value = Math.round(sliderSteps * next[k]);
            said.textContent = `${(100 * next[k]).toFixed(1)} %`;
            range.setAttribute('aria-valuetext', said.textContent);
        });
        row.classList.toggle('moved', JSON.stringify(next) !== JSON.stringify(control.value));
    }
    show(values);
    return {row, control, show, mark() {}};
}

const sectionOrder = ['Mechanisms', 'Hazard ratios', 'Practice', 'Case mix', 'Hazards'];

/** Controls in the order of their sections; those that no result depends on at the end. */
function inSections(controls) {
    const rank = (control) => {
        const place = sectionOrder.indexOf(control.section);
        return (control.enters ? 0 : 100) + (place < 0 ? sectionOrder.length : place);
    };
    return controls.map((control, k) => ({control, k})).sort((a, b) => rank(a.control) - rank(b.control) || a.k - b.k)
        .map(({control}) => control);
}

/** All controls by section, with a field that finds them. @return Map of key to what makeSlider gives */
function makeSliders(place, controls, onMove, onSet) {
    const sliders = new Map(), sections = new Map();
    if (controls.length > 8) {
        const find = make(make(place, 'label', {textContent: 'Find a parameter ', className: 'find'}), 'input', {type: 'search', name: 'find'});
        find.oninput = () => {
            const words = find.value.toLowerCase();
            for (const {row, control} of sliders.values())
                row.hidden = !`${control.label} ${control.key} ${control.source}`.toLowerCase().includes(words);
            for (const section of sections.values()) {
                section.hidden = ![...section.querySelectorAll('.slider')].some((row) => !row.hidden);
                if (words) section.open = true;
            }
        };
    }
    for (const control of inSections(controls)) {
        if (!sections.has(control.section)) {
            const section = make(place, 'details', {open: sections.size === 0 || controls.length <= 8});
            make(section, 'summary', {textContent: control.section});
            sections.set(control.section, section);
        }
        const kind = control.kind === 'shares' ? makeShares : makeSlider;
        sliders.set(control.key, kind(sections.get(control.section), control, onMove, onSet));
    }
    return sliders;
}

/** Names what results depend on and this page cannot move, where a reader looks for its slider. */
function showFixed(place, labels) {
    if (labels.length === 0) return;
    const section = make(place, 'details', {className: 'fixed'});
    make(section, 'summary', {textContent: `Not moved by this page (${labels.length})`});
    make(section, 'p', {className: 'note', textContent: 'These are compiled into the tables of the run; the live page of ibtr explore moves them.'});
    const list = make(section, 'ul', {className: 'note'});
    for (const label of labels) make(list, 'li', {textContent: label});
}
