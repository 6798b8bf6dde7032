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
IBTR_EMBEDDED(elements_script);
IBTR_EMBEDDED(expression_script);
IBTR_EMBEDDED(cohort_script);
IBTR_EMBEDDED(cohort_model_script);
IBTR_EMBEDDED(cohort_curves_script);
IBTR_EMBEDDED(worker_script);
IBTR_EMBEDDED(chart_script);
IBTR_EMBEDDED(icons_script);
IBTR_EMBEDDED(simulation_script);
IBTR_EMBEDDED(history_script);
IBTR_EMBEDDED(controls_script);
IBTR_EMBEDDED(views_script);
IBTR_EMBEDDED(panel_script);
IBTR_EMBEDDED(draws_script);
IBTR_EMBEDDED(target_script);
IBTR_EMBEDDED(explore_script);
IBTR_EMBEDDED(report_script);
IBTR_EMBEDDED(page_style_sheet);
#undef IBTR_EMBEDDED

namespace {

std::string_view text(const unsigned char* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

#define IBTR_SCRIPT(name)                                                    \
    Asset {                                                                  \
#name, text(name##_script, name##_script_size), name##_script_sha256 \
    }

std::string_view engine_module() {
    return text(browser_engine, browser_engine_size);
}

std::string_view why_no_engine() {
    return IBTR_NO_ENGINE_BECAUSE;
}

std::string_view chart_library_licence() {
    return text(d3_licence, d3_licence_size);
}

std::string_view worker_javascript() {
    return text(worker_script, worker_script_size);
}

std::vector<Asset> scripts_of_a_report() {
    return {IBTR_SCRIPT(d3),      IBTR_SCRIPT(elements),     IBTR_SCRIPT(expression),    IBTR_SCRIPT(cohort),
            IBTR_SCRIPT(chart),   IBTR_SCRIPT(cohort_model), IBTR_SCRIPT(cohort_curves), IBTR_SCRIPT(icons),
            IBTR_SCRIPT(history), IBTR_SCRIPT(controls),     IBTR_SCRIPT(views),         IBTR_SCRIPT(panel),
            IBTR_SCRIPT(draws),   IBTR_SCRIPT(simulation),   IBTR_SCRIPT(report)};
}

std::vector<Asset> scripts_of_the_explorer() {
    return {IBTR_SCRIPT(d3),      IBTR_SCRIPT(elements), IBTR_SCRIPT(chart),  IBTR_SCRIPT(icons),
            IBTR_SCRIPT(history), IBTR_SCRIPT(controls), IBTR_SCRIPT(views),  IBTR_SCRIPT(panel),
            IBTR_SCRIPT(draws),   IBTR_SCRIPT(target),   IBTR_SCRIPT(explore)};
}
#undef IBTR_SCRIPT

Asset page_style() {
    return {"style", text(page_style_sheet, page_style_sheet_size), page_style_sheet_sha256};
}

}  // namespace ibtr::page
