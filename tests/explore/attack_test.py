"""Attacks on the server of `ibtr explore`: refused, it goes on answering, and its memory stays flat.
    attack_test.py IBTR CONFIG [--connections N]    N open connections at once in waves (default 300; 10000 takes a minute)
"""
import json
import pathlib
import resource
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from served import Served  # noqa: E402

arguments = sys.argv[1:]
connections = 300
if "--connections" in arguments:
    place = arguments.index("--connections")
    connections = int(arguments[place + 1])
    del arguments[place:place + 2]

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))

JSON = {"Content-Type": "application/json"}
failures = []


def check(what, is_right, detail=""):
    print(("ok    " if is_right else "FAIL  ") + what, detail if not is_right else "", flush=True)
    if not is_right:
        failures.append(what)


def raw(served, data, pieces=None, timeout=60):
    """What comes back for these bytes; pieces: sent after them, one a second."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=timeout) as one:
        got = b""
        try:
            one.sendall(data)
            for piece in pieces or ():
                time.sleep(1)
                one.sendall(piece)
        except OSError:
            pass
        try:
            while part := one.recv(65536):
                got += part
        except OSError:
            pass
        return got


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def heads(served):
    own = f"127.0.0.1:{served.port}"
    with_token = {"X-Ibtr-Token": served.token}
    path = f"/?token={served.token}"

    def refused(what, expected, *request, **named):
        status, headers, body = served.request(*request, **named)
        check(what, status == expected and served.token.encode() not in body, (status, body))
        policy = headers["Content-Security-Policy"] or ""
        check(f"{what}: the answer may do nothing", "default-src 'none'" in policy and "nosniff" in
              (headers["X-Content-Type-Options"] or "") and headers["Cache-Control"] == "no-store", dict(headers))

    refused("no token", 403, "GET", "/")
    refused("an empty token", 403, "GET", "/?token=")
    refused("a wrong token", 403, "GET", "/?token=" + served.token[:-1] + ("0" if served.token[-1] != "0" else "1"))
    refused("the token and more", 403, "GET", path + "0")
    refused("half a token", 403, "GET", "/?token=" + served.token[:32])
    refused("a page needs the token in its address", 403, "GET", "/", headers=with_token)
    refused("a wrong token in the header", 403, "GET", "/model", headers={"X-Ibtr-Token": "0" * 64})
    refused("a long token", 403, "GET", "/model", headers={"X-Ibtr-Token": "0" * 5000})
    for host in ("evil.example", f"evil.example:{served.port}", "127.0.0.1", f"127.0.0.1:{served.port + 1}",
                 f"127.0.0.1.evil.example:{served.port}", f"[::1]:{served.port}", f"localhost.:{served.port}", ""):
        refused(f"host {host!r}", 421, "GET", path, headers={"Host": host})
    check("host localhost", served.request("GET", path, headers={"Host": f"localhost:{served.port}"})[0] == 200)
    for origin in ("http://evil.example", "null", f"https://{own}", f"http://{own}.evil.example",
                   f"http://127.0.0.1:{served.port + 1}", ""):
        refused(f"origin {origin!r}", 403, "POST", "/solve", '{"sequence": 1}',
                {**with_token, **JSON, "Origin": origin})
    check("its own origin", served.request("POST", "/solve", '{"sequence": 1}',
                                           {**with_token, **JSON, "Origin": f"http://{own}"})[0] == 200)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"):
        refused(f"a form's POST as {kind}", 415, "POST", "/solve", '{"sequence": 1}',
                {**with_token, "Content-Type": kind})
    refused("no content type", 415, "POST", "/solve", None, with_token)
    for target in ("/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/", "//etc/passwd", "/model/", "/explore.js",
                   "/?x", "http://evil.example/", "*"):
        status = status_of(raw(served, f"GET {target} HTTP/1.1\r\nHost: {own}\r\nX-Ibtr-Token: {served.token}\r\n\r\n"
                               .encode()))
        check(f"path {target}", status in (403, 404), status)
    for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "BREW"):
        status = status_of(raw(served, f"{method} /model HTTP/1.1\r\nHost: {own}\r\nX-Ibtr-Token: {served.token}\r\n\r\n"
                               .encode()))
        check(f"method {method}", status in (400, 405), status)
    status = status_of(raw(served, f"GET /model HTTP/1.1\r\nHost: {own}\r\nHost: evil.example\r\n"
                           f"X-Ibtr-Token: {served.token}\r\n\r\n".encode()))
    check("two hosts", status in (400, 421), status)


def bodies(served):
    def answer(text):
        status, _, body = served.request("POST", "/solve", text, {"X-Ibtr-Token": served.token, **JSON})
        return status, body

    for what, text in {
            "no JSON": "{", "an empty body": "", "a list": "[]", "text": '"x"', "NaN": '{"sequence": NaN}',
            "a number beyond doubles": '{"sequence": 1, "state": {"set": {"parameters.h_local": 1e999}}}',
            "infinity": '{"sequence": 1, "state": {"set": {"parameters.h_local": Infinity}}}',
            "a long number": '{"sequence": 1, "state": {"set": {"parameters.h_local": 1' + "0" * 5000 + "}}}",
            "a negative sequence": '{"sequence": -1}', "a half sequence": '{"sequence": 0.5}',
            "a huge sequence": '{"sequence": 123456789012345678901234567890}',
            "deep lists": "[" * 30000 + "]" * 30000, "deep objects": '{"a":' * 10000 + "1" + "}" * 10000,
            "not UTF-8": b'{"sequence": 1, "endpoint": "\xff\xfe"}', "a zero byte": '{"sequence": 1, "endpoint": "os\\u0000"}',
            "a group that is none": '{"sequence": 1, "group": "age_band=<script>"}',
            "landmarks beyond the horizon": '{"sequence": 1, "landmarks_years": [1e300]}',
            "a thousand landmarks": json.dumps({"sequence": 1, "landmarks_years": [1] * 1000})}.items():
        status, body = answer(text)
        check(f"body: {what}", status == 400 and b"error" in body, (status, body[:200]))
    for key in ("extends", "life_tables.us_female.file", "life_tables.us_female.column", "posterior.file", "name", "title",
                "patients", "horizon_years", "grid_per_year", "batches", "schema", "states", "transitions", "parameters",
                "parameters.h_local.source", "parameters.h_local.expression", "parameters.h_distant_after_local",
                "parameters.none", "parameters.h_local=1 --set x", "transitions.local.hazard", "__proto__", "", "a" * 1000):
        for path in ("/solve", "/state"):
            status, body = served.ask(path, {"sequence": 1, "state": {"set": {key: 1}}})
            check(f"key {key[:40]!r} to {path}", status == 400 and "controls" in body["error"], (status, body))
    for value in ("0.1", "../../etc/passwd", True, None, [0.1], {"value": 1}, "h_distant", "\n[x]\ny = 1"):
        status, body = served.ask("/solve", {"sequence": 1, "state": {"set": {"parameters.h_local": value}}})
        check(f"value {value!r}", status == 400, (status, body))
    for value in (-1, 1e300, -1e300):
        status, body = served.ask("/solve", {"sequence": 1, "state": {"set": {"parameters.share_repeat_rt": value}}})
        check(f"a probability of {value:g}", status == 422 and body["problems"], (status, body))
    for shares in ([1], [0.5] * 5, [0.5, 0.5, 0.5, 0.5], ["x"] * 4, 1):
        status, body = served.ask("/solve", {"sequence": 1, "state": {"set": {"factors.age_band.probabilities": shares}}})
        check(f"shares {shares}", status in (400, 422), (status, body))


def sizes(served):
    head = (f"POST /solve HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nX-Ibtr-Token: {served.token}\r\n"
            "Content-Type: application/json\r\n")
    block = b" " * (1 << 20)

    def pour(start, most, chunked=False):
        """Sends until it is no longer taken; what came back, and how much was sent."""
        with socket.create_connection(("127.0.0.1", served.port), timeout=60) as one:
            sent = 0
            try:
                one.sendall(start.encode())
                while sent < most:
                    one.sendall(b"100000\r\n" + block + b"\r\n" if chunked else block)
                    sent += len(block)
            except OSError:
                pass
            try:
                return one.recv(65536), sent
            except OSError:
                return b"", sent

    answer, sent = pour(head + f"Content-Length: {1 << 30}\r\n\r\n", 1 << 30)
    check("a body of 1 GB that says so", status_of(answer) in (0, 413) and sent < 1 << 26, (answer[:100], sent))
    answer, sent = pour(head + "Transfer-Encoding: chunked\r\n\r\n", 1 << 30, chunked=True)
    check("a body of 1 GB in chunks", status_of(answer) in (0, 413) and sent < 1 << 26, (answer[:100], sent))
    status, _, body = served.request("POST", "/solve", " " * 65537, {"X-Ibtr-Token": served.token, **JSON})
    check("64 KB and a byte", status == 413, (status, body))
    status = status_of(raw(served, head.encode() + b"Content-Length: 99999999999999999999999\r\n\r\n"))
    check("a length that is no length", status in (400, 413), status)
    status = status_of(raw(served, head.encode() + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
    check("two lengths", status == 400, status)
    status = status_of(raw(served, head.encode() + b"X: " + b"a" * 9000 + b"\r\n\r\n"))
    check("a head of 9 KB", status == 431, status)
    status = status_of(raw(served, b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n\r\n"))
    check("an address of 100 KB", status in (0, 431), status)
    for noise in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n", b"\r\n" * 1000, b"\0" * 5000,
                  b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        status = status_of(raw(served, noise))
        check(f"noise {noise[:12]!r}", status in (0, 400, 403, 421), status)


def patience(served):
    """Requests that come a byte at a time are cut."""
    head = f"POST /solve HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nX-Ibtr-Token: {served.token}\r\n"
    times = {}

    def time_of(what, data, pieces):
        start = time.monotonic()
        answer = raw(served, data, pieces)
        times[what] = time.monotonic() - start, answer

    slow = [threading.Thread(target=time_of, args=("a slow head", b"GET / HTTP/1.1\r\n", [b"X"] * 40)),
            threading.Thread(target=time_of, args=("a slow body", head.encode() + b"Content-Type: application/json\r\n"
                                                   b"Content-Length: 1000\r\n\r\n", [b" "] * 40)),
            threading.Thread(target=time_of, args=("silence", b"", []))]
    for thread in slow:
        thread.start()
    check("answers while others are slow", served.ask("/model")[0] == 200)
    for thread in slow:
        thread.join()
    for what, (seconds, answer) in times.items():
        check(what, seconds < 30 and status_of(answer) != 200, (seconds, answer))


def crowd(served):
    """Connections that are opened and say nothing."""
    before = served.memory_kib()
    opened = refused = 0
    slowest = 0.0
    while opened + refused < connections:
        wave = []
        for _ in range(min(connections - opened - refused, 1000)):
            one = socket.socket()
            one.settimeout(5)
            try:
                one.connect(("127.0.0.1", served.port))
                wave.append(one)
                opened += 1
            except OSError:
                refused += 1
                one.close()
        start = time.monotonic()
        status = served.ask("/model")[0]
        slowest = max(slowest, time.monotonic() - start)
        if status != 200:
            check("an answer in the crowd", False, status)
        for one in wave:
            one.close()
    check(f"{opened} connections, {refused} refused: answers in between", slowest < 20, slowest)
    after = served.memory_kib()
    check(f"memory before {before} KiB, after {after} KiB", after < before + 16384)


with Served(*arguments) as explorer:
    check("starts within 5 s", explorer.start_seconds < 5, explorer.start_seconds)
    explorer.solve({})
    served_pages = [explorer.request("GET", f"/?token={explorer.token}") for _ in range(2)]
    nonces = {page[1]["Content-Security-Policy"] for page in served_pages}
    check("two pages, two nonces", len(nonces) == 2 and all(page[0] == 200 for page in served_pages), nonces)
    start = explorer.memory_kib()
    for attack in (heads, bodies, sizes, patience, crowd):
        attack(explorer)
        check(f"alive after {attack.__name__}", explorer.is_alive())
    end = explorer.memory_kib()
    check(f"memory at the start {start} KiB, at the end {end} KiB", end < start + 65536)
    check("a solution as before", explorer.solve({})["curves"])
    check("ended by the page", explorer.ask("/quit", {})[0] == 200 and explorer.ended() == 0)
print(f"{len(failures)} attacks succeeded: {failures}" if failures else "all refused")
sys.exit(bool(failures))
