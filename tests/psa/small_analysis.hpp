#pragma once

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "backend/plain_threads.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "ibtr/event_graph.hpp"
#include "psa/run_draws.hpp"
#include "psa/store.hpp"
#include "psa/summary.hpp"

namespace ibtr::test {

/// One exponential hazard of death, gamma distributed with shape 16 and mean 0.1 a year, under both strategies; the
/// second has a hazard ratio of its own. Survival averages to (1 + scale t)^-16 over draws.
inline const std::string one_hazard = R"(schema = 1
name = "one_hazard"
horizon_years = 10
grid_per_year = 4
landmarks_years = [5, 10]
patients = 400
seed = 3
start_state = "alive"
reference_strategy = "usual"

[parameters.rate]
value = 0.1
unit = "per_year"
source = "assumption"
uncertainty = { family = "gamma", standard_error = 0.025 }

[parameters.ratio]
value = 0.8
unit = "ratio"
source = "assumption"
uncertainty = { family = "lognormal", log_standard_error = 0.2 }

[[states]]
name = "alive"

[[states]]
name = "dead"
absorbing = true

[[strategies]]
name = "usual"

[[strategies]]
name = "new"

[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
hazard = { family = "exponential", rate_per_year = "rate" }
hazard_ratios = [{ strategy = "new", value = "ratio" }]

[endpoints]
death_bc = ["death"]
)";

/// A new folder, removed at the end of the scope.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "ibtr-psa-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    ~ScratchFolder() { std::filesystem::remove_all(path_); }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Everything that a probabilistic analysis of a config needs, in a scratch folder.
struct SmallAnalysis {
    SmallAnalysis(const std::string& text, Design how, const std::filesystem::path& folder,
                  psa::OutcomeSelection kept = {})
        : config(load_config_text(text, "test.toml")),
          design(how),
          selection(std::move(kept)),
          path(folder / psa::store_file_name) {
        config.model.batches = 2;
        graph = make_event_graph(config.model);
        sampler = std::make_unique<ParameterSampler>(config.model, design, config.model.seed);
        plan = std::make_unique<psa::OutcomePlan>(config.model, graph, config.economics, selection);
    }

    [[nodiscard]] psa::Analysis analysis() const {
        return {config.text, config.hash, config.model.seed, config.model.patients,
                design,      "test",      {0, design.draws}, selection};
    }
    [[nodiscard]] psa::Store create() const {
        return psa::Store::create(path, analysis(), config.model, plan->outcomes());
    }
    [[nodiscard]] psa::DrawContext context() const { return {config.model, graph, *sampler, *plan}; }
    void run(psa::Store& store, unsigned threads = 1, const psa::RunDrawsOptions& options = {},
             const psa::DrawProgress& progress = {}) const {
        psa::run_draws(context(), store, *make_plain_backend(threads), options, progress);
    }
    [[nodiscard]] psa::Summary summary(const psa::Store& store) const {
        return psa::summarise(store, plan->outcomes());
    }

    LoadedConfig config;
    Design design;
    psa::OutcomeSelection selection;
    std::filesystem::path path;
    EventGraph graph;
    std::unique_ptr<ParameterSampler> sampler;
    std::unique_ptr<psa::OutcomePlan> plan;
    std::unique_ptr<Backend> backend = make_plain_backend(1);
};

/// What is said of a store that is not believed.
template <class Action>
std::string refusal(Action action) {
    try {
        action();
    } catch (const StorageError& error) {
        return error.what();
    }
    return "no error";
}

/// A backend that does something before each draw is simulated, and may throw.
class PlantedBackend final : public Backend {
public:
    using Action = std::function<void(std::uint32_t draw)>;
    PlantedBackend(unsigned threads, Action action) : PlantedBackend(make_plain_backend(threads), std::move(action)) {}
    PlantedBackend(std::unique_ptr<Backend> backend, Action action)
        : backend_(std::move(backend)), action_(std::move(action)) {}
    [[nodiscard]] std::string name() const override { return "planted"; }
    [[nodiscard]] std::string description() const override { return backend_->description(); }
    [[nodiscard]] unsigned threads() const override { return backend_->threads(); }
    void simulate(JobSource& jobs, const ProgressCallback& progress) override {
        PlantedSource planted(jobs, action_);
        backend_->simulate(planted, progress);
    }

private:
    class PlantedJob final : public Job {
    public:
        PlantedJob(std::unique_ptr<Job> job, const Action& action) : job_(std::move(job)), action_(action) {}
        Input prepare() override {
            const Input input = job_->prepare();
            action_(input.plan.draw());
            return input;
        }
        using Job::finish;
        void finish(Sums sums) override { job_->finish(std::move(sums)); }

    private:
        std::unique_ptr<Job> job_;
        const Action& action_;
    };
    class PlantedSource final : public JobSource {
    public:
        PlantedSource(JobSource& jobs, const Action& action) : jobs_(jobs), action_(action) {}
        std::unique_ptr<Job> next() override {
            auto job = jobs_.next();
            return job ? std::make_unique<PlantedJob>(std::move(job), action_) : nullptr;
        }
        void stop() override { jobs_.stop(); }

    private:
        JobSource& jobs_;
        const Action& action_;
    };
    std::unique_ptr<Backend> backend_;
    Action action_;
};

}  // namespace ibtr::test
