#pragma once

namespace ibtr {

/// What this binary was built from and with; goes into every manifest.
struct BuildInfo {
    const char* version;
    const char* git_describe;
    const char* compiler;
    const char* compiler_flags;
};
extern const BuildInfo build_info;

}  // namespace ibtr
