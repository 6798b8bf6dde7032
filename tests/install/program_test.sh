#!/usr/bin/env bash
# program_test.sh CMAKE BUILD: the program as its users install it, moved to another folder: everything is there, nothing
# of the library is, documents name no file that is missing, and the program finds what it needs.
set -euo pipefail
cmake=$1 build=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "FAILED: $*" >&2; exit 1; }

"$cmake" --install "$build" --prefix "$folder/first" --component program >install.txt
mv first moved  # no path of the folder may be written into what is installed
root=$folder/moved
ibtr=$root/bin/ibtr
for file in bin/ibtr share/ibtr/configs/{ibtr.toml,models/colon.toml,scenarios/niche_diversion.toml,evidence/evidence.csv} \
    share/ibtr/{python/ibtr.py,r/ibtr.R} share/doc/ibtr/{README.md,CHANGELOG.md,CITATION.cff,LICENSE,docs/config.md} \
    share/doc/ibtr/{docs/ibtr.schema.json,ibtr.spdx.json} share/man/man1/ibtr.1.gz share/bash-completion/completions/ibtr \
    share/fish/vendor_completions.d/ibtr.fish; do
    [[ -s $root/$file ]] || fail "$file is not installed"
done
compgen -G "$root/share/zsh/*/_ibtr" >/dev/null || fail "no completions for zsh"
[[ -z $(find "$root" -name '*.a' -o -name '*.hpp' -o -name '__pycache__' -o -name ibtr_baselines) ]] || fail "too much is installed"
[[ -z $(find "$root" -xtype l) ]] || fail "links to nothing: $(find "$root" -xtype l)"
[[ -z $(grep -rlF "$folder/first" "$root") ]] || fail "the folder's name stands in $(grep -rlF "$folder/first" "$root")"

# Every file that a document links to.
links=0
while IFS=: read -r document link; do
    target=${link#](}
    target=${target%%[#)]*}
    [[ -n $target && $target != *://* && $target != mailto:* ]] || continue
    links=$((links + 1))
    # As a reader's program resolves it: links of the text, before links of the disk.
    [[ -e $(realpath -m -s "$(dirname "$document")/$target") ]] || fail "$document links to $target, which is not installed"
done < <(find "$root/share/doc/ibtr" "$root/share/ibtr/configs" -name '*.md' -print0 | xargs -0 grep -oHE '\]\([^) ]*\)')
((links > 100)) || fail "only $links links were found in the documents"

# ---- It runs, in a folder with nothing in it -------------------------------------------------------------
mkdir empty && cd empty
version=$("$ibtr" --version)
gzip -dc "$root/share/man/man1/ibtr.1.gz" | cmp - <("$ibtr" manual) || fail "another program wrote the manual page"
grep -q -F "$version" <(gzip -dc "$root/share/man/man1/ibtr.1.gz") || fail "the manual page does not name $version"
"$ibtr" check "$root/share/ibtr/configs/evidence_model.toml" --quiet
"$ibtr" exact "$root/share/ibtr/configs/ibtr.toml" --set grid_per_year=1 --quiet --no-figure --out run
grep -q "\"version\": *\"${version//[.+]/.}\"" run/manifest.json || fail "the manifest does not name $version"
"$ibtr" report run --evidence "$root/share/ibtr/configs/evidence/evidence.csv" --quiet
"$ibtr" bench --backend cpp --rounds 1 --seconds 0.001 >/dev/null || fail "bench does not find its config"
if command -v python3 >/dev/null && python3 -c 'import pandas' 2>/dev/null; then
    IBTR=$ibtr PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$root/share/ibtr/python python3 -c '
import ibtr, sys
assert len(ibtr.run(sys.argv[1], patients=1000, no_exact=True, no_figure=True).curves) > 0' \
        "$root/share/ibtr/configs/two_state.toml" || fail "the helper for Python does not run"
fi
bash --norc -c 'source "$1"; COMP_WORDS=(ibtr ru) COMP_CWORD=1; _ibtr; [[ ${COMPREPLY[*]} == run ]]' bash \
    "$root/share/bash-completion/completions/ibtr" || fail "ru<TAB> does not give run"
