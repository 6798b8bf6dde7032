#pragma once

#include <string>
#include <vector>

namespace ibtr::packaging {

/// A library of others that the program links, or of which parts are compiled or copied into it.
struct Library {
    std::string name, version;
    std::string licence;  ///< an SPDX expression
    std::string homepage;
    std::vector<std::string>
        sonames;          ///< beginnings of the names by which a program asks for it; empty: there are none
    bool copied = false;  ///< its text stands in the pages that the program writes
};

/// Those of this build, with the versions of the headers that it was compiled with.
std::vector<Library> libraries_of_this_build();

}  // namespace ibtr::packaging
