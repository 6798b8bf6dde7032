#!/usr/bin/env bash
# version_test.sh CMAKE SOURCES: the version of a repository on a tag, off it, dirty, without one, and of
# sources without git; each is legal for Semantic Versioning and for Debian, and a release sorts between what leads to it
# and what follows.
set -euo pipefail
cmake=$1 sources=$2 module=$2/cmake/Version.cmake archival=$2/.git_archival.txt
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t
failures=0
semver='^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.]+)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$'

version_of() {  # version_of SOURCES
    echo '@IBTR_VERSION@ @IBTR_GIT_DESCRIBE@ @IBTR_COMMIT_DATE@' >"$folder/template"
    "$cmake" -DSOURCE="$1" -DRELEASE=0.1.0 -DTEMPLATE="$folder/template" -DOUTPUT="$folder/out" -P "$module"
    cut -d ' ' -f 1 "$folder/out"
}
expect() {  # expect REGEX SOURCES WHAT
    version=$(version_of "$2")
    if [[ ! $version =~ ^$1$ || ! $version =~ $semver ]]; then
        echo "$3: '$version' instead of $1" >&2
        failures=1
    fi
    if [[ $version != *+unknown && $(cut -d ' ' -f 3 "$folder/out") != 20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] ]]; then
        echo "$3: no date" >&2
        failures=1
    fi
    if command -v dpkg >/dev/null && ! dpkg --validate-version "${version/-/\~}"; then failures=1; fi
}
sorts() {  # sorts OLDER NEWER
    command -v dpkg >/dev/null || return 0
    dpkg --compare-versions "$1" lt "$2" || { echo "$1 does not sort before $2" >&2; failures=1; }
}
commit() { git -C "$repository" commit -q --allow-empty -m "$1"; }
archive() {  # archive NAME: the sources as `git archive` exports them
    mkdir "$folder/$1"
    git -C "$repository" archive HEAD | tar -x -C "$folder/$1"
}

repository=$folder/repository
git init -q "$repository"
cp "$archival" "$repository/.git_archival.txt"
echo '.git_archival.txt export-subst' >"$repository/.gitattributes"
git -C "$repository" add .
commit one
commit two
expect '0\.0\.0\+2\.g[0-9a-f]{7,}' "$repository" "no tag"
before=$version
archive untagged
expect '0\.0\.0\+g[0-9a-f]{7,}' "$folder/untagged" "an export without a tag"
git -C "$repository" tag v0.1.0
expect '0\.1\.0' "$repository" "on the tag"
sorts "$before" "$version"
archive tagged
expect '0\.1\.0' "$folder/tagged" "an export of the tag"

# What would not change is not written: nothing is compiled again.
touch -d '2001-01-01' "$folder/out"
version_of "$repository" >/dev/null
[[ $(stat -c %Y "$folder/out") == $(date -d '2001-01-01' +%s) ]] || { echo "the same version is written anew" >&2; failures=1; }

echo x >>"$repository/.gitattributes"
expect '0\.1\.0\+0\.dirty' "$repository" "changed on the tag"
sorts 0.1.0 "$version"
git -C "$repository" checkout -q .gitattributes
commit three
expect '0\.1\.0\+1\.g[0-9a-f]{7,}' "$repository" "one commit after the tag"
sorts 0.1.0 "$version"
sorts "$version" 0.2.0
archive later
expect '0\.1\.0\+1\.g[0-9a-f]{7,}' "$folder/later" "an export of one commit after the tag"
echo x >>"$repository/.gitattributes"
expect '0\.1\.0\+1\.g[0-9a-f]{7,}\.dirty' "$repository" "changed after the tag"
git -C "$repository" checkout -q .gitattributes
git -C "$repository" tag v0.2.0-rc.1
expect '0\.2\.0-rc\.1' "$repository" "on the tag of a candidate"
git -C "$repository" tag somewhere
commit four
git -C "$repository" tag verified
expect '0\.2\.0-rc\.1\+1\.g[0-9a-f]{7,}' "$repository" "beside tags that are no versions"

# Sources that lie in somebody else's repository, or anywhere, and were no export.
mkdir "$repository/copied" "$folder/copied"
expect '0\.1\.0\+unknown' "$repository/copied" "within another repository"
expect '0\.1\.0\+unknown' "$folder/copied" "without git"
cp "$archival" "$folder/copied/.git_archival.txt"
expect '0\.1\.0\+unknown' "$folder/copied" "with an export's file that was not filled in"

# What stands in files is one number.
project=$(sed -n 's/^project(ibtr VERSION \([0-9.]*\).*/\1/p' "$sources/CMakeLists.txt")
cited=$(sed -n 's/^version: //p' "$sources/CITATION.cff")
[[ -n $project && $project == "$cited" ]] || { echo "CMakeLists.txt has version '$project', CITATION.cff '$cited'" >&2; failures=1; }
exit $failures
