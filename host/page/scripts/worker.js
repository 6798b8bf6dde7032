'use strict';

// Walks batches of a cohort in a thread of its own. cohort.js stands before it.
let cohort = null, allocation = null, seed = 0n;
onmessage = ({data: message}) => {
    try {
        if (message.open) {
            cohort = new Cohort(message.open.module, message.open.data);
            allocation = message.open.allocation;
            seed = BigInt(message.open.seed);
            postMessage({ready: true});
        } else if (message.batch !== undefined) {
            cohort.walkBatch(seed, message.batch, batchRuns(cohort.data, allocation, message.batch));
            postMessage({walked: message.batch});
        } else if (message.add) {
            cohort.add(message.add);
            postMessage({added: true});
        } else if (message.take === 'tallies') {
            const copies = Object.fromEntries(Object.entries(cohort.tallies()).map(([name, words]) => [name, words.slice()]));
            postMessage({tallies: copies}, Object.values(copies).map((words) => words.buffer));
        } else if (message.take === 'digest') {
            postMessage({digest: cohort.digest()});
        }
    } catch (error) {
        postMessage({error: error.message});
    }
};
