#pragma once

#include <string_view>
#include <vector>

/// What pages are made of, as it was when this program was built.
namespace ibtr::page {

/// The engine as WebAssembly; empty where it could not be compiled.
std::string_view engine_module();
/// Why there is none; empty where there is one.
std::string_view why_no_engine();
/// JavaScript that shares out women, walks them with the engine and counts them.
std::string_view cohort_javascript();
/// The licence under which pages hold the library that draws their charts.
std::string_view chart_library_licence();
/// JavaScript of a worker that does so, to stand after it.
std::string_view worker_javascript();

/// A script or style as it is put into a page.
struct Asset {
    std::string_view name, text;
    std::string_view sha256;  ///< of the text, 64 hex digits: what a page's security policy lets run
};
/// In the order of the page.
std::vector<Asset> scripts_of_a_report();
Asset page_style();
/// The same of the page of `ibtr explore`.
std::vector<Asset> scripts_of_the_explorer();
Asset explorer_style();

}  // namespace ibtr::page
