'use strict';

// A page whose parameters move: controls on one side, what a source of numbers says of them on the other.
//
// A source has
//   describe()                     people, horizon_years, landmarks_years, strategies, reference, endpoints, groups,
//                                  populations, controls, accuracies (the first is quick, the last final), where it has
//                                  any settings and readSettings(text), and where it has that, fixed: labels of what it
//                                  cannot move
//   solve(state, accuracy, stopped)  {time_years, curves, differences, landmarks, words, seconds, decision?} or null
//   ghost(state)                   {time_years, curves} of the base case; null where it is not known yet: the panel is then
//                                  told by its method `ghostIsKnown`
//   copies                         {words of a button: function of a state that gives a text or a promise of one}
//   interrupt()                    where it has that: a newer state is there

class Panel {
    constructor(place, source, announce) {
        this.source = source;
        this.announce = announce;
        this.description = source.describe();
        const {endpoints, groups, populations, landmarks_years: landmarks, controls} = this.description;
        this.base = {set: {}, endpoint: endpoints[0].name, group: groups[0].name, population: populations[0].name, landmark: landmarks[0] ?? this.description.horizon_years};
        if (this.description.settings) this.base.settings = this.description.settings;
        this.state = stateFromHash(location.hash, this.base, this.description) ?? JSON.parse(JSON.stringify(this.base));
        this.history = new StateHistory(this.state);
        place.classList.add('panel');
        const side = make(place, 'div', {className: 'panel-controls'}), main = make(place, 'div', {className: 'panel-views'});
        this.#makeTools(side);
        this.sliders = makeSliders(side, controls, (key, value) => this.#move(key, value), (key, value) => this.#set(key, value));
        showFixed(side, this.description.fixed ?? []);
        this.#makeChoices(main);
        this.status = make(main, 'p', {className: 'status'});
        this.views = new Views(main, this.description, announce);
        this.now = make(place, 'p', {className: 'panel-now'});  // where the charts are far from the sliders
        this.now.setAttribute('aria-hidden', 'true');
        this.asked = 0;
        this.running = Promise.resolve();
        window.addEventListener('hashchange', () => {
            const state = stateFromHash(location.hash, this.base, this.description);
            if (state && JSON.stringify(state) !== JSON.stringify(this.state)) this.#commit(state);
        });
        this.#showControls();
        this.refresh();
    }

    #makeTools(side) {
        const tools = make(side, 'div', {className: 'controls'});
        this.undoButton = makeButton(tools, 'Undo', () => this.#go(this.history.undo()));
        this.redoButton = makeButton(tools, 'Redo', () => this.#go(this.history.redo()));
        this.resetButton = makeButton(tools, 'Base case', () => this.#commit({...this.state, set: {}}));
        makeButton(tools, 'Copy link', () => this.#copy('Link', location.href.split('#')[0] + stateToHash(this.state, this.base)));
        for (const [words, text] of Object.entries(this.source.copies))
            makeButton(tools, words, () => this.#copyOf(words.replace('Copy ', ''), text));
        this.copied = make(side, 'output', {className: 'copied'});
    }

    #makeChoices(main) {
        const choices = make(main, 'div', {className: 'controls'}), {endpoints, groups, populations, landmarks_years: landmarks} = this.description;
        const named = (list) => list.map((one) => [one.name, one.label]);
        const add = (key, label, options, parse = (text) => text) => {
            const select = makeChoice(choices, label, options, () => this.#commit({...this.state, [key]: parse(select.value)}));
            return [key, select];
        };
        this.choices = [add('endpoint', 'Endpoint', named(endpoints)), add('group', 'Group', named(groups)),
                        add('population', 'Population', named(populations)),
                        add('landmark', 'Icons at', landmarks.map((years) => [String(years), inYears(years)]), Number)];
    }

    async #copyOf(what, text) {
        try {
            await this.#copy(what, await text(this.state));
        } catch (error) {
            this.copied.textContent = error.message;
        }
    }
    async #copy(what, text) {
        try {
            await navigator.clipboard.writeText(text);
            this.copied.textContent = `${what} copied.`;
        } catch {
            this.copied.textContent = text;  // to be marked and copied by hand
        }
        this.announce(this.copied.textContent);
    }

    #changed(key, value) {
        const set = {...this.state.set, [key]: value}, now = (one) => set[one] ?? this.sliders.get(one).control.value;
        const partners = this.sliders.get(key).control.partners ?? [], rest = partners.reduce((sum, one) => sum + now(one), 0);
        for (const partner of partners) set[partner] = rest > 0 ? now(partner) * (1 - value) / rest : (1 - value) / partners.length;
        for (const one of [key, ...partners])
            if (JSON.stringify(set[one]) === JSON.stringify(this.sliders.get(one).control.value)) delete set[one];
        return {...this.state, set};
    }
    #move(key, value) {
        this.state = this.#changed(key, value);
        this.refresh();
    }
    #set(key, value) { this.#commit(this.#changed(key, value)); }
    #commit(state) {
        this.history.add(state);
        this.#go(state);
    }
    /** Other settings of the source, where it has any. */
    setSettings(settings) { this.#commit({...this.state, settings}); }
    #go(state) {
        this.state = state;
        this.copied.textContent = '';
        const moved = JSON.stringify(state) !== JSON.stringify(this.base);
        if (moved || location.hash.startsWith(stateMark)) history.replaceState(null, '', moved ? stateToHash(state, this.base) : '#');
        this.#showControls();
        this.refresh();
    }
    #showControls() {
        for (const [key, slider] of this.sliders) slider.show(this.state.set[key] ?? slider.control.value);
        for (const [key, select] of this.choices) select.value = String(this.state[key]);
        this.undoButton.disabled = !this.history.canUndo;
        this.redoButton.disabled = !this.history.canRedo;
        this.resetButton.disabled = Object.keys(this.state.set).length === 0;
        this.onState?.(this.state);
    }

    /** Asks the source about the state of now: quickly, then finally; a newer state ends the latter. */
    refresh() {
        const mine = ++this.asked;
        this.source.interrupt?.();
        this.running = this.running.then(() => this.#answer(mine));
    }

    /** Runs a task alone, with no question to the source meanwhile, then asks anew. */
    exclusively(task) {
        ++this.asked;
        this.running = this.running.then(task).finally(() => this.refresh());
        return this.running;
    }

    /** Draws the last answer, with the base case behind it. */
    ghostIsKnown() {
        const {result, state} = this.shown;
        this.views.show(result, state, Object.keys(state.set).length > 0 ? this.source.ghost(state) : null);
        this.now.textContent = this.views.sentence();
    }

    async #answer(mine) {
        if (mine !== this.asked) return;
        const {accuracies} = this.description, state = JSON.parse(JSON.stringify(this.state));
        try {
            for (const accuracy of accuracies) {
                const isLast = accuracy === accuracies[accuracies.length - 1];
                const result = await this.source.solve(state, accuracy, () => isLast && mine !== this.asked);
                if (result === null) return;
                this.shown = {result, state};
                this.ghostIsKnown();
                this.status.textContent = isLast ? result.words : `${result.words}; the full answer follows.`;
                this.status.dataset.accuracy = accuracy;
                if (mine !== this.asked) return;
            }
            this.announce(this.views.sentence());
            this.onAnswer?.(state);
        } catch (error) {
            this.status.textContent = error.message;
            this.announce(error.message);
        }
    }
}
