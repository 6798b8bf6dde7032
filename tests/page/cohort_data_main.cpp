// Writes what a page holds of a config's cohort, for tests that walk it outside a browser.
//   page_cohort_data CONFIG FOLDER   makes FOLDER/cohort.json, FOLDER/cohort.js and FOLDER/engine.wasm

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "ibtr/config.hpp"
#include "page/assets.hpp"
#include "page/cohort_data.hpp"

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const std::filesystem::path folder = argv[2];
    const ibtr::Study study(ibtr::load_config({argv[1]}));
    std::ofstream(folder / "cohort.json") << ibtr::page::cohort_data(study);
    std::ofstream(folder / "cohort.js") << ibtr::page::cohort_javascript();
    std::ofstream(folder / "engine.wasm", std::ios::binary) << ibtr::page::engine_module();
    if (ibtr::page::engine_module().empty()) std::cout << "without an engine: " << ibtr::page::why_no_engine() << '\n';
}
