// Walks a cohort with moved parameters as a page does: prints its digest, then every curve and difference at the landmarks.
//   node moved_in_node.js FOLDER WOMEN SEED KEY=VALUE...   reads what page_cohort_data wrote
// Lines: digest DIGEST; curve STRATEGY GROUP POPULATION ENDPOINT TIME VALUE ERROR; difference the same of those from the reference.
'use strict';
const fs = require('fs');
const [, , folder, women, seed, ...moved] = process.argv;
const scripts = ['expression', 'cohort', 'cohort_model', 'cohort_curves'].map((name) => fs.readFileSync(`${folder}/${name}.js`, 'utf8'));
const {Cohort, CohortModel, allocateWomen, batchRuns, reduceTallies, cohortNumbers} = new Function(`${scripts.join('\n')};
    return {Cohort, CohortModel, allocateWomen, batchRuns, reduceTallies, cohortNumbers};`)();
const data = JSON.parse(fs.readFileSync(`${folder}/cohort.json`, 'utf8'));
const live = JSON.parse(fs.readFileSync(`${folder}/live.json`, 'utf8'));
const model = new CohortModel(live);
const values = model.values(Object.fromEntries(moved.map((text) => text.split('=')).map(([key, value]) => [key, JSON.parse(value)])));
const cohort = new Cohort(new WebAssembly.Module(fs.readFileSync(`${folder}/engine.wasm`)), data);
if (live.exits.some((ratios) => ratios.length > 0)) cohort.setInverseMultipliers(model.inverseMultipliers(values));
const allocation = allocateWomen(model.stratumWeights(values), Number(women));
for (let batch = 0; batch < data.batches; ++batch) cohort.walkBatch(BigInt(seed), batch, batchRuns(data, allocation, batch));
console.log('digest', cohort.digest());
const ends = live.landmarks_years.map((years) => Math.round(years * live.grid_per_year));
for (const endpoint of live.endpoints) {
    const reduced = reduceTallies(cohort.tallies(), data, endpoint.edges, ends);
    for (const group of live.groups)
        for (const population of live.populations.map((kind) => kind.name)) {
            const {landmarks} = cohortNumbers(model, values, data, reduced, ends, {endpoint, group, population});
            for (const at of landmarks) {
                const key = [live.strategies[at.strategy].name, group.name, population, endpoint.name, at.time_years].join(' ');
                console.log('curve', key, at.value, at.valueError);
                if (at.difference !== null) console.log('difference', key, at.difference, at.differenceError);
            }
        }
}
