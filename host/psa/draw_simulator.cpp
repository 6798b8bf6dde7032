#include "psa/draw_simulator.hpp"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "ibtr/population.hpp"
#include "ibtr/sums.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/work_plan.hpp"
#include "psa/exact_draws.hpp"

namespace ibtr::psa {
namespace {

class DrawJob final : public Job {
public:
    DrawJob(const DrawContext& context, std::uint32_t draw, std::function<void(DrawRecord)> take)
        : context_(context), draw_(draw), take_(std::move(take)) {}

    Input prepare() override {
        const Model& model = context_.model;
        const Parameters parameters = context_.sampler.draw(draw_);
        Population population = make_population(model, parameters);
        Tables tables = compile(model, parameters, population, context_.graph);
        const WorkPlan plan(model, population, context_.graph, model.patients, model.seed, draw_, {0, model.patients});
        made_.emplace(Made{parameters, std::move(population), std::move(tables), plan});
        return {made_->tables, made_->plan, &context_.outcomes.sums()};
    }

    using Job::finish;
    void finish(Sums sums) override {
        const std::string digest = sums_digest(sums);
        DrawOutcomes outcomes = context_.outcomes.evaluate(made_->parameters, made_->population, std::move(sums));
        take_({draw_, made_->parameters.values(), std::move(outcomes.values), std::move(outcomes.half_differences),
               digest});
    }

private:
    struct Made {
        Parameters parameters;
        Population population;
        Tables tables;
        WorkPlan plan;
    };
    DrawContext context_;
    std::uint32_t draw_;
    std::function<void(DrawRecord)> take_;
    std::optional<Made> made_;
};

}  // namespace

std::unique_ptr<Job> make_draw_job(const DrawContext& context, std::uint32_t draw,
                                   std::function<void(DrawRecord)> take) {
    return std::make_unique<DrawJob>(context, draw, std::move(take));
}

DrawRecord simulate_draw(const DrawContext& context, std::uint32_t draw, Backend& backend) {
    if (context.method == DrawMethod::exact) return solve_draw(context, draw);
    std::optional<DrawRecord> result;
    SingleJob job(make_draw_job(context, draw, [&](DrawRecord record) { result = std::move(record); }));
    backend.simulate(job, {});
    return std::move(result).value();
}

Engine make_engine(const std::string& name, unsigned threads) {
    const std::shared_ptr<Backend> backend = make_backend(name, threads);
    if (backend->name() == "cuda") return {backend, threads, backend->name(), backend->description()};
    const auto alone = make_backend("cpp", 1);
    return {backend, backend->threads(), alone->name(),
            fmt::format("{} draws at a time, each on {}", backend->threads(), alone->description())};
}

}  // namespace ibtr::psa
