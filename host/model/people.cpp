#include "model/people.hpp"

#include <string_view>

namespace ibtr {

std::string one_of(const std::string& people) {
    constexpr std::string_view vowels = "aeiou";
    std::string one;
    if (people.ends_with("men"))
        one = people.substr(0, people.size() - 2) + "an";
    else if (people.size() > 1 && people.ends_with('s'))
        one = people.substr(0, people.size() - 1);
    if (one.empty()) return "one of the " + people;
    return (vowels.find(one.front()) == std::string_view::npos ? "a " : "an ") + one;
}

}  // namespace ibtr
