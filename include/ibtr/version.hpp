#pragma once

#include <string_view>

namespace ibtr {

/// The version of this library, as Semantic Versioning has it: 0.1.0 of a release; of a build between releases the last
/// one, and after a plus the commits since and the commit's hash: 0.1.0+12.gabc1234; .dirty at the end where files were
/// changed after that. Before the first release 0.0.0 and the commits in all.
[[nodiscard]] std::string_view version() noexcept;

}  // namespace ibtr
