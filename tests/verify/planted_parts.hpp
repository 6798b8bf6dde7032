#pragma once

// Parts of the program with a fault, to be handed to the checks.

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "ibtr/backend.hpp"
#include "verify/subject.hpp"

namespace ibtr::test {

/// A backend that simulates as another does, but for what is done to the tables before and to the tallies after.
class FaultyBackend final : public Backend {
public:
    struct Fault {
        std::function<void(Tables&)> in_tables = [](Tables&) {};
        std::function<void(Tallies&)> in_tallies = [](Tallies&) {};
    };
    FaultyBackend(std::shared_ptr<Backend> sound, Fault fault) : sound_(std::move(sound)), fault_(std::move(fault)) {}

    [[nodiscard]] std::string name() const override { return "faulty"; }
    [[nodiscard]] std::string description() const override { return "faulty"; }
    [[nodiscard]] unsigned threads() const override { return sound_->threads(); }
    void simulate(JobSource& jobs, const ProgressCallback& progress) override {
        Source source(jobs, fault_);
        sound_->simulate(source, progress);
    }

private:
    class FaultyJob final : public Job {
    public:
        FaultyJob(std::unique_ptr<Job> sound, const Fault& fault) : sound_(std::move(sound)), fault_(fault) {}
        Input prepare() override {
            const Input input = sound_->prepare();
            tables_ = std::make_unique<Tables>(input.tables);
            fault_.in_tables(*tables_);
            return {*tables_, input.plan, input.sums};
        }
        void finish(Tallies tallies) override {
            fault_.in_tallies(tallies);
            sound_->finish(std::move(tallies));
        }
        void finish(Sums sums) override { sound_->finish(std::move(sums)); }

    private:
        std::unique_ptr<Job> sound_;
        std::unique_ptr<Tables> tables_;
        const Fault& fault_;
    };
    class Source final : public JobSource {
    public:
        Source(JobSource& sound, const Fault& fault) : sound_(sound), fault_(fault) {}
        std::unique_ptr<Job> next() override {
            std::unique_ptr<Job> job = sound_.next();
            return job ? std::make_unique<FaultyJob>(std::move(job), fault_) : nullptr;
        }
        void stop() override { sound_.stop(); }

    private:
        JobSource& sound_;
        const Fault& fault_;
    };

    std::shared_ptr<Backend> sound_;
    Fault fault_;
};

/// Hazards that are all too large by one factor.
class WrongHazards final : public HazardSource {
public:
    WrongHazards(const HazardSource& right, double factor) : right_(right), factor_(factor) {}
    [[nodiscard]] HazardFunctionIndex function(SimulatedIndex strategy, StratumIndex stratum,
                                               TransitionIndex transition) const override {
        return right_.function(strategy, stratum, transition);
    }
    [[nodiscard]] double multiplier(SimulatedIndex strategy, StratumIndex stratum,
                                    TransitionIndex transition) const override {
        return factor_ * right_.multiplier(strategy, stratum, transition);
    }
    [[nodiscard]] double cumulative(HazardFunctionIndex function, double clock_years) const override {
        return right_.cumulative(function, clock_years);
    }
    [[nodiscard]] std::vector<double> breaks_years(HazardFunctionIndex function, double low,
                                                   double high) const override {
        return right_.breaks_years(function, low, high);
    }

private:
    const HazardSource& right_;
    double factor_;
};

}  // namespace ibtr::test
