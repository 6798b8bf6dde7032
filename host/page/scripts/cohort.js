'use strict';

// A cohort of `ibtr run`, walked in a browser: the same women in the same strata, batches and order, by the engine's own
// source. Works in a page, in a worker and in node; asks nothing of a network.

/** What a cohort cannot do, in words for its reader. */
class CohortError extends Error {}

/** A finite double as mantissa * 2^exponent, the mantissa a BigInt. */
function exactDouble(value) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    const bits = view.getBigUint64(0);
    const biased = Number((bits >> 52n) & 0x7ffn);
    const fraction = bits & ((1n << 52n) - 1n);
    return biased === 0 ? {mantissa: fraction, exponent: -1074}
                        : {mantissa: fraction | (1n << 52n), exponent: biased - 1075};
}

/** Rounds a BigInt to 64 significant bits, ties to even: what a product in 80-bit long double keeps. */
function roundTo64Bits(value) {
    const surplus = value.toString(2).length - 64;
    if (surplus <= 0) return value;
    const shift = BigInt(surplus), half = 1n << (shift - 1n);
    const rest = value & ((1n << shift) - 1n);
    let kept = value >> shift;
    if (rest > half || (rest === half && (kept & 1n) === 1n)) ++kept;
    return kept << shift;
}

/**
 * Women of each stratum by largest remainder, ties to the lowest stratum: `allocate` of include/ibtr/population.hpp, bit
 * for bit where long double has 64 bits of mantissa.
 * @param weights of the strata, doubles that sum to 1
 * @param women a whole number up to 2^32 - 1
 * @throws CohortError where a stratum would be empty
 */
function allocateWomen(weights, women) {
    const scale = 1140;  // 2^-scale divides every double and its products
    const all = BigInt(women);
    const ideal = weights.map((weight) => {
        const {mantissa, exponent} = exactDouble(weight);
        return roundTo64Bits(mantissa * all) << BigInt(scale + exponent);
    });
    const share = ideal.map((value) => Number(value >> BigInt(scale)));
    const remainder = ideal.map((value, k) => value - (BigInt(share[k]) << BigInt(scale)));
    const order = weights.map((_, k) => k).sort((a, b) =>
        remainder[a] > remainder[b] ? -1 : remainder[a] < remainder[b] ? 1 : a - b);
    let given = share.reduce((sum, value) => sum + value, 0);
    for (let k = 0; given < women; k = (k + 1) % order.length, ++given) ++share[order[k]];
    for (let k = order.length; given > women; --given) {
        do k = k === 0 ? order.length - 1 : k - 1;
        while (share[order[k]] === 0);
        --share[order[k]];
    }
    if (share.includes(0)) throw new CohortError(`With ${women} women a stratum would be empty: take more.`);
    return share;
}

/**
 * The women of one batch, stratum after stratum in the order of their cells: {stratum, cell, first, count}, first an index
 * within the stratum. A woman's batch is her number in the whole cohort modulo the batches.
 */
function batchRuns(data, allocation, batch) {
    const runs = [];
    let begin = 0;
    data.strata.forEach((stratum, h) => {
        const end = begin + allocation[h];
        const number = begin + (batch + data.batches - begin % data.batches) % data.batches;
        if (number < end)
            runs.push({stratum: h, cell: stratum.cell, first: number - begin,
                       count: Math.ceil((end - number) / data.batches)});
        begin = end;
    });
    return runs.sort((a, b) => a.cell - b.cell || a.stratum - b.stratum);
}

function bytesOfBase64(text) {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let k = 0; k < binary.length; ++k) bytes[k] = binary.charCodeAt(k);
    return bytes;
}

/** Women that one set of counters may hold (include/ibtr/core/ticks.hpp). */
const maxWomenPerCounter = 65536;

/** Bytes of a cohort's tallies, in each of the engines that walk it. */
function tallyBytes(data) {
    const fine = data.strategies * data.cells * data.edges * data.bins;
    const coarse = data.batches * data.strategies * data.cells * data.edges * data.interval_end_bins.length;
    return 16 * (fine + coarse) + 8 * data.strategies * data.edges * data.bins;
}

