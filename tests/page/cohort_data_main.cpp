// Writes what a page holds of a config's cohort, for tests that walk it outside a browser.
//   page_cohort_data CONFIG FOLDER   makes FOLDER/cohort.json, FOLDER/live.json, FOLDER/engine.wasm and the scripts

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "ibtr/config.hpp"
#include "page/assets.hpp"
#include "page/cohort_data.hpp"
#include "page/live_data.hpp"

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const std::filesystem::path folder = argv[2];
    const ibtr::Study study(ibtr::load_config({argv[1]}));
    std::ofstream(folder / "cohort.json") << ibtr::page::cohort_data(study);
    std::ofstream(folder / "live.json") << ibtr::page::live_data(study);
    for (const ibtr::page::Asset& script : ibtr::page::scripts_of_a_report())
        std::ofstream(folder / (std::string(script.name) + ".js")) << script.text;
    std::ofstream(folder / "engine.wasm", std::ios::binary) << ibtr::page::engine_module();
    if (ibtr::page::engine_module().empty()) std::cout << "without an engine: " << ibtr::page::why_no_engine() << '\n';
}
