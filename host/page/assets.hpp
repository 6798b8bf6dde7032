#pragma once

#include <string_view>

/// What pages are made of, as it was when this program was built.
namespace ibtr::page {

/// The engine as WebAssembly; empty where it could not be compiled.
std::string_view engine_module();
/// Why there is none; empty where there is one.
std::string_view why_no_engine();
/// JavaScript that shares out women, walks them with the engine and counts them.
std::string_view cohort_javascript();

}  // namespace ibtr::page
