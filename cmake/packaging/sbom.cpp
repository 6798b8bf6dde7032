// ibtr_sbom SONAME...: a software bill of materials in the form of SPDX 2.3: the libraries in the program, given the
// names of those that it asks the loader for.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/build_info.hpp"
#include "base/digest.hpp"
#include "libraries.hpp"

namespace ibtr::packaging {
namespace {

using Json = nlohmann::ordered_json;

std::string id_of(const std::string& name) {
    std::string id = "SPDXRef-";
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            id += c;
        else
            id += c == '+' ? 'p' : '-';
    }
    return id;
}

Json package(const std::string& name, const std::string& version, const std::string& licence, const char* purpose) {
    return {{"name", name},
            {"SPDXID", id_of(name)},
            {"versionInfo", version},
            {"primaryPackagePurpose", purpose},
            {"downloadLocation", "NOASSERTION"},
            {"filesAnalyzed", false},
            {"licenseConcluded", licence},
            {"licenseDeclared", licence},
            {"copyrightText", "NOASSERTION"}};
}

Json relationship(const std::string& from, const std::string& how, const std::string& to) {
    return {{"spdxElementId", from}, {"relationshipType", how}, {"relatedSpdxElement", to}};
}

/// Takes those of `sonames` that the library answers to.
std::string asked_for(const Library& library, std::vector<std::string>& sonames) {
    std::string found;
    std::erase_if(sonames, [&](const std::string& soname) {
        const bool mine = std::any_of(library.sonames.begin(), library.sonames.end(),
                                      [&](const std::string& beginning) { return soname.starts_with(beginning); });
        if (mine) found += (found.empty() ? "" : ", ") + soname;
        return mine;
    });
    return found;
}

Json document(std::vector<std::string> sonames) {
    const std::string version = build_info.version;
    Json packages = Json::array({package("ibtr", version, "Apache-2.0", "APPLICATION")});
    Json relationships = Json::array({relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-ibtr")});
    for (const Library& library : libraries_of_this_build()) {
        Json described = package(library.name, library.version, library.licence, "LIBRARY");
        described["homepage"] = library.homepage;
        const std::string found = asked_for(library, sonames);
        if (!found.empty()) described["comment"] = "loaded as " + found;
        const char* how = library.copied ? "CONTAINS" : found.empty() ? "STATIC_LINK" : "DYNAMIC_LINK";
        relationships.push_back(relationship("SPDXRef-ibtr", how, id_of(library.name)));
        packages.push_back(std::move(described));
    }
    for (const std::string& soname : sonames) {  // that nothing is known about
        packages.push_back(package(soname, "NOASSERTION", "NOASSERTION", "LIBRARY"));
        relationships.push_back(relationship("SPDXRef-ibtr", "DYNAMIC_LINK", id_of(soname)));
    }
    Digest digest;
    digest.text(packages.dump());
    const std::string date = build_info.commit_date;
    return {{"spdxVersion", "SPDX-2.3"},
            {"dataLicense", "CC0-1.0"},
            {"SPDXID", "SPDXRef-DOCUMENT"},
            {"name", "ibtr-" + version},
            {"documentNamespace", fmt::format("https://spdx.org/spdxdocs/ibtr-{}-{}", version, digest.hex())},
            {"creationInfo",
             {{"created", (date.empty() ? "1970-01-01" : date) + "T00:00:00Z"}, {"creators", {"Tool: ibtr_sbom"}}}},
            {"packages", std::move(packages)},
            {"hasExtractedLicensingInfos", Json::array({{{"licenseId", "LicenseRef-NVIDIA-CUDA-EULA"},
                                                         {"name", "NVIDIA CUDA Toolkit End User License Agreement"},
                                                         {"extractedText", "https://docs.nvidia.com/cuda/eula/"}}})},
            {"relationships", std::move(relationships)}};
}

}  // namespace
}  // namespace ibtr::packaging

int main(int argc, char** argv) {
    try {
        std::printf("%s\n", ibtr::packaging::document({argv + 1, argv + argc}).dump(2).c_str());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "ibtr_sbom: %s\n", error.what());
        return 1;
    }
}
