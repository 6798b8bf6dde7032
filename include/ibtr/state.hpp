#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ibtr {

/// What being in a state means. Overall survival is the share of people who are in no death yet.
enum class StateKind : std::uint8_t { alive, death };

struct State {
    std::string name;
    bool absorbing = false;
    StateKind kind = StateKind::alive;  ///< a death is absorbing
    std::string cause = {};             ///< of a death, for people; may be empty
    std::string label = {};             ///< for people; a config's defaults to the name
};

/// A clock of several states: 0 where a person comes to one of them from outside, or starts in one, and running on
/// while the person moves among them.
struct EntryClock {
    std::string name;
    std::vector<std::size_t> states;  ///< each of one such clock at most
};

/// What an endpoint is an event of. Names, words and what follows from each: host/model/endpoint_rules.cpp.
enum class EndpointRole : std::uint8_t {
    none,           ///< said to be no event of the disease and no death
    local,          ///< local recurrence
    distant,        ///< distant metastasis
    recurrence,     ///< recurrence anywhere
    progression,    ///< of a disease that was not removed
    cause,          ///< death of the disease
    breast_cancer,  ///< the same where the disease is breast cancer
    other_cause,    ///< death of anything else
};

/// A named set of transitions; its time is the first passage through any of them.
struct EndpointSet {
    std::string name;
    std::vector<std::size_t> transitions;
    std::optional<EndpointRole> role = {};  ///< empty: not said, and nothing follows from it
    std::string label = {};                 ///< for people; a config's defaults to the name
};

}  // namespace ibtr
