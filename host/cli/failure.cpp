#include "cli/failure.hpp"

#include <cstdio>
#include <new>

#include "ibtr/error.hpp"

namespace ibtr::cli {

int report_failure(const std::exception& error) {
    if (const auto* known = dynamic_cast<const Error*>(&error)) {
        std::fprintf(stderr, "ibtr: %s\n", error.what());
        return static_cast<int>(known->code());
    }
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
        std::fprintf(stderr, "ibtr: not enough memory: pool factor levels, or use fewer output bins or batches\n");
        return static_cast<int>(ExitCode::internal);
    }
    std::fprintf(stderr, "ibtr: internal error: %s\n", error.what());
    return static_cast<int>(ExitCode::internal);
}

}  // namespace ibtr::cli
