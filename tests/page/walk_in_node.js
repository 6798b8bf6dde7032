// Walks a cohort as a page does and prints its digest.
//   node walk_in_node.js FOLDER WOMEN SEED [--pace | --planted]   reads what page_cohort_data wrote
// --pace: repeats it and prints millions of histories in a second of processor time; --planted: with hazards that are wrong
// by a bit, a ten-thousandth.
'use strict';
const fs = require('fs');
const [, , folder, women, seed, mode] = process.argv;
const script = fs.readFileSync(`${folder}/cohort.js`, 'utf8');
const {Cohort, allocateWomen, batchRuns} = new Function(`${script}; return {Cohort, allocateWomen, batchRuns};`)();
const data = JSON.parse(fs.readFileSync(`${folder}/cohort.json`, 'utf8'));
const module_ = new WebAssembly.Module(fs.readFileSync(`${folder}/engine.wasm`));
if (mode === '--planted') {
    const tables = Buffer.from(data.tables, 'base64');
    for (let at = tables.readUInt32LE(8 * 4); at < tables.length; at += 4) tables[at + 1] ^= 4;  // of the pool
    data.tables = tables.toString('base64');
}
const allocation = allocateWomen(data.strata.map((stratum) => stratum.weight), Number(women));
for (let repeat = mode === '--pace' ? 4 : 1; repeat > 0; --repeat) {
    const cohort = new Cohort(module_, data);
    const begin = process.cpuUsage();
    for (let batch = 0; batch < data.batches; ++batch)
        cohort.walkBatch(BigInt(seed), batch, batchRuns(data, allocation, batch));
    const used = process.cpuUsage(begin);
    console.log(mode === '--pace' ? (women * data.strategies / (used.user + used.system)).toFixed(1) : cohort.digest());
}
