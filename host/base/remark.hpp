#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ibtr {

/// Something about a run, for people. Analyses return them; the command line says them.
struct Remark {
    enum class Kind : std::uint8_t {
        note,     ///< left out where the user wants quiet
        warning,  ///< said in any case
    };
    Kind kind;
    std::string text;
};
using Remarks = std::vector<Remark>;

/// A note, where there is something to say.
inline void add_note(Remarks& remarks, std::string text) {
    if (!text.empty()) remarks.push_back({Remark::Kind::note, std::move(text)});
}

}  // namespace ibtr