/** One engine with tallies of its own. */
class Cohort {
    /**
     * @param module a WebAssembly.Module of the engine
     * @param data cohort_data of host/page/cohort_data.hpp
     * @throws CohortError where the browser has too little memory
     */
    constructor(module, data) {
        this.data = data;
        this.engine = new WebAssembly.Instance(module, {}).exports;
        const bundle = this.#write(bytesOfBase64(data.tables));
        const ends = this.#write(new Uint8Array(Uint32Array.from(data.interval_end_bins).buffer));
        this.handle = this.engine.open(bundle, data.batches, data.cells, data.interval_end_bins.length, ends);
        if (this.handle === 0) throw new CohortError('This browser has too little memory for the tallies.');
        this.hash = this.#reserve(16);
    }

    #reserve(bytes) {
        const at = this.engine.reserve(bytes);
        if (at === 0) throw new CohortError('This browser has too little memory for the tables.');
        return at;
    }
    #write(bytes) {
        const at = this.#reserve(bytes.length);
        new Uint8Array(this.engine.memory.buffer).set(bytes, at);
        return at;
    }
    #words(at, count) { return new BigUint64Array(this.engine.memory.buffer, at >>> 0, count); }

    /**
     * Walks the women of one batch. @param seed a BigInt below 2^64 @param runs of batchRuns
     * @throws CohortError where a woman comes to a state more often than the config's visit_limit
     */
    walkBatch(seed, batch, runs) {
        const low = Number(seed & 0xffffffffn) | 0, high = Number(seed >> 32n) | 0;
        let held = 0, cell = -1;
        const settle = () => {
            if (held > 0) this.engine.count(this.handle, batch, cell, held);
            held = 0;
        };
        for (const run of runs) {
            if (run.cell !== cell) settle();
            cell = run.cell;
            for (let done = 0; done < run.count;) {
                if (held === maxWomenPerCounter) settle();
                const women = Math.min(run.count - done, maxWomenPerCounter - held);
                const first = run.first + done * this.data.batches;
                if (!this.engine.walk(this.handle, low, high, run.stratum, this.data.strata[run.stratum].id, first, women))
                    throw new CohortError('A patient came back to one state more often than visit_limit allows.');
                done += women;
                held += women;
            }
        }
        settle();
    }

    /** Views of the tallies, in the layout of include/ibtr/tallies.hpp; gone when the engine takes more memory. */
    tallies() {
        const {strategies, cells, edges, bins, batches, interval_end_bins: ends} = this.data;
        const fine = strategies * cells * edges * bins, coarse = batches * strategies * cells * edges * ends.length;
        const e = this.engine, h = this.handle;
        return {counts: this.#words(e.counts(h), fine), offsets: this.#words(e.offsets(h), fine),
                batch_counts: this.#words(e.batch_counts(h), coarse), batch_offsets: this.#words(e.batch_offsets(h), coarse),
                patients: this.#words(e.patients(h), batches * cells)};
    }

    /** Takes other multipliers of hazards: [strategies][strata][exits], their reciprocals. */
    setInverseMultipliers(inverses) {
        new Float32Array(this.engine.memory.buffer, this.engine.inverse_multipliers(this.handle) >>> 0, inverses.length).set(inverses);
    }

    /** Forgets all women. */
    clear() {
        for (const words of Object.values(this.tallies())) words.fill(0n);
    }

    /** Adds tallies of other women of the same cohort. */
    add(others) {
        const mine = this.tallies();
        for (const name of Object.keys(mine))
            for (let k = 0; k < mine[name].length; ++k) mine[name][k] += others[name][k];
    }

    /** The tally digest that `ibtr run` prints for these women, 32 hex digits. */
    digest() {
        this.engine.digest(this.handle, this.hash);
        return Array.from(this.#words(this.hash, 2), (word) => word.toString(16).padStart(16, '0')).join('');
    }
}
