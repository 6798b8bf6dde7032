#!/usr/bin/env bash
# disk_full_test.sh IBTR CONFIG: on a full disk the analysis ends with exit code 4 and can be resumed once there is room.
# Needs the right to mount a small tmpfs; where that is missing the test is skipped (exit 77).
set -euo pipefail
ibtr=$1 config=$2
scratch=$(mktemp -d)
trap 'umount "$scratch/disk" 2>/dev/null || true; rm -rf "$scratch"' EXIT
mkdir "$scratch/disk"
mount -t tmpfs -o size=2m tmpfs "$scratch/disk" 2>/dev/null || { echo "no right to mount a tmpfs"; exit 77; }

"$ibtr" psa "$config" --draws 400 --patients 2000 --out "$scratch/whole" >/dev/null 2>"$scratch/whole.log"
status=0
"$ibtr" psa "$config" --draws 400 --patients 2000 --out "$scratch/disk/run" >/dev/null 2>"$scratch/full.log" || status=$?
[[ $status == 4 ]] || { echo "exit code $status"; cat "$scratch/full.log"; exit 1; }
grep -q 'no space left' "$scratch/full.log" || { cat "$scratch/full.log"; exit 1; }
mount -o remount,size=64m "$scratch/disk"
"$ibtr" psa --resume "$scratch/disk/run" >/dev/null 2>"$scratch/resumed.log"
cmp "$scratch/whole/psa_summary.csv" "$scratch/disk/run/psa_summary.csv"
diff <(grep psa_digest "$scratch/whole.log") <(grep psa_digest "$scratch/resumed.log")
