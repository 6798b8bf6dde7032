#include "psa/engine.hpp"

#include <fmt/core.h>

namespace ibtr::psa {

Engine make_engine(const std::string& name, unsigned threads) {
    const std::shared_ptr<Backend> backend = make_backend(name, threads);
    if (backend->name() == "cuda") return {backend, threads, backend->name(), backend->description()};
    const auto alone = make_backend("cpp", 1);  // what walks the women of one draw
    return {backend, backend->threads(), alone->name(),
            fmt::format("{} draws at a time, each on {}", backend->threads(), alone->description())};
}

}  // namespace ibtr::psa
