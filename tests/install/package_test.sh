#!/usr/bin/env bash
# package_test.sh CPACK BUILD: the .tar.gz of the build is one folder with everything that is installed, and its program
# runs from where it is unpacked; the .deb, where dpkg is there, has the same files, Debian's own, and a sound head.
# Neither holds the library. Dependencies are not asked for here: a build may link what is no package of the system.
set -euo pipefail
cpack=$1 build=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }
pack() {
    (cd "$build" && "$cpack" -G "$1" -B "$folder/packages" -D CPACK_DEBIAN_PACKAGE_SHLIBDEPS=OFF) >"$folder/$1.txt" 2>&1 ||
        { cat "$folder/$1.txt"; fail "no $1 is made"; }
}

pack TGZ
archive=$(echo "$folder"/packages/ibtr*.tar.gz)
[[ -f $archive ]] || fail "no archive, or several: $archive"
name=$(basename "$archive" .tar.gz)
mkdir "$folder/unpacked"
tar -xzf "$archive" -C "$folder/unpacked"
[[ $(ls "$folder/unpacked") == "$name" ]] || fail "the archive is not one folder $name: $(ls "$folder/unpacked")"
root=$folder/unpacked/$name
for file in bin/ibtr share/ibtr/configs/ibtr.toml share/man/man1/ibtr.1.gz share/doc/ibtr/{copyright,ibtr.spdx.json,README.md}; do
    [[ -s $root/$file ]] || fail "the archive has no $file"
done
[[ -z $(find "$root" -name '*.a' -o -name '*.hpp' -o -name changelog.gz) ]] || fail "the archive holds more than the program"
[[ -z $(find "$root" -xtype l) ]] || fail "links to nothing: $(find "$root" -xtype l)"
version=$("$root/bin/ibtr" --version)
[[ $name == *-"$version"-* ]] || fail "$name holds version $version"

command -v dpkg-deb >/dev/null || exit 0
pack DEB
package=$(echo "$folder"/packages/ibtr*.deb)
[[ -f $package ]] || fail "no package, or several: $package"
system=$(. /etc/os-release && echo "$ID$VERSION_ID")
[[ $(dpkg-deb -f "$package" Version) == "${version/-/\~}~$system" ]] || fail "version $(dpkg-deb -f "$package" Version)"
dpkg-deb -x "$package" "$folder/deb"
package_name=$(dpkg-deb -f "$package" Package)
diff <(cd "$root" && find . \( -type f -o -type l \) | sed "s,share/doc/ibtr/,share/doc/$package_name/," | sort) \
    <(cd "$folder/deb/usr" && find . \( -type f -o -type l \) ! -name changelog.gz | sort) || fail "the package and the archive differ"
gzip -dc "$folder/deb/usr/share/doc/$package_name/changelog.gz" | sed -n 1p | grep -q "^$package_name (.*) unstable" || fail "no changelog"
[[ -z $(find "$folder/deb" -xtype l) ]] || fail "links to nothing: $(find "$folder/deb" -xtype l)"
if command -v lintian >/dev/null; then
    lintian --allow-root --fail-on error --suppress-tags undeclared-elf-prerequisites "$package" || fail "lintian"
fi
