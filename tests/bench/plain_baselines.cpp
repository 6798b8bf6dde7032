#include "bench/plain_baselines.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <random>
#include <thread>

namespace ibtr::baseline {
namespace {

enum State : unsigned { event_free, local, distant, dead_breast_cancer, dead_other, states };
constexpr unsigned months = 180;

/// Hazards a year, [strategy][from][to].
struct Hazards {
    double rate[states][states] = {};
};
constexpr Hazards make_hazards(double to_local, double to_distant) {
    Hazards h;
    h.rate[event_free][local] = to_local;
    h.rate[event_free][distant] = to_distant;
    h.rate[local][distant] = 0.08;
    h.rate[distant][dead_breast_cancer] = 0.32;
    for (const State s : {event_free, local, distant}) h.rate[s][dead_other] = 0.01;
    return h;
}
constexpr Hazards hazards[2] = {make_hazards(0.034, 0.020), make_hazards(0.017, 0.030)};

/// Uniform on (0, 1). Faster than std::uniform_real_distribution, which a good programmer would soon replace.
double uniform(std::mt19937_64& random) {
    return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53;
}

struct Tally {
    std::array<std::array<std::array<std::uint64_t, states>, months>, 2> occupancy{};
    std::array<std::array<std::array<std::int64_t, states>, months + 1>, 2> change{};  ///< of occupancy
    std::array<std::array<std::uint64_t, months + 1>, 2> deaths{};
    double life_years[2] = {0, 0};
    std::uint64_t alive_at_10_years[2] = {0, 0};
};

template <class Simulate>
Result on_threads(std::uint64_t patients, unsigned threads, Simulate simulate) {
    const auto start = std::chrono::steady_clock::now();
    std::vector<Tally> tallies(threads);
    std::vector<std::thread> pool;
    for (unsigned t = 0; t < threads; ++t)
        pool.emplace_back([&, t] {
            std::mt19937_64 random(12345 + t);
            const std::uint64_t share = patients * (t + 1) / threads - patients * t / threads;
            auto tally = std::make_unique<Tally>();
            for (int strategy = 0; strategy < 2; ++strategy) simulate(share, strategy, random, *tally);
            tallies[t] = *tally;
        });
    for (std::thread& thread : pool) thread.join();
    Result result;
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    result.histories = 2 * patients;
    for (const Tally& tally : tallies)
        for (int strategy = 0; strategy < 2; ++strategy)
            result.survival_10_years[strategy] +=
                static_cast<double>(tally.alive_at_10_years[strategy]) / static_cast<double>(patients);
    return result;
}

/// Occupancy is the running sum of entries less exits.
void spend(Tally& tally, int strategy, State state, double from_years, double until_years) {
    ++tally.change[strategy][static_cast<unsigned>(from_years * 12)][state];
    --tally.change[strategy][static_cast<unsigned>(until_years * 12)][state];
}

void finish(Tally& tally, int strategy, double death_years) {
    const double years = std::min(death_years, 15.0);
    ++tally.deaths[strategy][static_cast<unsigned>(years * 12)];
    tally.life_years[strategy] += years;
    tally.alive_at_10_years[strategy] += death_years > 10;
}

}  // namespace

Result monthly_cycles(std::uint64_t patients, unsigned threads) {
    return on_threads(patients, threads, [](std::uint64_t share, int strategy, std::mt19937_64& random, Tally& tally) {
        // Cumulative probabilities of leaving within a month, as integers that a random word is compared with.
        constexpr double words = 0x1p64;
        std::uint64_t below[states][states] = {};
        for (unsigned s = 0; s < dead_breast_cancer; ++s) {
            double total = 0, sum = 0;
            for (const double rate : hazards[strategy].rate[s]) total += rate;
            for (unsigned to = local; to < states; ++to) {
                sum += hazards[strategy].rate[s][to] / total * (1 - std::exp(-total / 12));
                below[s][to] = static_cast<std::uint64_t>(sum * words);
            }
        }
        for (std::uint64_t i = 0; i < share; ++i) {
            unsigned state = event_free;
            unsigned month = 0;
            for (; month < months && state < dead_breast_cancer; ++month) {
                ++tally.occupancy[strategy][month][state];
                const std::uint64_t word = random();
                if (word >= below[state][dead_other]) continue;
                unsigned to = local;
                while (word >= below[state][to]) ++to;
                state = to;
            }
            tally.alive_at_10_years[strategy] += state < dead_breast_cancer || month > 120;
        }
    });
}

Result event_per_transition(std::uint64_t patients, unsigned threads) {
    return on_threads(patients, threads, [](std::uint64_t share, int strategy, std::mt19937_64& random, Tally& tally) {
        std::exponential_distribution<double> exponential;
        const Hazards& h = hazards[strategy];
        for (std::uint64_t i = 0; i < share; ++i) {
            unsigned state = event_free;
            double time = 0;
            while (state < dead_breast_cancer && time < 15) {
                double soonest = 1e9;
                unsigned next = state;
                for (unsigned to = local; to < states; ++to) {
                    if (h.rate[state][to] == 0) continue;
                    const double latent = exponential(random) / h.rate[state][to];
                    if (latent < soonest) {
                        soonest = latent;
                        next = to;
                    }
                }
                time += soonest;
                state = next;
            }
            finish(tally, strategy, state < dead_breast_cancer ? 1e9 : time);
        }
    });
}

Result event_constant_hazards(std::uint64_t patients, unsigned threads) {
    return on_threads(patients, threads, [](std::uint64_t share, int strategy, std::mt19937_64& random, Tally& tally) {
        const Hazards& h = hazards[strategy];
        double total[states] = {}, inverse_total[states] = {};
        for (unsigned s = 0; s < dead_breast_cancer; ++s) {
            for (const double rate : h.rate[s]) total[s] += rate;
            inverse_total[s] = 1 / total[s];
        }
        for (std::uint64_t i = 0; i < share; ++i) {
            unsigned state = event_free;
            double time = 0;
            while (state < dead_breast_cancer && time < 15) {
                const double until = time - std::log(uniform(random)) * inverse_total[state];
                spend(tally, strategy, static_cast<State>(state), time, std::min(until, 15.0));
                double u = uniform(random) * total[state];
                unsigned next = dead_other;
                for (unsigned to = local; to < dead_other; ++to) {
                    if (u < h.rate[state][to]) {
                        next = to;
                        break;
                    }
                    u -= h.rate[state][to];
                }
                time = until;
                state = next;
            }
            finish(tally, strategy, time < 15 ? time : 1e9);
        }
    });
}

}  // namespace ibtr::baseline
