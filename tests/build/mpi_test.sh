#!/usr/bin/env bash
# mpi_test.sh CMAKE CXX MPI_CMAKE: a machine with MPI's programs and without its headers. IBTR_MPI=AUTO has to go on without
# MPI, ON has to stop with one error; both name the packages.
set -euo pipefail
cmake=$1 compiler=$2 module=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/source"

# Open MPI's answers, with folders that are not there, as openmpi-bin without libopenmpi-dev gives them.
cat >"$folder/bin/mpicxx" <<END
#!/usr/bin/env bash
case " \$* " in
*" -showme:incdirs "*) echo "$folder/include" ;;
*" -showme:compile "*) echo "-I$folder/include" ;;
*" -showme:libdirs "*) echo "$folder/lib" ;;
*" -showme:libs "*) echo mpi ;;
*" -showme:link "*) echo "-L$folder/lib -lmpi" ;;
*" -show"*) echo "$compiler -I$folder/include -L$folder/lib -lmpi" ;;
*) exec "$compiler" -nostdinc -I"$folder/include" "\$@" ;;
esac
END
printf '#!/usr/bin/env bash\necho "mpiexec (OpenRTE) 4.1.4"\n' >"$folder/bin/mpiexec"
chmod +x "$folder"/bin/*
cat >"$folder/source/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(without_mpi LANGUAGES CXX)
include("$module")
message(STATUS "found: \${IBTR_MPI_FOUND}")
END

failures=0
expect() {  # expect TEXT MODE: the output of the mode holds the text
    grep -qF -- "$1" "$folder/$2.txt" && return
    echo "IBTR_MPI=$2: expected '$1' in"
    cat "$folder/$2.txt"
    failures=$((failures + 1))
}
for mode in AUTO ON; do
    status=0
    PATH="$folder/bin:$PATH" "$cmake" -S "$folder/source" -B "$folder/$mode" -DCMAKE_CXX_COMPILER="$compiler" \
        -DIBTR_MPI=$mode >"$folder/$mode.output" 2>&1 || status=$?
    { tr -s ' \n' ' ' <"$folder/$mode.output"; echo; echo "status $status"; } >"$folder/$mode.txt"  # CMake folds its lines
    expect "has no mpi.h" $mode
    expect "libopenmpi-dev openmpi-bin" $mode
done
expect "status 0" AUTO
expect "found: FALSE" AUTO
expect "status 1" ON
errors=$(grep -c "CMake Error" "$folder/ON.output" || true)
[[ $errors == 1 ]] || { echo "IBTR_MPI=ON: $errors errors instead of one"; failures=$((failures + 1)); }
exit $((failures > 0))
