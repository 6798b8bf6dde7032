'use strict';

// The page of `ibtr explore`: the panel over the exact solver, asked over HTTP (docs/explore.md).

/** What the server refuses, in its words. */
class RefusedError extends Error {}

/** The program that served the page. */
class Server {
    constructor(token) { this.token = token; }
    /** @throws RefusedError with the server's words; what `signal` throws where it was given up */
    async ask(method, path, body, signal) {
        const answer = await fetch(path, {
            method, signal, headers: {'Content-Type': 'application/json', 'X-Ibtr-Token': this.token},
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        const json = await answer.json();
        if (answer.ok) return json;
        const problems = (json.problems ?? []).map((problem) => problem.message).join('; ');
        throw Object.assign(new RefusedError(problems || json.error), {status: answer.status});
    }
    post(path, body, signal) { return this.ask('POST', path, body, signal); }
}

/** Numbers of the exact solution at every state. */
class ExactSource {
    constructor(server, model) {
        this.server = server;
        this.model = model;
        this.page = crypto.randomUUID();
        this.sequence = 0;
        this.ghosts = new Map();
        this.asking = null;
        this.copies = {
            'Copy --set line': async (state) => (await server.post('/state', {state: {set: state.set}})).set_line,
            'Copy TOML': async (state) => (await server.post('/state', {state: {set: state.set}})).toml,
        };
    }

    describe() {
        const {model} = this;
        return {...model, reference: model.strategies.findIndex((strategy) => strategy.name === model.comparator),
                accuracies: model.coarse ? ['coarse', 'exact'] : ['exact']};
    }

    /** A newer state is there: an exact answer that takes its time is given up. */
    interrupt() {
        if (this.asking && this.asking.accuracy === 'exact' && this.model.coarse) this.asking.control.abort();
    }

    #question(state, accuracy) {
        return {state: {set: state.set}, accuracy, endpoint: state.endpoint, group: state.group, population: state.population,
                landmarks_years: this.model.landmarks_years};
    }
    #key(state) { return [state.endpoint, state.group, state.population].join('|'); }

    async solve(state, accuracy, stopped) {
        const control = new AbortController(), begin = performance.now();
        this.asking = {accuracy, control};
        let answer;
        try {
            answer = await this.server.post('/solve', {...this.#question(state, accuracy), page: this.page, sequence: ++this.sequence}, control.signal);
        } catch (error) {
            if (control.signal.aborted || error.status === 409) return null;
            throw error;
        } finally {
            this.asking = null;
        }
        const result = this.#result(answer, (performance.now() - begin) / 1000);
        if (Object.keys(state.set).length === 0 && answer.accuracy === 'exact') this.ghosts.set(this.#key(state), result);
        return stopped() ? null : result;
    }

    #result(answer, seconds) {
        const of = (list, name) => list.find((one) => one.strategy === name)?.values ?? null;
        const names = this.model.strategies.map((strategy) => strategy.name);
        const curves = names.map((name) => of(answer.curves, name));
        const differences = names.map((name) => name === this.model.comparator ? null : of(answer.differences, name));
        const landmarks = answer.landmarks.map((at) => {
            const strategy = names.indexOf(at.strategy);
            return {time_years: at.time_years, strategy, value: at.value, risk_ratio: at.risk_ratio,
                    difference: valueAt(answer.time_years, differences[strategy], at.time_years)};
        });
        const isCoarse = answer.accuracy === 'coarse';
        return {
            accuracy: answer.accuracy, seconds, time_years: answer.time_years, curves, differences, landmarks, decision: answer.decision,
            words: isCoarse ? `A coarse answer, within ${significant(answer.error_bound, 1)}, in ${Math.round(1000 * answer.solve_seconds)} ms`
                            : `Solved exactly in ${Math.round(1000 * answer.solve_seconds)} ms`,
        };
    }

    /** The base case, which is asked for where it is not known. */
    ghost(state) {
        const key = this.#key(state), known = this.ghosts.get(key);
        if (known === undefined) {
            this.ghosts.set(key, null);  // asked for
            this.server.post('/solve', {...this.#question({...state, set: {}}, 'exact'), page: `base ${this.page} ${key}`, sequence: 1})
                .then((answer) => { this.ghosts.set(key, this.#result(answer, 0)); this.onGhost(); }, () => this.ghosts.delete(key));
        }
        return known ?? null;
    }
}

(() => {
    const {token, model} = JSON.parse(document.getElementById('data').textContent);
    const server = new Server(token), content = document.getElementById('content');
    document.body.classList.add('wide');
    make(content, 'h1', {textContent: model.title});
    make(content, 'p', {className: 'warning', textContent: 'Research model on published group data; not for decisions about one patient.'});
    make(content, 'p', {className: 'note', textContent: `${model.config}, solved exactly at every state by ibtr ${model.version}.`});
    for (const words of model.warnings) make(content, 'p', {className: 'note', textContent: words});
    const place = make(content, 'div');
    const live = make(document.body, 'p', {id: 'live', className: 'unseen'});
    live.setAttribute('role', 'status');
    live.setAttribute('aria-live', 'polite');
    const announce = (words) => { live.textContent = words; };

    const source = new ExactSource(server, model);
    const panel = new Panel(place, source, announce);
    source.onGhost = () => panel.ghostIsKnown();
    const more = make(content, 'div');
    showTarget(make(more, 'section'), server, model, panel, announce);
    if (model.psa) showDraws(make(more, 'section'), server, model, panel);
    const end = make(content, 'p');
    makeButton(end, 'End the program', async () => {
        try {
            await server.post('/quit', {});
        } catch {
            // it has ended before it answered
        }
        content.inert = true;
        document.body.prepend(Object.assign(document.createElement('p'), {className: 'warning', textContent: 'The program has ended; this page can be closed.'}));
        announce('The program has ended.');
    });
})();
