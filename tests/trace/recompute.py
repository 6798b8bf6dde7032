#!/usr/bin/env python3
"""Recomputes traces with nothing of the program: Philox from its published definition, logarithms of the standard
library, straight lines by hand.  recompute.py CONFIGS TRACE_FOLDER...

Laws, with the rounding of float32 as tolerance (2^-24 of a clock of some 10^4 ticks is 10^-3 ticks; 2^-20 of an
exponential):
 - the address of every random number follows from stratum, index, draw, state, visit and purpose alone;
 - u = (word + 1/2) / 2^32, E = -ln u, target = H + E / m, and the latent time is where the line reaches the target;
 - the earliest latent time is taken, and the next sojourn begins when it ends;
 - the same state, visit and patient have the same random numbers under every strategy;
 - of the base config: rates, piecewise hazards and the life table give the same latent times without any table."""

import csv
import json
import math
import pathlib
import re
import sys

MASK = 0xFFFFFFFF


def philox(counter, key):
    """Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011)."""
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & MASK, (first >> 32) ^ c[3] ^ k[1], first & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


assert philox([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


def close(a, b, tolerance, what):
    assert abs(a - b) <= tolerance, f"{what}: {a} and {b} differ by more than {tolerance}"


def check_random(trace, random, state, visit, purpose, what):
    low, high = trace["index"] & MASK, trace["index"] >> 32
    word_2 = visit << 4 | state & 15 | state >> 4 << 12
    word_3 = (trace["stratum_id"] << 10 | high) << 8 | purpose
    assert random["counter"] == [low, trace["draw"], word_2, word_3], f"{what}: counter {random['counter']}"
    assert random["key"] == [trace["seed"] & MASK, trace["seed"] >> 32], what
    assert random["words"] == philox(random["counter"], random["key"]), what
    for word, uniform in zip(random["words"], random["uniforms"]):
        close((word + 0.5) / 2**32, uniform, 1e-15, what)


def check_exit(trace, sojourn, leaving, what):
    uniform = sojourn["random"][leaving["random_block"]]["uniforms"][leaving["random_word"]]
    exponential = -math.log(uniform)
    close(leaving["exponential"], exponential, exponential * 2**-20, what + ", E")
    at_entry = leaving["piece_at_entry"]
    hazard = at_entry["cumulative"] + (leaving["clock_ticks"] - at_entry["knot_ticks"]) * at_entry["slope_per_tick"]
    if leaving["clock"] != "sojourn":
        close(leaving["cumulative_at_entry"], hazard, 1e-6 * max(1, hazard), what + ", H")
    if leaving["multiplier"] == 0:
        assert leaving["latent_years"] is None, what
        return math.inf
    target = leaving["cumulative_at_entry"] + exponential / leaving["multiplier"]
    close(leaving["target"], target, 3e-6 * target, what + ", target")
    at_exit = leaving["piece_at_exit"]
    if leaving["latent_years"] is None:
        return math.inf
    reached = at_exit["knot_ticks"] + (leaving["target"] - at_exit["cumulative"]) * at_exit["inverse_slope_ticks"]
    latent = max(0.0, reached - leaving["clock_ticks"])
    close(leaving["latent_ticks"], latent, 0.02 + 1e-6 * reached, what + ", latent")
    return latent


def earliest(trace, exits, latents):
    """Which exit is taken, and after how many ticks."""
    cycle = trace["cycle_ticks"]
    if cycle == 0:
        return min(range(len(exits)), key=lambda k: latents[k])
    ends = [math.inf if math.isinf(x) else math.floor(x / cycle) + 1 for x in latents]
    return min(range(len(exits)), key=lambda k: (ends[k], exits[k]["turn"], latents[k]))


def check_life(trace, life, states, seen):
    time, events = 0.0, 0
    for number, sojourn in enumerate(life["sojourns"]):
        what = f"{life['strategy']}, sojourn {number} in {sojourn['state']}"
        close(sojourn["entered_ticks"], time, 0.02, what + ", entry")
        state = states.index(sojourn["state"])
        for purpose, random in enumerate(sojourn["random"], start=1):
            check_random(trace, random, state, sojourn["visit"], purpose, what)
            known = seen.setdefault((state, sojourn["visit"], purpose), random["words"])
            assert known == random["words"], what + ": other random numbers than under another strategy"
        latents = [check_exit(trace, sojourn, leaving, f"{what}, {leaving['transition']}") for leaving in sojourn["exits"]]
        if not latents:
            assert sojourn["taken"] is None and number == len(life["sojourns"]) - 1, what
            continue
        first = earliest(trace, sojourn["exits"], latents)
        cycle = trace["cycle_ticks"]
        end = time + (latents[first] if cycle == 0 or math.isinf(latents[first]) else (latents[first] // cycle + 1) * cycle)
        if sojourn["taken"] is None:
            assert end > trace["horizon_ticks"] - 0.02 and number == len(life["sojourns"]) - 1, what
            continue
        events += 1
        assert sojourn["taken"] == sojourn["exits"][first]["transition"], what
        assert [leaving["taken"] for leaving in sojourn["exits"]].count(True) == 1, what
        close(sojourn["left_ticks"], end, 0.02 + 1e-6 * end, what + ", end")
        assert sojourn["tick"] == max(0, math.ceil(sojourn["left_ticks"]) - 1), what
        assert life["sojourns"][number + 1]["state"] == sojourn["exits"][first]["to"], what
        time = sojourn["left_ticks"]
    return events


class BaseConfig:
    """The hazards of configs/ibtr.toml, from the config and its life table."""

    def __init__(self, configs):
        text = (configs / "ibtr.toml").read_text()
        value = lambda name: float(re.search(rf"\[parameters\.{name}\]\nvalue = ([0-9.]+)", text).group(1))
        first, fourth = value("h_death_bc_year_1"), value("h_death_bc_year_4")
        self.rates = {"local": [value("h_local")], "distant": [value("h_distant")],
                      "distant_after_local": [value("hr_distant_after_local") * value("h_distant")],
                      "death_bc": [first, first ** (2 / 3) * fourth ** (1 / 3), first ** (1 / 3) * fourth ** (2 / 3), fourth]}
        self.ratios = {"repeat_bcs": value("hr_local_repeat_bcs"), "repeat_bcs_rt": value("hr_local_repeat_bcs_rt")}
        with open(configs / "evidence" / "lifetable_us_female.csv") as file:
            rows = [row for row in csv.DictReader(line for line in file if not line.startswith("#"))]
        self.death = {int(float(row["age"])): float(row["qx_ssa_tr2020_alt2_2018"]) for row in rows
                      if row["qx_ssa_tr2020_alt2_2018"]}

    def since_entry(self, rates, years):
        return sum(rate * max(0.0, min(years - year, 1.0 if year < len(rates) - 1 else math.inf)) for year, rate in enumerate(rates))

    def by_age(self, low, high):
        return sum(-math.log1p(-q) * max(0.0, min(high, age + 1) - max(low, age)) for age, q in self.death.items())

    def check(self, trace):
        """@return exits whose latent time was found again"""
        band = re.search(r"age_band=(\d+)-(\d+)", trace["stratum_name"])
        low, high = int(band.group(1)), int(band.group(2))
        close(trace["age_years"], low + trace["age_random"]["uniforms"][0] * (high - low), 1e-3, "age")
        found = 0
        for life in trace["lives"]:
            for sojourn in life["sojourns"]:
                for leaving in sojourn["exits"]:
                    name, strategy = leaving["transition"], life["strategy"]
                    ratio = self.ratios.get(strategy, 1) if name == "local" else 1
                    wanted = -math.log(sojourn["random"][0]["uniforms"][leaving["random_word"]]) / ratio
                    latent = leaving["latent_years"]
                    if name in self.rates:
                        reached = lambda years: self.since_entry(self.rates[name], years)
                    else:
                        age = trace["age_years"] + sojourn["entered_years"]
                        reached = lambda years: self.by_age(age, age + years)
                    if latent is None:  # beyond the horizon, which the tables cover from entry on
                        assert reached(15 - sojourn["entered_years"]) < wanted * (1 + 1e-4), name
                        continue
                    found += 1
                    close(reached(latent), wanted, 2e-5 + 1e-5 * wanted, f"{name} under {strategy}")
        return found


def main():
    configs = pathlib.Path(sys.argv[1])
    base, events, by_hand = BaseConfig(configs), 0, 0
    for folder in map(pathlib.Path, sys.argv[2:]):
        trace = json.loads((folder / "trace.json").read_text())
        text = json.loads((folder / "manifest.json").read_text())["config_text"]
        states = re.findall(r'\[\[states\]\]\nname = "([^"]+)"', text)
        if trace["age_random"]:
            check_random(trace, trace["age_random"], 0, 0, 0, "age")
        seen = {}
        for life in trace["lives"]:
            events += check_life(trace, life, states, seen)
        if 'name = "ibtr"' in text and trace["draw"] == 0:
            by_hand += base.check(trace)
    print(f"{len(sys.argv) - 2} traces, {events} events, {by_hand} latent times from the config itself")
    assert events > 0 and by_hand > 0


main()
