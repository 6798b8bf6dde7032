'use strict';

// States of the controls: undone, redone, written into the page's address and read from it.

class StateHistory {
    constructor(first) {
        this.states = [JSON.stringify(first)];
        this.place = 0;
    }
    get now() { return JSON.parse(this.states[this.place]); }
    get canUndo() { return this.place > 0; }
    get canRedo() { return this.place + 1 < this.states.length; }
    /** A new state, in place of what had been undone. */
    add(state) {
        const text = JSON.stringify(state);
        if (text === this.states[this.place]) return;
        this.states.splice(this.place + 1, Infinity, text);
        this.place = this.states.length - 1;
    }
    undo() { if (this.canUndo) --this.place; return this.now; }
    redo() { if (this.canRedo) ++this.place; return this.now; }
}

const stateMark = '#state=';

/** The part of an address that holds a state: only what is not as in the base case. */
function stateToHash(state, base) {
    const parts = {};
    for (const [key, value] of Object.entries(state))
        if (JSON.stringify(value) !== JSON.stringify(base[key])) parts[key] = value;
    return stateMark + encodeURIComponent(JSON.stringify(parts));
}

/**
 * The state of an address; what is unknown or out of bounds is left as in the base case. @return null where it holds none
 * @param description of a source
 */
function stateFromHash(hash, base, description) {
    if (!hash.startsWith(stateMark)) return null;
    let parts;
    try {
        parts = JSON.parse(decodeURIComponent(hash.slice(stateMark.length)));
    } catch {
        return null;
    }
    if (parts === null || typeof parts !== 'object') return null;
    const state = JSON.parse(JSON.stringify(base));
    const names = {endpoint: 'endpoints', group: 'groups', population: 'populations'};
    for (const [key, list] of Object.entries(names))
        if (description[list].some((one) => one.name === parts[key])) state[key] = parts[key];
    if (description.readSettings) state.settings = description.readSettings(parts.settings) ?? state.settings;
    if (description.landmarks_years.includes(parts.landmark)) state.landmark = parts.landmark;
    for (const control of description.controls) {
        const value = parts.set && Object.hasOwn(parts.set, control.key) ? parts.set[control.key] : undefined;
        const isLegal = (one) => typeof one === 'number' && one >= control.minimum && one <= control.maximum;
        const fits = Array.isArray(control.value) ? Array.isArray(value) && value.length === control.value.length && value.every(isLegal)
                                                  : isLegal(value);
        if (fits && JSON.stringify(value) !== JSON.stringify(control.value)) state.set[control.key] = value;
    }
    return state;
}
