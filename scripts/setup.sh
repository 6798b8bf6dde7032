# Sourced by the scripts beside it: go to the repository's root, install what is missing, configure, build.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.."

ibtr_install=yes  # --no-install sets it to no
ibtr_jobs=${IBTR_JOBS:-$(nproc)}

# What a build, the tests and the figures need on Debian 12 and Ubuntu 24.04. CUDA is never installed.
ibtr_packages=(
    g++ cmake ninja-build git ca-certificates pkg-config
    libcli11-dev libfmt-dev libtomlplusplus-dev nlohmann-json3-dev libmuparser-dev libxxhash-dev
    libboost-math-dev libboost-random-dev libsqlite3-dev libnlopt-dev libeigen3-dev libtbb-dev libthrust-dev libcub-dev
    libgtest-dev libgmock-dev libbenchmark-dev
    gnuplot-nox graphviz fonts-dejavu-core node-d3
)
# Used where they are there: `ibtr psa` as several processes; pages that carry the engine. Everything else works without.
# shellcheck disable=SC2034
ibtr_optional_packages=(libopenmpi-dev openmpi-bin clang lld)
# What the checks of .ci/run need in addition.
ibtr_check_packages=(
    clang lld nodejs chromium chromium-driver python3-selenium python3-pandas mkdocs
    clang-tidy clang-format libclang-rt-14-dev libomp-dev librsvg2-bin poppler-utils valgrind
)

ibtr_say() { printf '\n== %s\n' "$*" >&2; }
ibtr_fail() { printf '%s\n' "$*" >&2; exit 1; }

# Prints those of the given Debian packages that are not installed.
ibtr_missing() {
    local package status
    for package in "$@"; do
        status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
        [[ $status == installed ]] || echo "$package"
    done
}

# Installs the given Debian packages where they are missing. Asks no package list when nothing is.
ibtr_ensure() {
    [[ $ibtr_install == yes ]] || return 0
    if ! command -v dpkg-query >/dev/null; then
        echo "No dpkg here: nothing is installed; the configure step names what is missing (docs/install.md)." >&2
        return 0
    fi
    local missing=() wanted=() as_root=() package
    mapfile -t missing < <(ibtr_missing "$@")
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
            as_root=(sudo)
        else
            ibtr_fail "These packages are missing. As root, type" \
                $'\n    apt-get update && apt-get install --no-install-recommends '"${missing[*]}" \
                $'\nor use --no-install where the libraries come from elsewhere (docs/install.md).'
        fi
    fi
    ibtr_say "Installing ${missing[*]}"
    "${as_root[@]}" apt-get update -q >&2
    for package in "${missing[@]}"; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            wanted+=("$package")
        else
            echo "$package: not in this system's package lists; going on without it" >&2
        fi
    done
    ((${#wanted[@]})) || return 0
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${wanted[@]}" </dev/null >&2
}

# ibtr_build PRESET [cmake arguments]: configures build/PRESET and builds it.
ibtr_build() {
    local preset=$1
    shift
    command -v cmake >/dev/null || ibtr_fail "cmake 3.25 or newer is needed and was not found"
    ibtr_say "Building: preset $preset, $ibtr_jobs jobs"
    cmake --preset "$preset" "$@" >&2
    cmake --build --preset "$preset" -j "$ibtr_jobs" ${ibtr_target:+--target "$ibtr_target"} >&2
}
