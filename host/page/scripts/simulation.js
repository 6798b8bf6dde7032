'use strict';

// The engine inside a page as a source of numbers: a cohort walked by all threads of this computer, with moved parameters.

/** One thread with an engine of its own. */
class WalkingThread {
    constructor() {
        const source = ['cohort', 'cohort_curves', 'worker'].map((name) => document.getElementById(`${name}-script`).textContent);
        const address = URL.createObjectURL(new Blob([source.join('\n')], {type: 'text/javascript'}));
        this.worker = new Worker(address);
        URL.revokeObjectURL(address);
    }
    /** What it answers to one task. @throws Error with its words where it fails */
    ask(task, given, transfer = []) {
        return new Promise((resolve, reject) => {
            this.worker.onmessage = ({data}) => data.error === undefined ? resolve(data) : reject(new Error(data.error));
            this.worker.onerror = (event) => reject(new Error(event.message || 'a thread could not start'));
            this.worker.postMessage({task, given}, transfer);
        });
    }
}

/** Numbers of a run, walked anew in the page for every state of the controls. */
class SimulatedSource {
    /**
     * @param cohort cohort_data with the run's patients, seed and digest @param live live_data
     * @param recorded curves of the run, as chart_data has them
     */
    constructor(cohort, live, recorded) {
        this.recorded = recorded;
        this.cohort = cohort;
        this.live = live;
        this.model = new CohortModel(live);
        this.ends = live.landmarks_years.map((years) => Math.round(years * live.grid_per_year));
        this.times = Array.from({length: cohort.bins + 1}, (_, bin) => bin / live.grid_per_year);
        this.opened = null;
        this.walked = null;
        this.onProgress = () => {};
        /** What a reader takes away of a state, by the words of its button. */
        this.copies = {'Copy command': (state) => this.#command(state)};
    }

    describe() {
        const {live} = this;
        return {
            people: live.people, horizon_years: live.horizon_years, landmarks_years: live.landmarks_years,
            strategies: live.strategies, reference: live.reference, endpoints: live.endpoints, groups: live.groups,
            populations: live.populations, controls: live.controls, fixed: live.fixed,
            accuracies: ['quick', 'full'], settings: {patients: this.cohort.patients, seed: this.cohort.seed},
            readSettings: (given) => {
                try {
                    return given && checkedSettings(String(given.patients), String(given.seed));
                } catch {
                    return undefined;
                }
            },
        };
    }

    /** Few women answer a slider that is still moving. */
    #quickNumber(values, patients) {
        return Math.min(Math.max(this.model.fewestWomen(this.model.stratumWeights(values)), 20000), patients);
    }

    async #threads() {
        if (!this.opened) {
            this.opened = (async () => {
                const module = await WebAssembly.compile(bytesOfBase64(this.cohort.engine));
                const wanted = Math.min(navigator.hardwareConcurrency || 1, this.cohort.batches, 16);
                const affordable = Math.max(1, Math.floor(1e9 / tallyBytes(this.cohort)));  // each has tallies of its own
                const threads = Array.from({length: Math.min(wanted, affordable)}, () => new WalkingThread());
                const data = {...this.cohort, engine: undefined};
                await Promise.all(threads.map((thread) => thread.ask('open', {module, data})));
                return threads;
            })();
        }
        return this.opened;
    }

    /**
     * The numbers of a state. @param state {set, endpoint, group, population} @param accuracy of describe()
     * @param stopped asked between batches @return null where it was stopped
     */
    async solve(state, accuracy, stopped) {
        const begin = performance.now(), {model, live} = this, values = model.values(state.set);
        const {patients, seed} = state.settings, women = accuracy === 'quick' ? this.#quickNumber(values, patients) : patients;
        const walk = JSON.stringify([state.set, women, seed]);
        if (this.walked !== walk && !await this.#walk(walk, values, women, seed, stopped)) return null;
        const endpoint = live.endpoints.find((one) => one.name === state.endpoint);
        const choice = {endpoint, group: live.groups.find((one) => one.name === state.group), population: state.population};
        const threads = await this.#threads();
        const parts = await Promise.all(threads.map((thread) => thread.ask('reduce', {edges: endpoint.edges, ends: this.ends})));
        const reduced = parts.map((part) => part.reduced).reduce(addReduced);
        const numbers = cohortNumbers(model, values, this.cohort, reduced, this.ends, choice);
        const limits = (value, error) => value === null ? {} : {low: value - numbers.quantile * error, high: value + numbers.quantile * error};
        return {
            accuracy, seconds: (performance.now() - begin) / 1000, time_years: this.times,
            curves: numbers.curves, differences: numbers.differences,
            landmarks: numbers.landmarks.map((at) => ({
                time_years: at.time_years, strategy: at.strategy, value: at.value, difference: at.difference,
                value_limits: limits(at.value, at.valueError), difference_limits: limits(at.difference, at.differenceError),
            })),
            words: `${women.toLocaleString('en')} ${live.people}, seed ${seed}: intervals from the number simulated`,
        };
    }

    /** Walks the cohort. @return whether it came to its end */
    async #walk(walk, values, women, seed, stopped) {
        const threads = await this.#threads(), {cohort, model} = this;
        const weights = model.stratumWeights(values);
        const known = JSON.stringify([weights, women]);
        if (this.allocated !== known) {
            this.allocation = allocateWomen(weights, women);
            this.allocated = known;
        }
        this.walked = null;
        const inverses = this.live.exits.some((ratios) => ratios.length > 0) ? model.inverseMultipliers(values) : null;
        await Promise.all(threads.map((thread) => thread.ask('begin', {seed, allocation: this.allocation, inverses})));
        const begin = performance.now();
        let next = 0, done = 0;
        await Promise.all(threads.map(async (thread) => {
            while (next < cohort.batches && !stopped()) {
                await thread.ask('batch', next++);
                this.onProgress(++done / cohort.batches);
            }
        }));
        this.seconds = (performance.now() - begin) / 1000;
        if (done < cohort.batches) return false;
        this.walked = walk;
        return true;
    }

    /** The base case as the run's files have it. */
    ghost(state) {
        const of = (strategy) => this.recorded.find((curve) => curve.strategy === strategy.name && curve.group === state.group &&
            curve.population === state.population && curve.endpoint === state.endpoint);
        const curves = this.live.strategies.map(of), known = curves.find((curve) => curve !== undefined);
        return known ? {time_years: known.times, curves: curves.map((curve) => curve && curve.estimate)} : null;
    }

    /** The digest of a whole walk, as `ibtr run` prints it; null where it was stopped. */
    async digest(state, stopped) {
        if (await this.solve(state, 'full', stopped) === null) return null;
        const [first, ...others] = await this.#threads();
        for (const thread of others) {
            const {tallies} = await thread.ask('hand_over');
            await first.ask('add', tallies, Object.values(tallies).map((words) => words.buffer));
        }
        const pace = state.settings.patients * this.cohort.strategies / this.seconds / 1e6;
        return {...await first.ask('digest'), threads: others.length + 1, pace};
    }

    #command(state) {
        const moved = Object.entries(state.set).map(([key, value]) =>
            ` --set '${key}=${Array.isArray(value) ? `[${value.join(', ')}]` : value}'`);
        return `ibtr run CONFIG.toml --patients ${state.settings.patients} --seed ${state.settings.seed}${moved.join('')}`;
    }
}

