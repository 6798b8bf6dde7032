#!/usr/bin/env bash
# sbom_test.sh BUILD PROGRAM: the bill of materials is SPDX, and names every library that the program asks the loader for,
# every one whose headers the compiler read for it (as the build's log of dependencies has it), and every piece of D3 that
# pages carry; each with version and licence.
set -euo pipefail
build=$1 program=$2 bill=$1/manual/ibtr.spdx.json
command -v python3 >/dev/null || { echo "no python3 to read JSON with"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

readelf --dynamic --wide "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p' >"$folder/needed"
[[ -s $folder/needed ]] || { echo "$program asks for no library"; exit 1; }
ninja=$(sed -n 's/^CMAKE_MAKE_PROGRAM:[A-Z]*=\(.*ninja[^/]*\)$/\1/p' "$build/CMakeCache.txt")
if [[ -n $ninja ]]; then
    # Of the program's own objects, not of tests; the list itself reads headers of all.
    (cd "$build" && "$ninja" -t deps) | awk '/^[^ ]/ { on = /^(host|cuda)\// && !/ibtr_sbom/ } on && /^ / { print $1 }' |
        sort -u | (cd "$build" && xargs -r realpath -m) | sort -u >"$folder/headers"
else
    : >"$folder/headers"
fi
grep -aoE 'https://d3js\.org(/d3-[a-z-]+/)? v[0-9.]+' "$program" | sort -u >"$folder/d3" || true

python3 - "$bill" "$folder" <<'END'
import json, pathlib, re, subprocess, sys

bill = json.loads(pathlib.Path(sys.argv[1]).read_text())
folder = pathlib.Path(sys.argv[2])
problems = []
packages = {package["name"]: package for package in bill["packages"]}
how = {r["relatedSpdxElement"]: r["relationshipType"] for r in bill["relationships"]}

if (bill["spdxVersion"], bill["dataLicense"], bill["SPDXID"]) != ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"):
    problems.append("its head is not that of SPDX 2.3")
if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", bill["creationInfo"]["created"]):
    problems.append("created at no time")
ids = [package["SPDXID"] for package in bill["packages"]]
if len(set(ids)) != len(ids) or not all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", id) for id in ids):
    problems.append(f"ids are not unique, or not legal: {ids}")
for package in bill["packages"]:
    for key in ("versionInfo", "licenseConcluded", "downloadLocation"):
        if not package.get(key):
            problems.append(f"{package['name']}: no {key}")
    if package["licenseConcluded"] == "NOASSERTION" or not re.match(r"\d", package["versionInfo"]):
        problems.append(f"{package['name']}: {package['versionInfo']}, {package['licenseConcluded']}")
    if package["SPDXID"] not in how:
        problems.append(f"{package['name']}: related to nothing")

def covered(name, why, relation=None):
    if name not in packages:
        problems.append(f"{name} is missing: {why}")
    elif relation and how[packages[name]["SPDXID"]] != relation:
        problems.append(f"{name}: {how[packages[name]['SPDXID']]} instead of {relation}: {why}")

# Written by hand, not taken from what the bill is made of.
glibc, gcc = "GNU C Library", "GCC runtime libraries"
by_soname = {"fmt": "fmt", "muparser": "muparser", "nlopt": "NLopt", "nlopt_cxx": "NLopt", "sqlite3": "SQLite", "tbb": "oneTBB",
             "tomlplusplus": "toml++", "xxhash": "xxHash", "cudart": "CUDA Runtime", "mpi": "Open MPI", "stdc++": gcc,
             "gcc_s": gcc, "gomp": gcc, "omp": "LLVM OpenMP runtime", "c": glibc, "m": glibc, "mvec": glibc, "dl": glibc,
             "pthread": glibc, "rt": glibc}
for soname in (folder / "needed").read_text().split():
    match = re.match(r"lib([a-z_0-9+]+)\.so|(ld-linux)", soname)
    name = glibc if match and match[2] else by_soname.get(match[1]) if match else None
    if name is None:
        problems.append(f"{soname}: this test knows no library of that name")
    else:
        covered(name, f"the program asks for {soname}", "DYNAMIC_LINK")

by_folder = [(r"/CLI/", "CLI11"), (r"/(eigen3|eigen-src)/", "Eigen"), (r"/boost/", "Boost"), (r"/nlohmann/", "JSON for Modern C++"),
             (r"/toml\+\+/", "toml++"), (r"/fmt/", "fmt"), (r"/muParser\w*\.h$", "muparser"), (r"/sqlite3\w*\.h$", "SQLite"),
             (r"/nlopt\w*\.hp*$", "NLopt"), (r"/xxh\w*\.h$", "xxHash"), (r"/(oneapi|tbb)/", "oneTBB"), (r"/thrust/", "Thrust"),
             (r"/cub/", "CUB"), (r"/(cccl|libcudacxx)/.*(cuda|nv)/|/cuda/std/|/include/nv/", "libcu++"), (r"/cuda[-0-9./]*/.*include/", "CUDA Runtime"),
             (r"/openmpi/|/mpi\.h$", "Open MPI"), (r"/lib/gcc/|/include/c\+\+/", gcc), (r"/usr/lib/llvm[^/]*/|/lib/clang/", None)]
build_own = (str(pathlib.Path(sys.argv[1]).resolve().parent.parent) + "/", )
rest = []
for header in (folder / "headers").read_text().split():
    if header.startswith(build_own) and "/_deps/" not in header and not header.endswith("/xxhash.h"):
        continue
    for pattern, name in by_folder:
        if re.search(pattern, header):
            if name:
                covered(name, f"{header} is read")
            break
    else:
        rest.append(header)
# What is left is of the system's C library, or of this project.
rest = [header for header in rest if header.startswith("/usr/")]
if rest:
    try:
        owners = subprocess.run(["dpkg", "-S", *rest], capture_output=True, text=True).stdout
    except FileNotFoundError:
        owners = ""
    for line in owners.splitlines():
        if not re.match(r"(libc6-dev|linux-libc-dev|libc-dev-bin|libcrypt-dev|libstdc\+\+-\d+-dev|diversion)", line):
            problems.append(f"a header of a library that this test does not know: {line}")
        covered(glibc, line)

for line in (folder / "d3").read_text().splitlines():
    match = re.match(r"https://d3js\.org(?:/(d3-[a-z-]+)/)? v([0-9.]+)", line)
    name = match[1] or "d3"
    covered(name, line, "CONTAINS")
    if name in packages and packages[name]["versionInfo"] != match[2]:
        problems.append(f"{name}: version {packages[name]['versionInfo']}, and the program carries {match[2]}")

print("\n".join(dict.fromkeys(problems)))
sys.exit(bool(problems))
END
