"""The command line `ibtr` from Python: models as paths or dicts, results as pandas data frames.

    import ibtr
    run = ibtr.run("configs/ibtr.toml", patients=100_000, seed=1)
    run.contrasts                       # contrasts.csv
    run.survival("os")                  # index: years; a column a strategy, as lifelines has survival functions
    run.plot("os")                      # matplotlib axes
    psa = ibtr.psa("configs/economics.toml", draws=1000)
    psa.effects, psa.costs              # a row a draw, a column a strategy, as BCEA and dampack want them

The program is found as `ibtr` on the PATH, or where the environment variable IBTR names it. Files are written to a
temporary folder that goes with the result, or to `out`, where they stay.
"""
import json
import math
import numbers
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import weakref

import pandas

__all__ = ["Error", "Result", "run", "exact", "psa", "meta", "command"]


class Error(RuntimeError):
    """What the program said when it failed. `code` is its exit code: 2 config or command line, 3 backend, 4 storage, 5 a
    check failed (docs: README, "Exit codes")."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Result:
    """A finished run. Tables are read when they are asked for; `folder` holds the files."""

    def __init__(self, folder, temporary=False):
        self.folder = pathlib.Path(folder)
        if temporary:
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def tables(self):
        """Names of the run's tables."""
        return sorted(file.stem for file in self.folder.glob("*.csv"))

    def __repr__(self):
        return f"<ibtr run in {self.folder} with {', '.join(self.tables)}>"

    def table(self, name):
        """A CSV file of the run as a data frame, by its name without the ending."""
        path = self.folder / f"{name}.csv"
        if not path.is_file():
            raise KeyError(f"this run has no table '{name}'; it has {', '.join(self.tables)}")
        return pandas.read_csv(path)

    @property
    def curves(self):
        return self.table("curves")

    @property
    def contrasts(self):
        return self.table("contrasts")

    @property
    def mean_times(self):
        """Mean times in states, and medians."""
        return self.table("mean_times")

    @property
    def effects(self):
        """Mean effects, a row a draw and a column a strategy (`psa` of a config with utilities)."""
        return self.table("psa_effects")

    @property
    def costs(self):
        return self.table("psa_costs")

    @property
    def parameters(self):
        """Drawn parameters, a row a draw."""
        return self.table("psa_parameters")

    @property
    def summary(self):
        return json.loads((self.folder / "summary.json").read_text(encoding="utf-8"))

    @property
    def manifest(self):
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))

    def survival(self, endpoint="os", group="all", population=None, column="estimate"):
        """A curve a strategy: index `timeline` [years], columns the strategies.

        population: "standardised" or "as_observed"; by default the first that was reported. column: any number of
        curves.csv, such as "ci_low" or "cri_high".
        """
        rows = self.curves
        rows = rows[(rows.endpoint == endpoint) & (rows.group == group)]
        if population is None and len(rows):
            population = "standardised" if "standardised" in set(rows.population) else rows.population.iloc[0]
        rows = rows[rows.population == population]
        if rows.empty:
            raise KeyError(f"no curve of endpoint '{endpoint}' in group '{group}'; endpoints: "
                           f"{', '.join(self.curves.endpoint.unique())}")
        wide = rows.pivot(index="time_years", columns="strategy", values=column)
        wide.index.name, wide.columns.name = "timeline", None
        return wide[list(dict.fromkeys(rows.strategy))]

    def plot(self, endpoint="os", group="all", population=None, axes=None, bands=True):
        """Draws the curves with their bands (from the parameters, where the run has draws), named in a legend. Returns the
        matplotlib axes."""
        import matplotlib.pyplot as plt
        axes = axes or plt.subplots(figsize=(7, 4.2))[1]
        centre = self.survival(endpoint, group, population)
        low, high = (self.survival(endpoint, group, population, f"cri_{side}") for side in ("low", "high"))
        if low.isna().all(axis=None):
            low, high = (self.survival(endpoint, group, population, f"ci_{side}") for side in ("low", "high"))
        for strategy in centre:
            line, = axes.plot(centre.index, centre[strategy], label=strategy)
            if bands:
                axes.fill_between(centre.index, low[strategy].astype(float), high[strategy].astype(float),
                                  color=line.get_color(), alpha=0.15, linewidth=0)
        axes.set(xlabel="Years", ylabel=endpoint, ylim=(0, max(1, centre.to_numpy().max())), xlim=(0, centre.index.max()))
        axes.legend(frameon=False)
        return axes


