// Checks 52 to 54: the same integers on every machine, random numbers, counters without end.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/item_runner.hpp"
#include "base/text.hpp"
#include "engine/choose.hpp"
#include "ibtr/core/address.hpp"
#include "ibtr/core/lane.hpp"
#include "psa/outcomes.hpp"
#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

/// One job whose women are summed, as a draw of psa is.
class SummedJob final : public Job {
public:
    SummedJob(const Tables& tables, const WorkPlan& plan, const SumPlan& sums, std::string& digest)
        : tables_(tables), plan_(plan), sums_(sums), digest_(digest) {}
    Input prepare() override { return {tables_, plan_, &sums_}; }
    void finish(Sums sums) override { digest_ = sums_digest(sums); }

private:
    const Tables& tables_;
    const WorkPlan& plan_;
    const SumPlan& sums_;
    std::string& digest_;
};

std::string summed(Backend& backend, const Study& study, const WorkPlan& plan, const SumPlan& sums) {
    std::string digest;
    SingleJob job(std::make_unique<SummedJob>(study.tables(), plan, sums, digest));
    backend.simulate(job, {});
    return digest;
}

template <class Result, class Collected>
Result run_all(const Study& study, const WorkPlan& plan, engine::SimulateTask simulate, Collected& collected) {
    ScratchPool pool;
    ItemRunner runner(study.tables(), plan, simulate, pool, collected);
    while (runner.run_next() > 0) {
    }
    return collected.take();
}

bool is_of_the_processor(const std::string& backend) {
    return backend == "cpp" || backend == "omp" || backend == "tbb";
}

Finding same_integers(const Subject& subject) {
    Verdict verdict(
        "digests of the tallies against those of women walked one by one in scalar code: every backend, 1, 2 and all "
        "threads, every instruction set of this processor, items of 97 and 5000 women, the cohort cut in two; digests "
        "of "
        "sums, as psa has them, on every backend");
    const Study& study = subject.whole();
    const WorkPlan plan = study.plan();
    const auto by_engine = [&](engine::SimulateTask simulate, const WorkPlan& of) {
        TallyCollector tallied(of.shape());
        return run_all<Tallies>(study, of, simulate, tallied);
    };
    const std::string expected = tally_digest(by_engine(engine::simulate_task_scalar, plan));
    std::vector<std::string> names;
    for (const auto& backend : subject.parts().backends) {
        names.push_back(backend->name());
        verdict.holds(tally_digest(backend->simulate(study.tables(), plan, {})) == expected, backend->name());
        if (!is_of_the_processor(backend->name())) continue;
        for (const unsigned threads : {1U, 2U})
            verdict.holds(
                tally_digest(make_backend(backend->name(), threads)->simulate(study.tables(), plan, {})) == expected,
                fmt::format("{}, {} threads", backend->name(), threads));
    }
    for (const engine::UsableEngine& engine : engine::usable_engines()) {
        names.emplace_back(engine.name);
        verdict.holds(tally_digest(by_engine(engine.simulate, plan)) == expected, engine.name);
    }
    const Model& model = study.model();
    const auto part = [&](PatientRange range, std::uint32_t per_item) {
        return WorkPlan(model, study.population(), study.graph(), model.patients, model.seed, 0, range, per_item);
    };
    const engine::SimulateTask fastest = engine::choose_engine().simulate;
    for (const std::uint32_t per_item : {97U, 5000U})
        verdict.holds(tally_digest(by_engine(fastest, part({0, model.patients}, per_item))) == expected,
                      fmt::format("items of {} women", per_item));
    const std::uint64_t cut = model.patients / 3 + 1;
    Tallies both = subject.backend().simulate(study.tables(), part({0, cut}, 65536), {});
    both.add(subject.backend().simulate(study.tables(), part({cut, model.patients}, 65536), {}));
    verdict.holds(tally_digest(both) == expected, "a cohort cut in two");

    const Study& small = subject.focus();
    const psa::OutcomePlan outcomes(small.model(), small.graph());
    const WorkPlan small_plan = small.plan();
    SumCollector collected(outcomes.sums(), small_plan.shape());
    const std::string of_scalar =
        sums_digest(run_all<Sums>(small, small_plan, engine::simulate_task_scalar, collected));
    for (const auto& backend : subject.parts().backends)
        verdict.holds(summed(*backend, small, small_plan, outcomes.sums()) == of_scalar, backend->name() + ", sums");
    verdict.remark(list_names(names));
    for (const std::string& absent : subject.parts().absent) verdict.remark("not here: " + absent);
    return verdict.finding();
}

