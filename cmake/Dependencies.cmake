# Every library the project uses: an installed one first, a pinned source archive second.
#
#   IBTR_FETCH_DEPENDENCIES          ON: what is not installed is fetched; OFF: it is an error
#   IBTR_ARCHIVES                    folder with the archives of docs/install.md, read instead of the network
#   FETCHCONTENT_SOURCE_DIR_<NAME>   an unpacked source tree, used as it is
#   FETCHCONTENT_TRY_FIND_PACKAGE_MODE=NEVER   ignores what is installed
#
# A fetched header-only library is an include folder and nothing else: its own CMake files are not run.
include(FetchContent)

option(IBTR_FETCH_DEPENDENCIES "Fetch pinned sources of libraries that are not installed" ON)
set(IBTR_ARCHIVES "" CACHE PATH "Folder with the source archives of docs/install.md")
set(IBTR_THRUST_INCLUDE_DIR "" CACHE PATH "Folder that holds thrust/version.h; empty: search")

if(POLICY CMP0135)
  cmake_policy(SET CMP0135 NEW)
endif()
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()

include(FindInstalled)

# ibtr_find(<name> TARGET t PACKAGE p [VERSION v] [PKG_CONFIG module] [LINKED]): looks for an installed library and sets
# <name>_INSTALLED. LINKED: not only headers, so whoever links an installed ibtr has to find it too.
function(ibtr_find name)
  cmake_parse_arguments(ARG "LINKED" "" "" ${ARGN})
  string(TOUPPER "${name}" upper)
  set(${name}_INSTALLED FALSE)
  if(NOT FETCHCONTENT_TRY_FIND_PACKAGE_MODE STREQUAL "NEVER" AND NOT FETCHCONTENT_SOURCE_DIR_${upper})
    ibtr_find_installed(${name} ${ARG_UNPARSED_ARGUMENTS})
  endif()
  if(ARG_LINKED AND ${name}_INSTALLED)
    list(JOIN ARG_UNPARSED_ARGUMENTS " " arguments)
    set_property(GLOBAL APPEND_STRING PROPERTY IBTR_FIND_LINKED "ibtr_find_installed(${name} ${arguments})\n")
  elseif(NOT ${name}_INSTALLED)
    set_property(GLOBAL APPEND PROPERTY IBTR_FETCHED ${name})
  endif()
  set(${name}_INSTALLED ${${name}_INSTALLED} PARENT_SCOPE)
endfunction()

# ibtr_fetch(<name> VERSION v URL u SHA256 h APT package): the source tree, in <name>_SOURCE_DIR.
function(ibtr_fetch name)
  cmake_parse_arguments(ARG "" "VERSION;URL;SHA256;APT" "" ${ARGN})
  string(TOUPPER "${name}" upper)
  get_filename_component(extension "${ARG_URL}" LAST_EXT)
  set(archive "${IBTR_ARCHIVES}/${name}-${ARG_VERSION}.tar${extension}")
  set(source "${ARG_URL}")
  if(FETCHCONTENT_SOURCE_DIR_${upper})
    message(STATUS "${name}: sources in ${FETCHCONTENT_SOURCE_DIR_${upper}}")
  elseif(IBTR_ARCHIVES AND EXISTS "${archive}")
    set(source "${archive}")
    message(STATUS "${name}: archive ${archive}")
  elseif(NOT IBTR_FETCH_DEPENDENCIES)
    message(FATAL_ERROR "${name} was not found (Debian and Ubuntu: apt-get install ${ARG_APT}). Install it, add its "
      "folder to CMAKE_PREFIX_PATH, set FETCHCONTENT_SOURCE_DIR_${upper} to its sources, or put "
      "${name}-${ARG_VERSION}.tar${extension} into the folder IBTR_ARCHIVES; docs/install.md lists the archives.")
  else()
    message(STATUS "${name}: not installed (Debian and Ubuntu: ${ARG_APT}); fetching ${ARG_URL}")
  endif()
  # A SOURCE_SUBDIR that does not exist: unpack, and do not run the library's own CMake files.
  FetchContent_Declare(${name} URL "${source}" URL_HASH SHA256=${ARG_SHA256} SOURCE_SUBDIR ibtr-unpack-only)
  FetchContent_MakeAvailable(${name})
  FetchContent_GetProperties(${name} SOURCE_DIR directory)
  set(${name}_SOURCE_DIR "${directory}" PARENT_SCOPE)
