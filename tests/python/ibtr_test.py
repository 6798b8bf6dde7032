#!/usr/bin/env python3
"""python/ibtr.py over the program.  ibtr_test.py IBTR SOURCES; 77: no pandas"""
import math
import os
import pathlib
import sys
import tempfile
import unittest

program, sources = sys.argv[1], pathlib.Path(sys.argv[2])
sys.argv = sys.argv[:1]
try:
    import pandas  # noqa: F401
except ImportError:
    print("skipped: no pandas")
    sys.exit(77)
sys.path.insert(0, str(sources / "python"))
os.environ["IBTR"] = program
import ibtr  # noqa: E402

# Two states with a constant hazard of 0.1 a year, halved by "new".
MODEL = {
    "schema": 1, "name": "two", "title": "Two states", "horizon_years": 10.0, "grid_per_year": 12,
    "landmarks_years": [5, 10], "patients": 10000, "seed": 1, "start_state": "alive", "reference_strategy": "standard",
    "parameters": {"h": {"value": 0.1, "unit": "per_year", "source": "assumption"}},
    "states": [{"name": "alive"}, {"name": "dead", "absorbing": True}],
    "strategies": [{"name": "standard"}, {"name": "new", "label": 'said "new"'}],
    "transitions": [{"name": "death", "from": "alive", "to": "dead", "clock": "time",
                     "hazard": {"family": "exponential", "rate_per_year": "h"},
                     "hazard_ratios": [{"strategy": "new", "value": 0.5, "source": "assumption"}]}],
    "endpoints": {"death_other": ["death"]},
}


class Commands(unittest.TestCase):
    def test_a_dict_is_solved_to_its_closed_form(self):
        survival = ibtr.exact(MODEL).survival("os")
        self.assertEqual(list(survival.columns), ["standard", "new"])
        self.assertEqual(survival.index.name, "timeline")
        # The exact solver states 1e-8.
        self.assertAlmostEqual(survival["standard"].loc[10.0], math.exp(-1), delta=1e-7)
        self.assertAlmostEqual(survival["new"].loc[10.0], math.exp(-0.5), delta=1e-7)

    def test_options_reach_the_program(self):
        run = ibtr.run(MODEL, patients=2000, seed=9, no_exact=True, set={"horizon_years": 6.0, "landmarks_years": [5]})
        self.assertEqual((run.manifest["patients"], run.manifest["seed"]), (2000, 9))
        self.assertEqual(run.survival().index.max(), 6.0)
        self.assertEqual(set(run.contrasts.time_years), {5.0})

    def test_files_stay_where_out_says(self):
        with tempfile.TemporaryDirectory() as folder:
            ibtr.exact(MODEL, out=f"{folder}/kept")
            self.assertTrue((pathlib.Path(folder) / "kept" / "curves.csv").is_file())
            with self.assertRaises(ibtr.Error) as raised:  # not over an old run
                ibtr.exact(MODEL, out=f"{folder}/kept")
            self.assertEqual(raised.exception.code, 2)

    def test_what_the_program_says_is_the_error(self):
        with self.assertRaises(ibtr.Error) as raised:
            ibtr.exact({**MODEL, "horizon_year": 3})
        self.assertEqual(raised.exception.code, 2)
        self.assertIn("horizon_year", str(raised.exception))

    def test_draws_are_a_row_each(self):
        psa = ibtr.psa(sources / "configs" / "economics.toml", draws=12, patients=500)
        self.assertEqual(psa.effects.shape, psa.costs.shape)
        self.assertEqual(len(psa.effects), 12)
        self.assertEqual(len(psa.parameters), 12)

    def test_studies_are_a_data_frame(self):
        studies = pandas.read_csv(sources / "configs" / "evidence" / "two_arm_studies.csv")
        pooled = ibtr.meta(studies[studies.endpoint == "second_LR"]).table("meta")
        self.assertGreater(pooled["est"].iloc[0], 0)

    def test_an_unknown_table_names_those_there_are(self):
        with self.assertRaisesRegex(KeyError, "contrasts"):
            ibtr.exact(MODEL).table("psa_effects")

    def test_a_run_names_its_tables(self):
        run = ibtr.exact(MODEL)
        self.assertIn("mean_times", run.tables)
        self.assertIn("mean_times", repr(run))
        self.assertEqual(set(run.mean_times.strategy), {"standard", "new"})

    def test_curves_are_drawn(self):
        try:
            import matplotlib
        except ImportError:
            self.skipTest("no matplotlib")
        matplotlib.use("Agg")
        run = ibtr.exact(MODEL)
        axes = run.plot("os")
        self.assertEqual([line.get_label() for line in axes.get_lines()], ["standard", "new"])
        # Restricted means are years: ten of them are not cut off at one. Without bands nothing but lines is drawn.
        axes = run.plot("rmst", bands=False)
        self.assertGreater(axes.get_ylim()[1], run.survival("rmst").to_numpy().max() * (1 - 1e-9))
        self.assertEqual(len(axes.collections), 0)


class Toml(unittest.TestCase):
    def test_is_read_back(self):
        import tomllib
        config = {"a": 1, "b": [1.5, 2], "text": 'quote " and \\ and é', "t": {"x y": True, "in": {"z": [{"k": 1}, {"k": 2}]}},
                  "rows": [{"n": 1, "sub": [{"m": "x"}]}, {"n": 2}]}
        self.assertEqual(tomllib.loads(ibtr._toml(config)), config)
        with self.assertRaises(ValueError):
            ibtr._toml({"a": math.nan})


unittest.main(verbosity=1)
