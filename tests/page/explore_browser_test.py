#!/usr/bin/env python3
"""The page of `ibtr explore` in a headless browser, over the server itself.

    explore_browser_test.py IBTR CONFIG FOLDER [--screenshots FOLDER]

Checked, beside what every page must be (browser_page.py): keys on a slider move the curves, what the page then shows is what
the `--set` line of the state gives when it is run, to the last digit shown; undo; an address that holds a state brings it
back; shares still sum to 1; a target is searched, its value marked, and put in gives the target; hostile labels stay text;
the page's button ends the program with exit code 0.
"""
import csv
import json
import pathlib
import subprocess
import sys

from browser_page import By, HOSTILE, Keys, SETTLED, check, differences_of, finish, keyboard, look, open_browser, wait_until
from explore_server import Explorer

TABLE = "[...document.querySelectorAll('.panel .table tbody tr')].map((r) => [...r.children].map((c) => c.textContent))"
UNSETTLE = "document.querySelector('.panel .status').dataset.accuracy = '';"


def press(browser, control, key, times):
    slider = browser.find_element(By.ID, control)
    browser.execute_script(UNSETTLE + "arguments[0].closest('details').open = true; arguments[0].focus()", slider)
    for _ in range(times):
        slider.send_keys(key)
    check(wait_until(browser, SETTLED), f"{control}: no final answer")


def set_value(browser, control, value):
    browser.execute_script(UNSETTLE + "const field = document.getElementById(arguments[0]).parentElement.querySelector('.value');"
                           "field.value = arguments[1]; field.dispatchEvent(new Event('change'));", control, str(value))
    check(wait_until(browser, SETTLED), f"{control} = {value}: no final answer")


def click(browser, words):
    browser.execute_script("[...document.querySelectorAll('button')].find((b) => b.textContent === arguments[0]).click()", words)


def state_of(browser):
    """What the page's address holds."""
    return browser.execute_script("return JSON.parse(decodeURIComponent(location.hash.slice('#state='.length))).set")


def same_as_the_command(browser, explorer, ibtr, work):
    """Runs the state's command line, and compares what the page shows with its files."""
    set_line = explorer.ask("/state", {"state": {"set": state_of(browser)}})["set_line"]
    check(set_line.startswith("ibtr exact"), f"the command line is {set_line}")
    command = [ibtr] + subprocess.run(["bash", "-c", f"printf '%s\\n' {set_line[len('ibtr '):]}"], capture_output=True,
                                      text=True, check=True).stdout.splitlines()
    subprocess.run([*command, "--out", work / "exact", "--force", "--quiet", "--no-figure"], check=True)
    curves = {(row["strategy"], float(row["time_years"])): float(row["estimate"])
              for row in csv.DictReader(open(work / "exact" / "curves.csv"))
              if (row["group"], row["population"], row["endpoint"]) == ("all", "standardised", "os")}
    names = ["repeat_bcs", "repeat_bcs_rt", "mastectomy", "repeat_bcs_as_practised"]
    for name, row in zip(names, browser.execute_script("return " + TABLE)):
        for years, shown in ((5, row[1]), (10, row[4])):
            check(shown == f"{100 * curves[name, years]:.1f}", f"{name} at {years}: the page shows {shown}, "
                  f"the command {100 * curves[name, years]:.3f}")


def moves(browser, explorer, ibtr, work):
    curve = "return document.querySelector('[data-view=curves] .curve:not(.ghost)').getAttribute('d')"
    before, table = browser.execute_script(curve), browser.execute_script("return " + TABLE)
    press(browser, "control-parameters.hr_local_repeat_bcs", Keys.ARROW_RIGHT, 8)
    check(browser.execute_script(curve) != before, "a moved slider leaves the curves as they are")
    said = browser.execute_script("return document.getElementById('live').textContent")
    check("per 100 at" in said, f"the live region says '{said}'")
    same_as_the_command(browser, explorer, ibtr, work)
    press(browser, "control-factors.age_band.probabilities-0", Keys.ARROW_RIGHT, 40)
    shares = state_of(browser)["factors.age_band.probabilities"]
    check(abs(sum(shares) - 1) < 1e-12, f"shares sum to {sum(shares)}")
    check(wait_until(browser, "document.querySelectorAll('[data-view=curves] .ghost').length > 0"), "no base case behind")
    same_as_the_command(browser, explorer, ibtr, work)
    address, moved = browser.current_url, browser.execute_script("return " + TABLE)
    for _ in range(48):
        browser.execute_script(UNSETTLE)
        click(browser, "Undo")
    check(wait_until(browser, SETTLED), "undone: no final answer")
    check(browser.execute_script("return " + TABLE) == table, "undo does not bring the first state back")
    browser.get("about:blank")
    browser.get(address)
    wait_until(browser, SETTLED)
    wait_until(browser, TABLE + "[0].length > 5")
    check(browser.execute_script("return " + TABLE) == moved, "the page's address does not bring the state back")


