#include "page/assets.hpp"

#include <cstddef>

namespace ibtr::page {

extern const unsigned char browser_engine[];
extern const std::size_t browser_engine_size;
extern const unsigned char cohort_script[];
extern const std::size_t cohort_script_size;

namespace {

std::string_view text(const unsigned char* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

std::string_view engine_module() {
    return text(browser_engine, browser_engine_size);
}

std::string_view why_no_engine() {
    return IBTR_NO_ENGINE_BECAUSE;
}

std::string_view cohort_javascript() {
    return text(cohort_script, cohort_script_size);
}

}  // namespace ibtr::page
