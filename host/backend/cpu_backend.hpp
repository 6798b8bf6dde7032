#pragma once

#include <memory>
#include <string>

#include "backend/item_runner.hpp"
#include "backend/on_threads.hpp"
#include "engine/choose.hpp"
#include "ibtr/backend.hpp"

namespace ibtr {

/// One of Thrust's CPU systems, with an engine.
class CpuBackend final : public Backend {
public:
    CpuBackend(std::string name, OnThreads on_threads, unsigned threads, engine::UsableEngine engine);

    [[nodiscard]] std::string name() const override { return name_; }
    [[nodiscard]] std::string description() const override;
    [[nodiscard]] unsigned threads() const override { return threads_; }
    using Backend::simulate;
    void simulate(JobSource& jobs, const ProgressCallback& progress) override;

private:
    std::string name_;
    OnThreads on_threads_;
    unsigned threads_;
    engine::UsableEngine engine_;
    ScratchPool pool_;
};

/// A CPU backend with a given engine. @param name omp, tbb or cpp; @param threads 0: all that may be used
std::unique_ptr<Backend> make_cpu_backend(const std::string& name, unsigned threads, engine::UsableEngine engine);

}  // namespace ibtr
