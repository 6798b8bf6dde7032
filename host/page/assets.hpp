#pragma once

#include <string_view>
#include <vector>

/// What pages are made of, as it was when this program was built.
namespace ibtr::page {

/// The engine as WebAssembly; empty where it could not be compiled.
std::string_view engine_module();
/// Why there is none; empty where there is one.
std::string_view why_no_engine();
/// The licence under which pages hold the library that draws their charts.
std::string_view chart_library_licence();

/// A script or style as it is put into a page.
struct Asset {
    std::string_view name, text;
    std::string_view sha256;  ///< of the text, 64 hex digits: what a page's security policy lets run
};
/// In the order of the page. Those of a walk, `cohort` and `cohort_curves`, are what a worker starts with.
std::vector<Asset> scripts_of_a_report();
/// Those of the page of `ibtr explore`, which asks a server for numbers.
std::vector<Asset> scripts_of_the_explorer();
/// What workers run, after the scripts of a walk; a page holds it as text.
std::string_view worker_javascript();
Asset page_style();

}  // namespace ibtr::page