/** Number and seed of a walk as a reader writes them. @throws Error saying what they must be */
function checkedSettings(patients, seed) {
    const number = Number(patients.replaceAll(',', '').trim()), text = seed.trim();
    if (!Number.isInteger(number) || number < 1 || number >= 2 ** 32)
        throw new Error('The number must be whole, from 1 to 4,294,967,295.');
    if (!/^\d{1,20}$/.test(text) || BigInt(text) >= 2n ** 64n)
        throw new Error('The seed must be whole, from 0 to 18,446,744,073,709,551,615.');
    return {patients: number, seed: text};
}

/** Controls of number, seed and digest, above those of a panel. */
function showWalk(place, source, panel) {
    const {cohort} = source;
    const controls = make(place, 'div', {className: 'controls'});
    const field = (label, value, name) =>
        make(make(controls, 'label', {textContent: label + ' '}), 'input', {value, name, inputMode: 'numeric', size: 12, autocomplete: 'off'});
    const women = field('Number', String(cohort.patients), 'patients'), seed = field('Seed', cohort.seed, 'seed');
    const start = makeButton(controls, 'Simulate', run), stop = makeButton(controls, 'Stop', () => { stopping = true; });
    stop.disabled = true;
    const bar = make(place, 'progress', {max: 1, value: 0});
    bar.setAttribute('aria-label', 'Share simulated');
    const said = make(place, 'p', {className: 'readout'});
    said.setAttribute('role', 'status');
    let stopping = false;
    source.onProgress = (share) => { bar.value = share; };

    panel.onState = ({settings}) => {
        women.value = settings.patients;
        seed.value = settings.seed;
    };
    panel.onState(panel.state);

    function verdict(result, state) {
        const same = result.digest === cohort.tally_digest, {patients, seed: text} = state.settings;
        const moved = Object.keys(state.set).length > 0;
        said.classList.toggle('same', same);
        return `Tally digest ${result.digest}; recorded ${cohort.tally_digest}. ` +
            (same ? 'The same: this page has repeated the run, to the last count.'
                : moved ? 'Moved parameters make another digest: that of the command below.'
                : patients === cohort.patients && text === cohort.seed ? 'NOT the same: something in this page or browser is wrong.'
                : 'Another number or seed makes another digest.') +
            ` ${result.pace.toFixed(1)} million histories a second, ${result.threads} thread${result.threads === 1 ? '' : 's'}.`;
    }
    async function run() {
        stopping = false;
        start.disabled = true;
        stop.disabled = false;
        said.textContent = 'Simulating …';
        try {
            panel.setSettings(checkedSettings(women.value, seed.value));
            const state = panel.state;
            await panel.exclusively(async () => {
                source.walked = null;
                const result = await source.digest(state, () => stopping);
                said.textContent = result === null ? 'Stopped.' : verdict(result, state);
            });
        } catch (error) {
            said.textContent = error.message;
        }
        start.disabled = false;
        stop.disabled = true;
    }
}