def run(config, out=None, **options):
    """Simulates one parameter set. Options are those of the command: patients=, seed=, backend=, threads=, no_exact=True,
    set={"horizon_years": 10} or a list of texts."""
    return command("run", config, out=out, no_figure=options.pop("no_figure", True), **options)


def exact(config, out=None, **options):
    """The same files from the exact solver."""
    return command("exact", config, out=out, no_figure=options.pop("no_figure", True), **options)


def psa(config, out=None, **options):
    """Draws the uncertain parameters: draws=, patients=, seed=, ..."""
    return command("psa", config, out=out, no_figure=options.pop("no_figure", True), **options)


def meta(studies, out=None, **options):
    """Pools two-group studies: a path to a CSV file, or a data frame with its columns (docs/meta.md)."""
    if not isinstance(studies, pandas.DataFrame):
        return command("meta", studies, out=out, no_figure=options.pop("no_figure", True), **options)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "studies.csv"
        studies.to_csv(path, index=False)
        return command("meta", path, out=out, no_figure=options.pop("no_figure", True), **options)


def command(name, model, out=None, **options):
    """Any command that reads one file and writes a run folder. @param model a path, or a config as a dict"""
    temporary = out is None
    if temporary:
        out = tempfile.mkdtemp(prefix="ibtr-")
    result = Result(out, temporary)
    arguments = [_program(), name, "-" if isinstance(model, dict) else os.fspath(model), "--out", os.fspath(out), "--quiet"]
    if temporary:
        arguments.append("--force")
    for option, value in options.items():
        arguments += _option(option, value)
    text = _toml(model) if isinstance(model, dict) else None
    done = subprocess.run(arguments, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise Error(done.returncode, done.stderr.strip() or f"ibtr {name} ended with {done.returncode}")
    return result


def _program():
    program = os.environ.get("IBTR") or shutil.which("ibtr")
    if program is None:
        raise FileNotFoundError("ibtr is not on the PATH; set the environment variable IBTR to the program")
    return program


def _option(name, value):
    flag = "--" + name.rstrip("_").replace("_", "-")
    if value is True:
        return [flag]
    if value is False or value is None:
        return []
    if isinstance(value, dict):
        return [part for key, item in value.items() for part in (flag, f"{key}={_value(item)}")]
    if isinstance(value, (list, tuple)):
        return [part for item in value for part in (flag, str(item))]
    return [flag, str(value)]


def _toml(config):
    """A dict as TOML: what is no table first, then tables and arrays of tables."""
    lines = []

    def write(table, path):
        inner = [(key, item) for key, item in table.items() if _is_table(item)]
        lines.extend(f"{_key(key)} = {_value(item)}" for key, item in table.items() if not _is_table(item))
        for key, item in inner:
            place = f"{path}.{_key(key)}" if path else _key(key)
            if isinstance(item, dict):
                lines.append(f"[{place}]")
                write(item, place)
            else:
                for element in item:
                    lines.append(f"[[{place}]]")
                    write(element, place)

    write(config, "")
    return "\n".join(lines) + "\n"


def _is_table(item):
    return isinstance(item, dict) or (isinstance(item, (list, tuple)) and len(item) > 0 and all(isinstance(e, dict) for e in item))


def _key(key):
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)


def _value(item):
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, str):
        return json.dumps(item, ensure_ascii=False)
    if isinstance(item, numbers.Integral):
        return str(int(item))
    if isinstance(item, numbers.Real):
        if not math.isfinite(item):
            raise ValueError(f"{item} is no number of a config")
        return repr(float(item))
    if isinstance(item, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in item.items()) + " }"
    if isinstance(item, (list, tuple)):
        return "[" + ", ".join(_value(inner) for inner in item) + "]"
    raise TypeError(f"{type(item).__name__} has no place in a config")
