#pragma once

namespace ibtr {

/// What this binary was built from and with; goes into every manifest.
struct BuildInfo {
    const char* version;       ///< as ibtr::version says it
    const char* git_describe;  ///< unknown, where there was no git
    const char* commit_date;   ///< as 2026-01-31; empty, where there was no git
    const char* compiler;
    const char* compiler_flags;
};
extern const BuildInfo build_info;

}  // namespace ibtr