endfunction()

function(ibtr_header_library target directory)
  string(REPLACE "::" "_" plain "${target}")
  add_library(ibtr_fetched_${plain} INTERFACE)
  target_include_directories(ibtr_fetched_${plain} SYSTEM INTERFACE "${directory}")
  target_compile_definitions(ibtr_fetched_${plain} INTERFACE ${ARGN})
  add_library(${target} ALIAS ibtr_fetched_${plain})
  set_property(GLOBAL APPEND PROPERTY IBTR_HEADERS_ONLY ${target})
endfunction()

function(ibtr_require_installed name)
  cmake_parse_arguments(ARG "" "TARGET;APT" "" ${ARGN})
  if(NOT TARGET ${ARG_TARGET})
    message(FATAL_ERROR "${name} was not found (Debian and Ubuntu: apt-get install ${ARG_APT}). Install it or add its "
      "folder to CMAKE_PREFIX_PATH; it is not fetched.")
  endif()
endfunction()

# --- Needed from the system ------------------------------------------------------------------------------
find_package(Threads REQUIRED)
find_package(OpenMP QUIET)
ibtr_require_installed("OpenMP for ${CMAKE_CXX_COMPILER_ID}" TARGET OpenMP::OpenMP_CXX APT "libomp-dev (with clang)")
find_package(Boost 1.74 QUIET)
ibtr_require_installed("Boost 1.74 or newer" TARGET Boost::headers APT "libboost-math-dev libboost-random-dev")
find_package(SQLite3 3.37 QUIET)
ibtr_require_installed("SQLite 3.37 or newer" TARGET SQLite::SQLite3 APT libsqlite3-dev)
find_package(NLopt 2.7 CONFIG QUIET)
ibtr_require_installed("NLopt 2.7 or newer" TARGET NLopt::nlopt APT libnlopt-dev)

# Nothing to link with, so nothing that whoever links an installed ibtr needs.
set_property(GLOBAL APPEND PROPERTY IBTR_HEADERS_ONLY
  ibtr_options ibtr_thrust_headers Boost::headers CLI11::CLI11 nlohmann_json::nlohmann_json Eigen3::Eigen)

# --- Header-only -----------------------------------------------------------------------------------------
ibtr_find(cli11 TARGET CLI11::CLI11 PACKAGE CLI11 VERSION 2.1)
if(NOT cli11_INSTALLED)
  ibtr_fetch(cli11 VERSION 2.1.2 APT libcli11-dev
    URL https://github.com/CLIUtils/CLI11/archive/v2.1.2.tar.gz
    SHA256 26291377e892ba0e5b4972cdfd4a2ab3bf53af8dac1f4ea8fe0d1376b625c8cb)
  ibtr_header_library(CLI11::CLI11 "${cli11_SOURCE_DIR}/include")
endif()

ibtr_find(nlohmann_json TARGET nlohmann_json::nlohmann_json PACKAGE nlohmann_json VERSION 3.10)
if(NOT nlohmann_json_INSTALLED)
  ibtr_fetch(nlohmann_json VERSION 3.11.2 APT nlohmann-json3-dev
    URL https://github.com/nlohmann/json/archive/v3.11.2.tar.gz
    SHA256 d69f9deb6a75e2580465c6c4c5111b89c4dc2fa94e3a85fcd2ffcd9a143d9273)
  ibtr_header_library(nlohmann_json::nlohmann_json "${nlohmann_json_SOURCE_DIR}/include")
endif()

