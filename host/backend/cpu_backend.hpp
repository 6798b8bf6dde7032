#pragma once

#include <memory>
#include <string>

#include "backend/scratch_pool.hpp"
#include "engine/choose.hpp"
#include "ibtr/backend.hpp"

namespace ibtr {

class ItemRunner;

/// One of Thrust's CPU systems over work items.
class CpuBackend final : public Backend {
public:
    using ForEachItem = void (*)(ItemRunner&, std::uint64_t first, std::uint64_t count, unsigned threads);

    CpuBackend(std::string name, ForEachItem for_each_item, unsigned threads, engine::Choice engine);

    [[nodiscard]] std::string name() const override { return name_; }
    [[nodiscard]] std::string description() const override;
    [[nodiscard]] unsigned threads() const override { return threads_; }
    Tallies simulate(const Tables& tables, const WorkPlan& plan, const ProgressCallback& progress) override;

private:
    std::string name_;
    ForEachItem for_each_item_;
    unsigned threads_;
    engine::Choice engine_;
    ScratchPool pool_;
};

/// A CPU backend with a given engine. @param name omp, tbb or cpp; @param threads 0: all that may be used
std::unique_ptr<Backend> make_cpu_backend(const std::string& name, unsigned threads, engine::Choice engine);

}  // namespace ibtr
