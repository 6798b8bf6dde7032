"""A state of the page, its `--set` line and its TOML give the same numbers, and the same config hash; they would not
where the page took another way to a model than the command line. The two commands agree to the last bit, and with them
the page on all people. Of groups the files have whole years alone, and the page's curves every bin: their sums are taken
in other steps, and may differ in the sixteenth digit.
    agreement_test.py IBTR CONFIGS [STATES]
"""
import csv
import json
import math
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from served import Served, random_state  # noqa: E402

ibtr, configs = sys.argv[1], pathlib.Path(sys.argv[2])
states = int(sys.argv[3]) if len(sys.argv) > 3 else 20


def exact(arguments, folder):
    """Files of `ibtr exact`: rows of curves and contrasts, and the summary. None where it refuses the config."""
    done = subprocess.run([ibtr, *arguments, "--out", folder, "--no-figure", "--quiet"], capture_output=True, text=True)
    if done.returncode == 2:
        return None
    assert done.returncode == 0, done.stderr
    tables = []
    for name in ("curves.csv", "contrasts.csv"):
        with open(folder / name, encoding="utf-8", newline="") as file:
            tables.append(list(csv.DictReader(file)))
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return *tables, summary["config_hash"], summary.get("economics") or summary.get("costs_and_effects")


def number(text):
    return float(text) if text else None


def is_same(shown, written, group):
    if shown is None or written is None or group == "all":
        return shown == written
    return math.isclose(shown, written, rel_tol=1e-14, abs_tol=1e-15)


def compare(solution, curves, contrasts):
    """How many numbers were compared; the curves of groups are at whole years and landmarks in the file."""
    asked = {"group": solution["group"], "population": solution["population"], "endpoint": solution["endpoint"]}
    shown = {(curve["strategy"], time): value for curve in solution["curves"]
             for time, value in zip(solution["time_years"], curve["values"])}
    compared = 0
    for row in curves:
        if any(row[key] != value for key, value in asked.items()):
            continue
        place = (row["strategy"], float(row["time_years"]))
        assert is_same(shown[place], number(row["estimate"]), solution["group"]), (place, shown[place], row["estimate"])
        compared += 1
    ratios = {(row["strategy"], float(row["time_years"])): number(row["estimate"]) for row in contrasts
              if row["measure"] == "rr_event" and all(row[key] == value for key, value in asked.items())}
    for row in solution["landmarks"]:
        place = (row["strategy"], row["time_years"])
        if place in ratios:
            assert is_same(row["risk_ratio"], ratios[place], solution["group"]), (place, row, ratios[place])
            compared += 1
        assert row["value"] == shown[place]
    return compared


def agree(config, count, seed, *options):
    rng = random.Random(seed)
    total = refused = 0
    with Served(ibtr, str(config), *options) as served, tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        model = served.ask("/model")[1]
        for k in range(count):
            state = random_state(model, rng)
            status, texts = served.ask("/state", {"state": {"set": state}})
            if status == 422:  # the model has no such state: neither has the command line
                refused += 1
                arguments = ["exact", str(config), *options]
                for key, value in state.items():
                    arguments += ["--set", f"{key}={json.dumps(value)}"]
                assert exact(arguments, scratch / f"refused{k}") is None, (state, texts)
                continue
            assert status == 200, texts
            question = {"endpoint": rng.choice(model["endpoints"])["name"], "group": rng.choice(model["groups"])["name"],
                        "population": rng.choice(model["populations"])["name"]}
            solution = served.solve(state, **question)
            words = shlex.split(texts["set_line"])
            assert words[:2] == ["ibtr", "exact"], words
            of_line = exact(words[1:], scratch / f"line{k}")
            file = scratch / f"state{k}.toml"
            file.write_text(texts["toml"], encoding="utf-8")
            of_toml = exact(["exact", str(file)], scratch / f"toml{k}")
            assert of_line == of_toml, f"--set line and TOML differ: {texts}"
            compared = compare(solution, *of_line[:2])
            assert compared > len(model["strategies"]) * len(model["landmarks_years"]), (question, compared)
            total += compared
    print(f"{config.name}: {count - refused} states, {total} numbers the same, {refused} states refused by both")
    assert total > 0


agree(configs / "ibtr.toml", states, 1)
agree(configs / "economics.toml", max(states // 5, 2), 2)
agree(configs / "scenarios" / "selection_seer.toml", max(states // 10, 1), 3, "--set", "grid_per_year=4")