def target(browser):
    """That mastectomy is as good as repeat BCS without radiotherapy at five years, of overall survival."""
    click(browser, "Base case")
    click(browser, "Search")
    said = "document.querySelector('#target').parentElement.querySelector('.readout').textContent"
    check(wait_until(browser, f"/^(Done|Stopped)/.test({said})"), "the search does not end: " + browser.execute_script("return " + said))
    rows = browser.execute_script("return [...document.querySelectorAll('#target ~ .table tbody tr')].map((r) => [...r.children].map((c) => c.textContent))")
    theta = next((row for row in rows if row[0].lower().startswith("theta")), None)
    check(theta is not None, f"theta does not meet the target, of {len(rows)}")
    check(browser.execute_script("return document.querySelectorAll('.marks .target').length") >= 1, "no mark on a slider")
    if theta:
        set_value(browser, "control-parameters.theta", theta[2].split(",")[0])
        row = browser.execute_script("return " + TABLE)[0]
        check(abs(float(row[3])) < 0.06, f"at theta = {theta[2]} the difference is {row[3]}, not 0")
    click(browser, "Base case")


def near_draws(browser, ibtr, config, work):
    """All twenty nearest draws are large in every row, also where the cloud is thinned to 2,000 and misses most of them."""
    subprocess.run([ibtr, "psa", config, "--draws", "3000", "--patients", "500", "--no-hazard-ratios", "--out", work / "psa", "--force",
                    "--quiet", "--no-figure"], check=True)
    explorer = Explorer(ibtr, config, "--psa", str(work / "psa"))
    try:
        browser.get(explorer.address)
        dots = "document.querySelectorAll('#draws ~ .chart circle[r=\"{}\"]').length"
        wait_until(browser, dots.format("3"))
        shown = browser.execute_script(f"return [{dots.format('3')}, {dots.format('1.6')}]")
        check(shown == [4 * 20, 4 * 2000], f"dots of near draws and of others: {shown}, of 4 strategies")
        said = browser.execute_script("return document.getElementById('draws').parentElement.textContent")
        check("parameters next to the sliders" in said and "root mean square over" in said, f"by what draws are near is not said: {said}")
    finally:
        explorer.end()


def main():
    ibtr, config, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    shots = pathlib.Path(sys.argv[5]).resolve() if len(sys.argv) > 5 else None
    browser = open_browser()
    labels = [part for k, label in enumerate(HOSTILE) for part in ("--set", f"strategies[{k}].label={json.dumps(label)}")]
    explorers = {"explorer": Explorer(ibtr, config), "hostile-explorer": Explorer(
        ibtr, config, *labels, "--set", 'title="</title><script>window.broken = 1</script>"')}
    try:
        for name, explorer in explorers.items():
            for width in (1440, 768, 390):
                for dark in (False, True):
                    look(browser, explorer.address, width, dark, shots, name, 2)
        plain = explorers["explorer"]
        look(browser, plain.address, 1440, False, None, "explorer", 2)
        keyboard(browser, "explorer")
        for endpoint in ("cif_local", "os"):
            differences_of(browser, endpoint)
        moves(browser, plain, ibtr, work)
        target(browser)
        near_draws(browser, ibtr, config, work)
        browser.get(plain.address)
        wait_until(browser, SETTLED)
        click(browser, "End the program")
        check(plain.process.wait(timeout=60) == 0, "the page's button does not end the program well")
    finally:
        browser.quit()
        for explorer in explorers.values():
            explorer.end()
    finish()


main()