struct KnownAnswer {
    std::array<std::uint32_t, 4> counter;
    std::array<std::uint32_t, 2> key;
    std::array<std::uint32_t, 4> random;
};
/// Of philox4x32-10 in Random123's kat_vectors (Salmon, Moraes, Dror, Shaw 2011).
constexpr KnownAnswer known_answers[] = {{{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
                                         {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                                          {0xffffffff, 0xffffffff},
                                          {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
                                         {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                                          {0xa4093822, 0x299f31d0},
                                          {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};

Finding random_numbers(const Subject& subject) {
    Verdict verdict(
        "Philox gives the known answers of its authors; no two of the model's strata, women (up to index 2^42 - 1), "
        "draws, "
        "states, visits and purposes share random numbers, of a sample of all");
    for (const KnownAnswer& known : known_answers) {
        core::Block<core::Lane> counter{};
        std::copy(known.counter.begin(), known.counter.end(), counter.word);
        const core::Block<core::Lane> found = core::philox<core::Lane>(counter, known.key[0], known.key[1]);
        verdict.holds(std::equal(known.random.begin(), known.random.end(), found.word), "a known answer");
    }
    const Study& study = subject.whole();
    const WorkPlan plan = study.plan();
    const auto seed = study.model().seed;
    constexpr std::size_t most_strata = 16;
    const std::size_t strata = study.population().strata.size(), step = strata / most_strata + 1;
    // A counter is one block of random numbers under a key, for Philox is a bijection: equal blocks are equal counters.
    std::set<std::array<std::uint32_t, 4>> blocks;
    std::size_t tried = 0;
    for (std::size_t h = 0; h < strata; h += step)
        for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 31,
                                          std::uint64_t{1} << 32, (std::uint64_t{1} << 42) - 1})
            for (const std::uint32_t draw : {0U, 1U, 0x80000000U, 0xffffffffU})
                for (const core::StateRecord& state : study.tables().states)
                    for (const std::uint32_t visit : {0U, 1U, 254U})
                        for (const auto purpose : {core::Purpose::sojourn, core::Purpose::sojourn_more}) {
                            const core::PatientBlock block{
                                static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), draw,
                                core::pack_patient_high(plan.stratum_id(static_cast<std::uint32_t>(h)), index)};
                            const auto words = core::random_block<core::Lane>(block, static_cast<std::uint32_t>(index),
                                                                              state.address, visit, purpose);
                            blocks.insert({words.word[0], words.word[1], words.word[2], words.word[3]});
                            ++tried;
                        }
    verdict.close(static_cast<double>(blocks.size()), static_cast<double>(tried), 0, "addresses that are shared");
    return verdict.finding();
}

Finding counters_do_not_overflow(const Subject& subject) {
    Verdict verdict(
        "a cohort of 2^33 women and more, walked about number 2^32: cut there it has the same digest; counters of 2^34 "
        "times as many events estimate the same shares to 1e-12");
    const Study& study = subject.focus();
    const Model& model = study.model();
    constexpr std::uint64_t border = std::uint64_t{1} << 32, reach = 1500;
    const auto part = [&](std::uint64_t begin, std::uint64_t end) {
        const WorkPlan plan(model, study.population(), study.graph(), 2 * border + 7, model.seed, 0, {begin, end});
        return subject.backend().simulate(study.tables(), plan, {});
    };
    Tallies cut = part(border - reach, border);
    cut.add(part(border, border + reach));
    verdict.holds(tally_digest(cut) == tally_digest(part(border - reach, border + reach)), "women about number 2^32");
    const Study long_stratum = subject.single([](Model&) {});
    const auto of_one = [&](std::uint64_t begin, std::uint64_t end) {
        const WorkPlan plan(long_stratum.model(), long_stratum.population(), long_stratum.graph(), 2 * border,
                            model.seed, 0, {begin, end});
        return subject.backend().simulate(long_stratum.tables(), plan, {});
    };
    const Tallies low = of_one(0, reach), high = of_one(border, border + reach);
    const bool any = std::any_of(low.counts.begin(), low.counts.end(), [](std::uint64_t count) { return count > 0; });
    verdict.holds(!any || tally_digest(low) != tally_digest(high), "women 2^32 apart are the same");

    const Tallies& few = subject.base_tallies();
    Tallies many = few;
    constexpr unsigned shift = 34;
    for (auto* counters : {&many.counts, &many.offsets, &many.batch_counts, &many.batch_offsets, &many.patients})
        for (std::uint64_t& counter : *counters) counter <<= shift;
    const Estimates of_many = subject.estimate(study, many);
    const Estimates& of_few = subject.base_estimates();
    verdict.holds(of_many.curves.size() == of_few.curves.size(), "as many numbers");
    for (std::size_t i = 0; i < std::min(of_many.curves.size(), of_few.curves.size()); ++i)
        if (of_few.curves[i].endpoint.starts_with("occupancy:") && !std::isnan(of_few.curves[i].estimate.value))
            verdict.close(of_many.curves[i].estimate.value, of_few.curves[i].estimate.value, 1e-12,
                          of_few.curves[i].endpoint);
    return verdict.finding();
}

}  // namespace

std::vector<Check> machine_checks() {
    return {{52, "the same integers everywhere", same_integers},
            {53, "random numbers", random_numbers},
            {54, "counters do not overflow", counters_do_not_overflow}};
}

}  // namespace ibtr::verify
