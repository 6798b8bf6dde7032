#!/usr/bin/env bash
# The manual page and the completions name every command and every option that --help lists, and no other; the page is
# without complaint, and each shell that is there reads its completions.  manual_test.sh IBTR
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1
export LC_ALL=C  # one order of names
for format in man bash zsh fish; do "$ibtr" manual --format $format >"ibtr.$format"; done
"$ibtr" manual | cmp - ibtr.man || fail "man is not what \`ibtr manual\` prints"
expect 2 "" "$ibtr" manual --format troff

# ---- What is there, by --help ---------------------------------------------------------------------------
mapfile -t commands < <("$ibtr" --help | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z-]*\) .*/\1/p')
((${#commands[@]} >= 25)) || fail "--help lists ${#commands[@]} commands"
names() {  # names COMMAND: options as its help names them, one a line
    "$ibtr" "$@" --help | sed -n '/^Options:/,/^[^ ]*:$/s/^  \(-[^ ]*\).*/\1/p' | tr ',' '\n' | sort
}
same() {  # same WHAT: the names on standard input are those of `listed`
    diff listed - >difference || fail "$1: not as --help lists them (<: --help)"$'\n'"$(cat difference)"
}
printf '%s\n' "${commands[@]}" | sort >listed
sed -n 's/^\.SS //p' ibtr.man | sort | same "commands of the page"

# The words that bash offers for a line whose last word is being typed.
bash_offers() {
    bash --norc -c 'source ./ibtr.bash; complete -p ibtr >/dev/null || exit 1
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
        _ibtr
        printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | sort
}
{ cat listed; printf '%s\n' help -h --help -V --version; } | sort | cmp - <(bash_offers ibtr '') || fail "bash offers other commands"

total=0
for command in "${commands[@]}"; do
    names "$command" >listed
    total=$((total + $(wc -l <listed)))
    awk -v command="$command" '/^\.S[SH] /{ on = $0 == ".SS " command } on && after_tp && /^\\fB/ { print } { after_tp = /^\.TP/ }' \
        ibtr.man | sed 's/ \\fI.*//; s/\\fB//g; s/\\fR//g; s/\\-/-/g; s/ \.\.\.$//; s/, /\n/g' | sort | same "options of $command in the page"
    bash_offers ibtr "$command" - | same "options of $command in bash"
    awk -v command="$command" '$0 == "        " command ")" { on = 1 } /;;/ { on = 0 } on' ibtr.zsh |
        sed -n "s/^ *'\(([^)]*)\|[*]\)\(-[^[]*\)\[.*/\2/p" | sort | same "options of $command in zsh"
    sed -n "s/^complete -c ibtr -n '__fish_seen_subcommand_from $command'\(.*\)/\1/p" ibtr.fish |
        grep -oE '^( -[sl] [^ ]+)+' | sed -E 's/ -s ([^ ]+)/-\1\n/; s/ -l ([^ ]+)/--\1/' | sort | same "options of $command in fish"
done
((total >= 300)) || fail "$total options in all commands"

# ---- What is completed ----------------------------------------------------------------------------------
offers() {  # offers EXPECTED WORD...: EXPECTED are all words, in one line
    local wanted=$1
    shift
    [[ $(bash_offers "$@" | paste -sd ' ') == "$wanted" ]] || fail "bash offers '$(bash_offers "$@" | paste -sd ' ')' for '$*', not '$wanted'"
}
mkdir -p "a folder" && touch "a model.toml"
offers run ibtr ru
offers "merge meta" ibtr me
offers validate ibtr help val
offers "--patient-range --patients" ibtr run --pat
offers omp ibtr run --backend o
offers omp ibtr run --backend = o
offers "auto cpp cuda omp tbb" ibtr run --backend =
offers "a folder" ibtr run --out a
offers "a folder a model.toml" ibtr run a
offers "a folder" ibtr figure a
offers "" ibtr run --seed ""
if command -v fish >/dev/null; then
    fish --no-config -c 'source ibtr.fish; complete -C "ibtr run --backend "' | cut -f 1 | sort | paste -sd ' ' >words
    [[ $(<words) == "auto cpp cuda omp tbb" ]] || fail "fish offers '$(<words)' for --backend"
    fish --no-config -c 'source ibtr.fish; complete -C "ibtr ru"' | cut -f 1 | grep -qx run || fail "fish does not offer run"
fi
if command -v zsh >/dev/null; then
    zsh -f -c 'autoload -U compinit && compinit -u -D && source ./ibtr.zsh && [[ $_comps[ibtr] == _ibtr ]]' ||
        fail "zsh does not take its completions"
fi

# ---- The page -------------------------------------------------------------------------------------------
if command -v mandoc >/dev/null; then
    # A build without git has no date for the page's foot.
    mandoc -T lint -W warning ibtr.man 2>&1 | grep -v 'missing date' >complaints || true
    [[ ! -s complaints ]] || fail "mandoc: $(<complaints)"
fi
if command -v man >/dev/null && command -v groff >/dev/null; then
    LC_ALL=C.UTF-8 MANWIDTH=100 man --warnings -E UTF-8 -l ibtr.man 2>complaints >page || fail "man does not set the page"
    [[ ! -s complaints ]] || fail "man: $(<complaints)"
    grep -q 'EXIT STATUS' page || fail "the page ends early"
fi
