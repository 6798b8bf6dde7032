'use strict';

// "Simulate again, here": a cohort walked by all threads of this computer, each with an engine of its own.

/** What one worker answers to one message. @throws Error with its words where it fails */
function ask(worker, message, transfer = []) {
    return new Promise((resolve, reject) => {
        worker.onmessage = ({data}) => data.error === undefined ? resolve(data) : reject(new Error(data.error));
        worker.onerror = (event) => reject(new Error(event.message || 'a worker could not start'));
        worker.postMessage(message, transfer);
    });
}

function startWorker() {
    const source = ['cohort-script', 'worker-script'].map((id) => document.getElementById(id).textContent).join('\n');
    const address = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
    const worker = new Worker(address);
    URL.revokeObjectURL(address);
    return worker;
}

/**
 * Walks a cohort. @param women, seed (text) of the cohort @param progress called with the share done
 * @param stopped asked now and then @return {digest, seconds, workers, tallies} or null where it was stopped
 */
async function simulateCohort(data, women, seed, progress, stopped) {
    const module = await WebAssembly.compile(bytesOfBase64(data.engine));
    const allocation = allocateWomen(data.strata.map((stratum) => stratum.weight), women);
    const wanted = Math.min(navigator.hardwareConcurrency || 1, data.batches, 16);
    const affordable = Math.max(1, Math.floor(1e9 / tallyBytes(data)));  // each thread has tallies of its own
    const workers = Array.from({length: Math.min(wanted, affordable)}, startWorker);
    try {
        const open = {...data, engine: undefined};
        await Promise.all(workers.map((worker) => ask(worker, {open: {module, data: open, allocation, seed}})));
        const begin = performance.now();
        let next = 0, done = 0;
        await Promise.all(workers.map(async (worker) => {
            while (next < data.batches && !stopped()) {
                await ask(worker, {batch: next++});
                progress(++done / data.batches);
            }
        }));
        const seconds = (performance.now() - begin) / 1000;
        if (stopped()) return null;
        for (const other of workers.slice(1)) {
            const {tallies} = await ask(other, {take: 'tallies'});
            await ask(workers[0], {add: tallies}, Object.values(tallies).map((words) => words.buffer));
        }
        const {digest} = await ask(workers[0], {take: 'digest'});
        const {tallies} = await ask(workers[0], {take: 'tallies'});
        return {digest, seconds, workers: workers.length, tallies};
    } finally {
        workers.forEach((worker) => worker.terminate());
    }
}

/** Fills an element with the controls of a walk. */
function showSimulation(place, data) {
    const add = (parent, name, properties = {}) => parent.appendChild(Object.assign(document.createElement(name), properties));
    const controls = add(place, 'div', {className: 'controls'});
    const field = (label, value, name) => {
        const holder = add(controls, 'label', {textContent: label + ' '});
        return add(holder, 'input', {value, name, inputMode: 'numeric', size: 12, autocomplete: 'off'});
    };
    const women = field('Number', String(data.patients), 'patients'), seed = field('Seed', data.seed, 'seed');
    const start = add(controls, 'button', {type: 'button', textContent: 'Simulate'});
    const stop = add(controls, 'button', {type: 'button', textContent: 'Stop', disabled: true});
    const bar = add(place, 'progress', {max: 1, value: 0});
    bar.setAttribute('aria-label', 'Share simulated');
    const said = add(place, 'p', {className: 'readout'});
    said.setAttribute('role', 'status');
    let stopping = false;
    stop.onclick = () => { stopping = true; };
    start.onclick = async () => {
        const number = Number(women.value.replaceAll(',', '').trim()), text = seed.value.trim();
        if (!Number.isInteger(number) || number < 1 || number >= 2 ** 32) {
            said.textContent = 'The number must be whole, from 1 to 4,294,967,295.';
            return;
        }
        if (!/^\d{1,20}$/.test(text) || BigInt(text) >= 2n ** 64n) {
            said.textContent = 'The seed must be whole, from 0 to 18,446,744,073,709,551,615.';
            return;
        }
        stopping = false;
        start.disabled = true;
        stop.disabled = false;
        said.textContent = 'Simulating …';
        try {
            const result = await simulateCohort(data, number, text, (share) => { bar.value = share; }, () => stopping);
            if (result === null) {
                said.textContent = 'Stopped.';
            } else {
                const pace = number * data.strategies / result.seconds / 1e6;
                const same = result.digest === data.tally_digest;
                const repeated = number === data.patients && text === data.seed;
                said.textContent = `Tally digest ${result.digest}; recorded ${data.tally_digest}. ` +
                    (same ? 'The same: this page has repeated the run, to the last count.'
                          : repeated ? 'NOT the same: something in this page or browser is wrong.'
                                     : 'Another number or seed makes another digest.') +
                    ` ${pace.toFixed(1)} million histories a second, ${result.workers} threads.`;
                said.classList.toggle('same', same);
            }
        } catch (error) {
            said.textContent = error.message;
        }
        start.disabled = false;
        stop.disabled = true;
    };
}
