#include "libraries.hpp"

#include <fmt/core.h>
#include <muParserDef.h>
#include <nlopt.h>
#include <sqlite3.h>
#include <thrust/version.h>
#include <toml++/toml.h>
#include <xxhash.h>

#include <Eigen/src/Core/util/Macros.h>
#include <oneapi/tbb/version.h>
#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#if __has_include(<cub/version.cuh>)
#include <cub/version.cuh>
#endif
#if __has_include(<cuda/std/version>)
#include <cuda/std/version>
#endif
#ifdef IBTR_WITH_MPI
#include <mpi.h>
#endif

namespace ibtr::packaging {
namespace {

std::string dotted(long major, long minor, long patch) {
    return fmt::format("{}.{}.{}", major, minor, patch);
}

std::string nlopt_release() {
    int major = 0, minor = 0, bugfix = 0;
    nlopt_version(&major, &minor, &bugfix);
    return dotted(major, minor, bugfix);
}

/// "2.3.3 (Release)"
std::string muparser_release() {
    const std::string text(mu::ParserVersion.begin(), mu::ParserVersion.end());
    return text.substr(0, text.find(' '));
}

/// CUDA's runtime and the headers that come with it; Thrust comes without it too.
void add_device_libraries(std::vector<Library>& libraries) {
    libraries.push_back({"Thrust",
                         dotted(THRUST_MAJOR_VERSION, THRUST_MINOR_VERSION, THRUST_SUBMINOR_VERSION),
                         "Apache-2.0 AND BSL-1.0 AND BSD-2-Clause",
                         "https://github.com/NVIDIA/cccl",
                         {}});
#ifdef CUB_VERSION
    libraries.push_back({"CUB",
                         dotted(CUB_MAJOR_VERSION, CUB_MINOR_VERSION, CUB_SUBMINOR_VERSION),
                         "BSD-3-Clause",
                         "https://github.com/NVIDIA/cccl",
                         {}});
#endif
#ifdef CCCL_MAJOR_VERSION
    libraries.push_back({"libcu++",
                         dotted(CCCL_MAJOR_VERSION, CCCL_MINOR_VERSION, CCCL_PATCH_VERSION),
                         "Apache-2.0 WITH LLVM-exception",
                         "https://github.com/NVIDIA/cccl",
                         {}});
#endif
#ifdef IBTR_CUDA_VERSION
    libraries.push_back({"CUDA Runtime",
                         IBTR_CUDA_VERSION,
                         "LicenseRef-NVIDIA-CUDA-EULA",
                         "https://docs.nvidia.com/cuda/eula/",
                         {"libcudart.so"}});
#endif
}

void add_mpi([[maybe_unused]] std::vector<Library>& libraries) {
#if defined(IBTR_WITH_MPI) && defined(OMPI_MAJOR_VERSION)
    libraries.push_back({"Open MPI",
                         dotted(OMPI_MAJOR_VERSION, OMPI_MINOR_VERSION, OMPI_RELEASE_VERSION),
                         "BSD-3-Clause",
                         "https://www.open-mpi.org",
                         {"libmpi.so", "libmpi_cxx.so"}});
#elif defined(IBTR_WITH_MPI) && defined(MPICH_VERSION)
    libraries.push_back({"MPICH", MPICH_VERSION, "mpich2", "https://www.mpich.org", {"libmpich.so", "libmpi.so"}});
#endif
}

/// What the pages carry, from cmake: "d3-array 3.2.0 ISC,d3-axis 1.0.12 BSD-3-Clause".
void add_d3(std::vector<Library>& libraries) {
    std::istringstream parts(IBTR_D3_PARTS);
    for (std::string part; std::getline(parts, part, ',');) {
        std::string name, version, licence;
        std::istringstream(part) >> name >> version >> licence;
        libraries.push_back({name, version, licence, "https://d3js.org", {}, true});
    }
}

void add_toolchain(std::vector<Library>& libraries) {
#ifdef __GLIBCXX__
    libraries.push_back({"GCC runtime libraries",
                         std::to_string(_GLIBCXX_RELEASE),
                         "GPL-3.0-or-later WITH GCC-exception-3.1",
                         "https://gcc.gnu.org",
                         {"libstdc++.so", "libgcc_s.so", "libgomp.so", "libatomic.so"}});
#endif
#ifdef __clang__
    libraries.push_back({"LLVM OpenMP runtime",
                         std::to_string(__clang_major__),
                         "Apache-2.0 WITH LLVM-exception",
                         "https://openmp.llvm.org",
                         {"libomp.so"}});
#endif
#ifdef __GLIBC__
    libraries.push_back({"GNU C Library",
                         fmt::format("{}.{}", __GLIBC__, __GLIBC_MINOR__),
                         "LGPL-2.1-or-later",
                         "https://www.gnu.org/software/libc/",
                         {"libc.so", "libm.so", "libmvec.so", "libdl.so", "libpthread.so", "librt.so", "ld-linux"}});
#endif
}

}  // namespace

std::vector<Library> libraries_of_this_build() {
    std::vector<Library> libraries{
        {"Boost",
         dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100),
         "BSL-1.0",
         "https://www.boost.org",
         {}},
        {"CLI11", CLI11_VERSION, "BSD-3-Clause", "https://github.com/CLIUtils/CLI11", {}},
        {"Eigen",
         dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION),
         "MPL-2.0 AND BSD-3-Clause",
         "https://eigen.tuxfamily.org",
         {}},
        {"JSON for Modern C++",
         dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH),
         "MIT",
         "https://json.nlohmann.me",
         {}},
        {"NLopt",
         nlopt_release(),
         "MIT AND LGPL-2.1-or-later",
         "https://nlopt.readthedocs.io",
         {"libnlopt.so", "libnlopt_cxx.so"}},
        {"SQLite", SQLITE_VERSION, "blessing", "https://www.sqlite.org", {"libsqlite3.so"}},
        {"fmt",
         dotted(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100),
         "MIT",
         "https://fmt.dev",
         {"libfmt.so"}},
        {"muparser", muparser_release(), "BSD-2-Clause", "https://beltoforion.de/en/muparser/", {"libmuparser.so"}},
        {"oneTBB",
         fmt::format("{}.{}", TBB_VERSION_MAJOR, TBB_VERSION_MINOR),
         "Apache-2.0",
         "https://github.com/uxlfoundation/oneTBB",
         {"libtbb.so"}},
        {"toml++",
         dotted(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH),
         "MIT",
         "https://marzer.github.io/tomlplusplus/",
         {"libtomlplusplus.so"}},
        {"xxHash",
         dotted(XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE),
         "BSD-2-Clause",
         "https://xxhash.com",
         {"libxxhash.so"}},
    };
    add_device_libraries(libraries);
    add_mpi(libraries);
    add_d3(libraries);
    add_toolchain(libraries);
    return libraries;
}

}  // namespace ibtr::packaging
