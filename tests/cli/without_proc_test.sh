#!/usr/bin/env bash
# without_proc_test.sh IBTR CONFIGS: where /proc is not mounted, as in a bare root, every command works but `bench`, which
# looks for files beside the program and then says what to name. Skipped where no folder may be put over /proc.
set -euo pipefail
ibtr=$(realpath "$1") configs=$(realpath "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

bare() {  # bare COMMAND...: without /proc
    # shellcheck disable=SC2016
    unshare --map-root-user --mount bash -c 'mount -t tmpfs none /proc && exec "$@"' bare "$@"
}
if ! bare true 2>"$folder/why"; then
    echo "skipped: $(<"$folder/why")"
    exit 77
fi

failures=0
expect() {  # expect STATUS TEXT ibtr-argument...: how the command ends, and what it prints
    local status=0 wanted=$1 text=$2
    shift 2
    bare "$ibtr" "$@" >"$folder/output" 2>&1 || status=$?
    if [[ $status != "$wanted" ]] || ! grep -qF -- "$text" "$folder/output"; then
        echo "ibtr $*: expected status $wanted and '$text'; status $status and"
        cat "$folder/output"
        failures=1
    fi
}
cd "$folder"
config=$configs/ibtr.toml
expect 0 "backends" info
expect 0 "Subcommands" --help
expect 0 "States" check "$config"
expect 0 '"tally_digest"' run "$config" --patients 2000 --threads 2 --no-figure --quiet --json --out run
expect 0 '"tally_digest"' psa "$config" --patients 1000 --draws 4 --threads 2 --no-figure --quiet --json --out psa
expect 2 "bench: where this program lies is not known, /proc/self/exe cannot be read: name a CONFIG and --baselines" bench
expect 0 "draws of 10000 women" bench "$config" --baselines none --threads 1 --rounds 1 --seconds 0.001
exit $failures
