#include "page/assets.hpp"

#include <cstddef>

namespace ibtr::page {

#define IBTR_EMBEDDED(name)               \
    extern const unsigned char name[];    \
    extern const std::size_t name##_size; \
    extern const char name##_sha256[]
IBTR_EMBEDDED(browser_engine);
IBTR_EMBEDDED(d3_script);
IBTR_EMBEDDED(d3_licence);
IBTR_EMBEDDED(cohort_script);
IBTR_EMBEDDED(worker_script);
IBTR_EMBEDDED(chart_script);
IBTR_EMBEDDED(simulation_script);
IBTR_EMBEDDED(report_script);
IBTR_EMBEDDED(report_style);
IBTR_EMBEDDED(explore_script);
IBTR_EMBEDDED(explore_style);
#undef IBTR_EMBEDDED

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

std::string_view chart_library_licence() {
    return text(d3_licence, d3_licence_size);
}

std::string_view worker_javascript() {
    return text(worker_script, worker_script_size);
}

std::vector<Asset> scripts_of_a_report() {
    return {
        {"d3", text(d3_script, d3_script_size), d3_script_sha256},
        {"cohort-script", text(cohort_script, cohort_script_size), cohort_script_sha256},
        {"chart-script", text(chart_script, chart_script_size), chart_script_sha256},
        {"simulation-script", text(simulation_script, simulation_script_size), simulation_script_sha256},
        {"report-script", text(report_script, report_script_size), report_script_sha256},
    };
}

std::vector<Asset> scripts_of_the_explorer() {
    return {
        {"d3", text(d3_script, d3_script_size), d3_script_sha256},
        {"explore-script", text(explore_script, explore_script_size), explore_script_sha256},
    };
}

Asset explorer_style() {
    return {"style", text(explore_style, explore_style_size), explore_style_sha256};
}

Asset page_style() {
    return {"style", text(report_style, report_style_size), report_style_sha256};
}

}  // namespace ibtr::page
