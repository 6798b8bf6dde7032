'use strict';

// "What would have to be true": a number that the model is to say, and for every slider by itself the value at which it does.

/** Fills a section with the question, its progress and its answers; sliders of the panel are marked. */
function showTarget(place, server, model, panel, announce) {
    make(place, 'h2', {textContent: 'What would have to be true', id: 'target'});
    make(place, 'p', {textContent: 'Pick a number that the model is to say at the time and endpoint chosen above. Every slider is then moved by itself, ' +
        'all others as they are, to where the model says it.'});
    const controls = make(place, 'div', {className: 'controls'});
    const others = model.strategies.filter((strategy) => strategy.name !== model.comparator);
    const kind = makeChoice(controls, 'Number', [['difference', 'difference per 100'], ['value', 'per 100'], ['risk_ratio', 'ratio of risks']], () => {});
    const strategy = makeChoice(controls, 'Strategy', others.map((one) => [one.name, one.label]), () => {});
    const wanted = make(make(controls, 'label', {textContent: 'to be '}), 'input', {inputMode: 'decimal', size: 6, value: '0', name: 'target', autocomplete: 'off'});
    const start = makeButton(controls, 'Search', begin), stop = makeButton(controls, 'Stop', () => server.post('/target/stop', {}).then(show, fail));
    stop.disabled = true;
    const said = make(place, 'p', {className: 'readout'});
    said.setAttribute('role', 'status');
    const found = make(place, 'div', {className: 'table', tabIndex: 0, hidden: true});
    found.setAttribute('role', 'region');
    found.setAttribute('aria-label', 'Values that meet the target');
    const labels = new Map(model.controls.map((control) => [control.key, control.label]));

    const fail = (error) => {
        said.textContent = error.message;
        start.disabled = false;
        stop.disabled = true;
    };
    async function begin() {
        const number = Number(wanted.value.trim().replace(',', '.'));
        if (wanted.value.trim() === '' || !Number.isFinite(number)) {
            said.textContent = 'The target must be a number.';
            return;
        }
        const {set, endpoint, group, population, landmark} = panel.state;
        const quantity = {kind: kind.value, endpoint, group, population, strategy: strategy.value, time_years: landmark};
        start.disabled = true;
        stop.disabled = false;
        for (const slider of panel.sliders.values()) slider.mark([], '');
        try {
            let progress = await server.post('/target', {state: {set}, quantity, value: kind.value === 'risk_ratio' ? number : number / 100});
            show(progress);
            while (progress.running) {
                await new Promise((resolve) => setTimeout(resolve, 300));
                progress = await server.ask('GET', '/target');
                show(progress);
            }
            announce(said.textContent);
        } catch (error) {
            fail(error);
        }
    }
    function show(progress) {
        start.disabled = progress.running;
        stop.disabled = !progress.running;
        const met = progress.results.filter((result) => result.value !== null);
        const state = progress.error ?? (progress.running ? 'Searching' : progress.stopped ? 'Stopped' : 'Done');
        said.textContent = `${state}: ${progress.done} of ${progress.of} sliders, ${progress.seconds.toFixed(1)} s; ` +
            (met.length > 0 ? `${met.length} can meet it.` : progress.running ? '' : 'none meets it by itself.');
        for (const {key, value, values, reason} of progress.results)
            panel.sliders.get(key)?.mark(values, value === null ? `Target: ${reason}` : `Target met at ${values.map((one) => significant(one)).join(', ')}`);
        found.hidden = met.length === 0;
        const base = (key) => panel.sliders.get(key)?.control.value;
        fillTable(found, ['Parameter', 'Now', 'Target met at', '95 % interval'], met.map(({key, values}) => {
            const {low, high} = panel.sliders.get(key).control;
            return [labels.get(key), significant(panel.state.set[key] ?? base(key)), values.map((one) => significant(one)).join(', '),
                    low === null ? '–' : `${significant(low)} to ${significant(high)}`];
        }));
    }
}
