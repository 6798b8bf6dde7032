#!/usr/bin/env bash
# `ibtr explore` as people start and end it; what it answers and refuses is in tests/explore.
#   explore_test.sh IBTR CONFIGS
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/preamble.sh"
ibtr=$1 configs=$2
address='http://127\.0\.0\.1:[0-9][0-9]*/?token=[0-9a-f]\{64\}'

# started OPTION...: begins to serve; its process in `server`, its address in `url`, which a pipe gets at once.
started() {
    rm -f line
    mkfifo line
    "$ibtr" explore "$configs/two_state.toml" "$@" >line 2>said &
    server=$!
    url=
    read -r url <line || true
    grep -q "^$address\$" <<<"$url" || { cat said >&2; fail "explore $* prints '$url', which is no address"; }
}
# ended STATUS
ended() {
    local status=0
    wait "$server" || status=$?
    ((status == $1)) || { cat said >&2; fail "explore ended with $status, not $1"; }
}
# answers TEXT: the first line that the address gives
answers() {
    local port=${url#http://127.0.0.1:}
    port=${port%%/*}
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET /%s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n' "${url##*/}" "$port" >&3
    head -1 <&3 | grep -q "$1" || fail "$url does not answer $1"
    exec 3>&-
}

for signal in INT TERM; do
    started --no-browser
    answers "HTTP/1.1 200"
    kill -s "$signal" "$server"
    ended 0
done
[[ -z $(find . -name results) ]] || fail "explore leaves a folder"

# The port that was asked for, which nobody else can then have; none but the loopback address.
started --no-browser
port=${url#http://127.0.0.1:} port=${port%%/*}
expect 2 "port $port: .*in use" "$ibtr" explore "$configs/two_state.toml" --no-browser --port "$port"
kill "$server"
ended 0
started --no-browser --port "$port"
[[ $url == "http://127.0.0.1:$port/"* ]] || fail "--port $port gives $url"
if [[ -r /proc/net/tcp ]]; then
    grep -qi " 0100007F:$(printf '%04X' "$port") 00000000:0000 0A" /proc/net/tcp || fail "the port is not that of the loopback address"
fi
kill "$server"
ended 0

# A browser is opened where there is a screen: by a file, not by an address that others could read.
mkdir bin home
cat >bin/xdg-open <<'END'
#!/bin/sh
[ $# = 1 ] && { stat -c %a "$1"; cat "$1"; } >"$HOME/seen" && echo "$1" >"$HOME/arguments"
END
chmod +x bin/xdg-open
HOME=$work/home PATH=$work/bin:$PATH DISPLAY=:9 started
for ((i = 0; i < 600; ++i)); do [[ -e home/arguments ]] && break || sleep 0.1; done
[[ $(head -1 home/seen) == 600 ]] || fail "the browser's file can be read by others"
grep -qF "$url" home/seen || fail "the browser's file does not lead to $url"
grep -q token home/arguments && fail "the browser's arguments have the token"
kill "$server"
ended 0
[[ -z $(find home -name '*.html') ]] || fail "the browser's file stays"
rm home/*
HOME=$work/home PATH=$work/bin:$PATH DISPLAY=:9 started --no-browser
kill "$server"
ended 0
HOME=$work/home PATH=$work/bin:$PATH DISPLAY='' WAYLAND_DISPLAY='' started
kill "$server"
ended 0
[[ -z $(ls home) ]] || fail "a browser is opened with --no-browser, or without a screen"

# What cannot be served.
expect 2 "no such file" "$ibtr" explore nothing.toml --no-browser
expect 2 "give it as a file" "$ibtr" explore - --no-browser <"$configs/two_state.toml"
expect 2 "holds no draws" "$ibtr" explore "$configs/ibtr.toml" --psa . --no-browser
expect 2 "parameters.h_deth" "$ibtr" explore "$configs/two_state.toml" --set parameters.h_deth=1 --no-browser
"$ibtr" psa "$configs/ibtr.toml" --draws 3 --patients 2000 --set grid_per_year=1 --out draws --no-figure --quiet
expect 2 "other strategies" "$ibtr" explore "$configs/two_state.toml" --psa draws --no-browser
