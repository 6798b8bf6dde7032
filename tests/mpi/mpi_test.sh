#!/usr/bin/env bash
# mpi_test.sh IBTR CONFIG MPIRUN: `ibtr psa` on several ranks gives the rows of one process; a rank that is lost or fails
# ends the job with an error and leaves a store that can be resumed. Without an mpirun that starts two processes, or
# with a build without MPI, the test is skipped (exit 77).
set -euo pipefail
ibtr=$1 config=$2 mpirun=${3:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[[ -x $mpirun ]] || { echo "no mpirun: skipped"; exit 77; }
ranks() { "$mpirun" --allow-run-as-root --oversubscribe -n "$@"; }
ranks 2 true >"$scratch/log" 2>&1 || { echo "mpirun does not start processes here: skipped"; cat "$scratch/log"; exit 77; }
digests() { grep digest "$1"; }
analysis=(psa "$config" --draws 400 --patients 2000)

"$ibtr" "${analysis[@]}" --out "$scratch/alone" >/dev/null 2>"$scratch/alone.log"
for n in 2 3; do
    ranks $n "$ibtr" "${analysis[@]}" --threads 1 --out "$scratch/$n" >/dev/null 2>"$scratch/$n.log" ||
        { cat "$scratch/$n.log"; exit 1; }
    diff <(digests "$scratch/alone.log") <(digests "$scratch/$n.log")
    for file in curves.csv contrasts.csv psa_summary.csv; do cmp "$scratch/alone/$file" "$scratch/$n/$file"; done
    grep -q "\"device\": \"$n processes; rank 0" "$scratch/$n/manifest.json"
done

# A helper is killed in the middle: an error, and a store that goes on.
long=(psa "$config" --draws 8000 --patients 2000)
"$ibtr" "${long[@]}" --out "$scratch/long" >/dev/null 2>"$scratch/long.log"
# shellcheck disable=SC2016
kill_one='[[ $OMPI_COMM_WORLD_RANK == 1 ]] && { until [[ -s $1 ]]; do sleep 0.05; done; sleep 0.3; kill -9 $$; } & exec "${@:2}"'
status=0
ranks 2 bash -c "$kill_one" lost "$scratch/lost/psa.sqlite" "$ibtr" "${long[@]}" --threads 1 --out "$scratch/lost" >/dev/null 2>"$scratch/lost.log" || status=$?
((status != 0)) || { echo "a lost rank was not noticed, or the analysis had ended before"; cat "$scratch/lost.log"; exit 1; }
# mpirun may return before it has ended rank 0, which holds the store until then.
resumed=no
for _ in {1..50}; do
    "$ibtr" psa --resume "$scratch/lost" >/dev/null 2>"$scratch/resumed.log" && { resumed=yes; break; }
    grep -q 'another process is using it' "$scratch/resumed.log" || break
    sleep 0.2
done
[[ $resumed == yes ]] || { cat "$scratch/resumed.log"; exit 1; }
diff <(digests "$scratch/long.log") <(digests "$scratch/resumed.log")

# An error of rank 0 ends all of them with its exit code.
status=0
ranks 2 "$ibtr" "${analysis[@]}" --out "$scratch/lost" >/dev/null 2>"$scratch/refused.log" || status=$?
[[ $status == 2 ]] && grep -q 'has files in it' "$scratch/refused.log" || { echo "exit $status"; cat "$scratch/refused.log"; exit 1; }
