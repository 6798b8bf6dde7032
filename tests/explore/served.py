"""`ibtr explore` as a process, and requests to it. Standard library only."""
import http.client
import json
import re
import signal
import subprocess
import time

ADDRESS = re.compile(r"http://127\.0\.0\.1:([0-9]+)/\?token=([0-9a-f]{64})\n")


class Served:
    """A running server; ends with the block."""

    def __init__(self, ibtr, config, *options):
        self.process = subprocess.Popen([ibtr, "explore", config, "--no-browser", "--quiet", *options],
                                        stdout=subprocess.PIPE)
        start = time.monotonic()
        line = self.process.stdout.readline().decode()
        self.start_seconds = time.monotonic() - start
        match = ADDRESS.fullmatch(line)
        if not match:
            self.process.kill()
            raise AssertionError(f"the first line is no address: {line!r}")
        self.port, self.token = int(match[1]), match[2]
        self.sequence = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def request(self, method, path, body=None, headers=None, timeout=300):
        """(status, headers, body) of a request with these headers alone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def ask(self, path, body=None):
        """(status, JSON) of a request as the page makes it."""
        headers = {"X-Ibtr-Token": self.token}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        status, _, text = self.request("GET" if body is None else "POST", path, body, headers)
        return status, json.loads(text)

    def solve(self, state, **question):
        """The answer of POST /solve at a state, which has to be legal."""
        self.sequence += 1
        status, answer = self.ask("/solve", {"state": {"set": state}, "sequence": self.sequence, **question})
        assert status == 200, (status, answer)
        return answer

    def memory_kib(self):
        """Resident memory; 0 where the system does not tell."""
        try:
            with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
                return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))
        except OSError:
            return 0

    def is_alive(self):
        """Whether it still runs and answers."""
        return self.process.poll() is None and self.ask("/model")[0] == 200

    def ended(self, seconds=20):
        """Exit code."""
        return self.process.wait(seconds)


def random_state(model, rng, moves=3):
    """Some of the sliders, anywhere in the middle half of their range or at a preset."""
    state = {}
    for control in rng.sample(model["controls"], min(moves, len(model["controls"]))):
        if control["kind"] == "shares":
            state[control["key"]] = rng.choice(control["presets"])["values"]
        elif not control["partners"]:
            low, high, share = control["minimum"], control["maximum"], rng.uniform(0.25, 0.75)
            state[control["key"]] = (low * (high / low) ** share if control["scale"] == "log"
                                     else low + share * (high - low))
    return state