ibtr_find(tomlplusplus TARGET tomlplusplus::tomlplusplus PACKAGE tomlplusplus VERSION 3.3 PKG_CONFIG tomlplusplus LINKED)
if(NOT tomlplusplus_INSTALLED)
  ibtr_fetch(tomlplusplus VERSION 3.4.0 APT libtomlplusplus-dev
    URL https://github.com/marzer/tomlplusplus/archive/refs/tags/v3.4.0.tar.gz
    SHA256 8517f65938a4faae9ccf8ebb36631a38c1cadfb5efa85d9a72e15b9e97d25155)
  ibtr_header_library(tomlplusplus::tomlplusplus "${tomlplusplus_SOURCE_DIR}/include")
endif()

ibtr_find(eigen TARGET Eigen3::Eigen PACKAGE Eigen3 VERSION 3.4)
if(NOT eigen_INSTALLED)
  ibtr_fetch(eigen VERSION 3.4.0 APT libeigen3-dev
    URL https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.bz2
    SHA256 b4c198460eba6f28d34894e3a5710998818515104d6e74e5cc331ce31e46e626)
  ibtr_header_library(Eigen3::Eigen "${eigen_SOURCE_DIR}")
endif()

ibtr_find(xxhash TARGET xxHash::xxhash PACKAGE xxHash VERSION 0.8 PKG_CONFIG libxxhash LINKED)
if(NOT xxhash_INSTALLED)
  ibtr_fetch(xxhash VERSION 0.8.1 APT libxxhash-dev
    URL https://github.com/Cyan4973/xxHash/archive/v0.8.1.tar.gz
    SHA256 3bb6b7d6f30c591dd65aaaff1c8b7a5b94d81687998ca9400082c739a690436c)
  ibtr_header_library(xxHash::xxhash "${xxhash_SOURCE_DIR}" XXH_INLINE_ALL)
