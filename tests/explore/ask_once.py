"""The page of a config is served, solved at its base case and with one slider moved, and ended when asked to.
    ask_once.py IBTR CONFIG OPTION...
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from served import Served  # noqa: E402

with Served(*sys.argv[1:]) as served:
    status, headers, page = served.request("GET", f"/?token={served.token}")
    assert status == 200 and headers["Content-Type"].startswith("text/html") and b"<main" in page, status
    assert "Set-Cookie" not in headers and "Location" not in headers
    model = served.ask("/model")[1]
    assert model["strategies"] and model["endpoints"] and model["groups"] and model["populations"]
    how = {"accuracy": "coarse" if model["coarse"] else "exact"}
    for control in model["controls"]:
        values = control["value"] if control["kind"] == "shares" else [control["value"]]
        assert all(control["minimum"] <= value <= control["maximum"] for value in values), control
        assert control["scale"] == "linear" or control["minimum"] > 0, control
    for endpoint in (model["endpoints"][0], model["endpoints"][-1]):
        solution = served.solve({}, endpoint=endpoint["name"], **how)
        assert len(solution["curves"]) == len(model["strategies"]), endpoint
        assert all(len(curve["values"]) == len(solution["time_years"]) for curve in solution["curves"])
    movable = [control for control in model["controls"] if control["enters"] and control["kind"] != "shares" and
               not control["partners"]]
    if movable:
        control = movable[0]
        changed = 0.9 * control["value"] if control["value"] else 0.1
        before, after = served.solve({}, **how), served.solve({control["key"]: changed}, **how)
        parts = ("curves", "decision", "derived")
        assert any(before[part] != after[part] for part in parts), f"{control['key']} enters, and moving it changes nothing"
    assert served.ask("/quit", {})[0] == 200
    assert served.ended() == 0
    print(f"{len(model['controls'])} controls, {len(model['endpoints'])} endpoints")
