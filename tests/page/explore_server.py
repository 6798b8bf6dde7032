"""`ibtr explore` as tests and scripts run it."""
import json
import subprocess
import urllib.request


class Explorer:
    """`ibtr explore` while a test runs."""

    def __init__(self, ibtr, config, *more):
        self.process = subprocess.Popen([ibtr, "explore", config, "--no-browser", *more], stdout=subprocess.PIPE, text=True)
        self.address = next(word for word in iter(self.process.stdout.readline, "") if "http://" in word).strip()
        self.address = self.address[self.address.index("http://"):]

    def ask(self, path, body):
        origin, token = self.address.split("/?token=")
        request = urllib.request.Request(origin + path, json.dumps(body).encode(),
                                         {"Content-Type": "application/json", "X-Ibtr-Token": token})
        return json.load(urllib.request.urlopen(request))

    def end(self):
        self.process.terminate()
        self.process.wait()