else()
  # Debian's library holds wider forms of its functions and chooses among them at run time.
  include(CheckCXXSourceCompiles)
  get_target_property(CMAKE_REQUIRED_LIBRARIES xxHash::xxhash ALIASED_TARGET)  # the check knows no alias
  if(NOT CMAKE_REQUIRED_LIBRARIES)
    set(CMAKE_REQUIRED_LIBRARIES xxHash::xxhash)
  endif()
  check_cxx_source_compiles("#include <xxh_x86dispatch.h>
int main() { return static_cast<int>(XXH3_128bits(\"\", 0).low64); }" IBTR_XXHASH_DISPATCH)
  unset(CMAKE_REQUIRED_LIBRARIES)
endif()

# --- Compiled --------------------------------------------------------------------------------------------
ibtr_find(fmt TARGET fmt::fmt PACKAGE fmt VERSION 9 LINKED)
if(NOT fmt_INSTALLED)
  ibtr_fetch(fmt VERSION 9.1.0 APT libfmt-dev
    URL https://github.com/fmtlib/fmt/archive/9.1.0.tar.gz
    SHA256 5dea48d1fcddc3ec571ce2058e13910a0d4a6bab4cc09a809d8b1dd1c88ae6f2)
  add_library(ibtr_fmt STATIC EXCLUDE_FROM_ALL "${fmt_SOURCE_DIR}/src/format.cc" "${fmt_SOURCE_DIR}/src/os.cc")
  target_include_directories(ibtr_fmt SYSTEM PUBLIC "${fmt_SOURCE_DIR}/include")
  target_compile_features(ibtr_fmt PUBLIC cxx_std_20)
  add_library(fmt::fmt ALIAS ibtr_fmt)
endif()

ibtr_find(muparser TARGET muparser::muparser PACKAGE muparser VERSION 2.3 PKG_CONFIG muparser LINKED)
if(NOT muparser_INSTALLED)
  ibtr_fetch(muparser VERSION 2.3.3-1 APT libmuparser-dev
    URL https://github.com/beltoforion/muparser/archive/v2.3.3-1.tar.gz
    SHA256 91d26d8274ae9cd9c776ee58250aeddc6b574f369eafd03b25045b858a2b8177)
  set(muparser_files muParser muParserBase muParserBytecode muParserCallback muParserError muParserInt
    muParserTokenReader)
  list(TRANSFORM muparser_files REPLACE "(.+)" "${muparser_SOURCE_DIR}/src/\\1.cpp")
  add_library(ibtr_muparser STATIC EXCLUDE_FROM_ALL ${muparser_files})
  target_include_directories(ibtr_muparser SYSTEM PUBLIC "${muparser_SOURCE_DIR}/include")
  target_compile_definitions(ibtr_muparser PUBLIC MUPARSER_STATIC)
  target_compile_features(ibtr_muparser PUBLIC cxx_std_20)
  add_library(muparser::muparser ALIAS ibtr_muparser)
endif()

ibtr_find(tbb TARGET TBB::tbb PACKAGE TBB VERSION 2021 LINKED)
if(NOT tbb_INSTALLED)
  ibtr_fetch(tbb VERSION 2021.8.0 APT libtbb-dev
    URL https://github.com/oneapi-src/oneTBB/archive/refs/tags/v2021.8.0.tar.gz
    SHA256 eee380323bb7ce864355ed9431f85c43955faaae9e9bce35c62b372d7ffd9f8b)
  set(TBB_TEST OFF)
  set(TBB_STRICT OFF)
  set(TBBMALLOC_BUILD OFF)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  add_subdirectory("${tbb_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/_deps/tbb-build" EXCLUDE_FROM_ALL SYSTEM)
endif()

# --- Tests only ------------------------------------------------------------------------------------------
macro(ibtr_require_googletest)
  ibtr_find(googletest TARGET GTest::gmock PACKAGE GTest)
  if(NOT googletest_INSTALLED)
    ibtr_fetch(googletest VERSION 1.12.1 APT "libgtest-dev libgmock-dev"
      URL https://github.com/google/googletest/archive/release-1.12.1.tar.gz
      SHA256 81964fe578e9bd7c94dfdb09c8e4d6e6759e19967e397dbea48d1c10e45d0df2)
    set(INSTALL_GTEST OFF)
    set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
    add_subdirectory("${googletest_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/_deps/googletest-build" EXCLUDE_FROM_ALL SYSTEM)
  endif()
endmacro()

# --- Thrust: the toolkit's where there is one (cmake/Cuda.cmake), else the system's --------------------------
# Two Thrust versions must never meet in one program, so no other folder is searched once a toolkit is used.
if(NOT IBTR_THRUST_INCLUDE_DIR AND IBTR_CUDA_FOUND)
  set(ibtr_thrust_dir "${IBTR_CCCL_INCLUDE_DIR}")
elseif(IBTR_THRUST_INCLUDE_DIR)
  set(ibtr_thrust_dir "${IBTR_THRUST_INCLUDE_DIR}")
else()
  find_path(IBTR_SYSTEM_THRUST_DIR thrust/version.h)
  find_path(IBTR_SYSTEM_THRUST_DIR thrust/version.h PATH_SUFFIXES cccl)
  set(ibtr_thrust_dir "${IBTR_SYSTEM_THRUST_DIR}")
endif()
if(NOT EXISTS "${ibtr_thrust_dir}/thrust/version.h")
  message(FATAL_ERROR "Thrust was not found (Debian and Ubuntu: apt-get install libthrust-dev libcub-dev; it also comes "
    "with a CUDA toolkit and with NVIDIA's CCCL). Set IBTR_THRUST_INCLUDE_DIR to the folder that holds thrust/version.h.")
endif()
file(STRINGS "${ibtr_thrust_dir}/thrust/version.h" ibtr_thrust_line REGEX "^#define THRUST_VERSION +[0-9]+")
string(REGEX MATCH "[0-9]+" ibtr_thrust_number "${ibtr_thrust_line}")
math(EXPR ibtr_thrust_major "${ibtr_thrust_number} / 100000")
math(EXPR ibtr_thrust_minor "${ibtr_thrust_number} / 100 % 1000")
set(IBTR_THRUST_VERSION "${ibtr_thrust_major}.${ibtr_thrust_minor}")
message(STATUS "Thrust ${IBTR_THRUST_VERSION} in ${ibtr_thrust_dir}")
add_library(ibtr_thrust_headers INTERFACE)
if(NOT ibtr_thrust_dir MATCHES "^/usr(/local)?/include$")
  target_include_directories(ibtr_thrust_headers SYSTEM INTERFACE "${ibtr_thrust_dir}")
endif()
