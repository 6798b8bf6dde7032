'use strict';

// Walks batches of a cohort in a thread of its own. cohort.js and cohort_curves.js stand before it.
let cohort = null, allocation = null, seed = 0n;

const copied = (tallies) => Object.fromEntries(Object.entries(tallies).map(([name, words]) => [name, words.slice()]));

const answers = {
    open({module, data}) {
        cohort = new Cohort(module, data);
        return {};
    },
    begin(message) {
        allocation = message.allocation;
        seed = BigInt(message.seed);
        cohort.clear();
        if (message.inverses) cohort.setInverseMultipliers(message.inverses);
        return {};
    },
    batch(number) {
        cohort.walkBatch(seed, number, batchRuns(cohort.data, allocation, number));
        return {};
    },
    reduce({edges, ends}) {
        return {reduced: reduceTallies(cohort.tallies(), cohort.data, edges, ends)};
    },
    hand_over() {
        const tallies = copied(cohort.tallies());
        cohort.clear();
        return {tallies};
    },
    add(tallies) {
        cohort.add(tallies);
        return {};
    },
    digest() {
        return {digest: cohort.digest()};
    },
};

onmessage = ({data: {task, given}}) => {
    try {
        postMessage(answers[task](given));
    } catch (error) {
        postMessage({error: error.message});
    }
};
