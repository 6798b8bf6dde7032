# Sourced by the tests of this folder: a folder of its own to work in, removed at the end, and how a failure is told.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
# expect STATUS TEXT COMMAND...: ends with this status and says this (a basic regular expression) in one of its streams.
expect() {
    local status=0 wanted=$1 text=$2
    shift 2
    "$@" >output 2>&1 || status=$?
    ((status == wanted)) || { cat output >&2; fail "'$*' ended with $status, not $wanted"; }
    [[ -z $text ]] || grep -q -- "$text" output || { cat output >&2; fail "'$*' does not say: $text"; }
}
