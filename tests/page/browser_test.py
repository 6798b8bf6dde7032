#!/usr/bin/env python3
"""A report in a headless browser: what a reader sees, on three widths, light and dark, and what its controls do.

    browser_test.py IBTR CONFIG FOLDER [--screenshots FOLDER]

Checked: no complaint of the browser, no request but for the page itself, nothing wider than the screen, no text of a
chart upon another, every control within reach of the keyboard, contrast of text at least 4.5 (WCAG 2.1, 1.4.3), arrow
keys read values out, the walk in the page has the run's digest and another seed has not, a moved parameter moves curves
and table and has the digest of `ibtr run` with --set, undo and the page's address bring states back, and hostile labels
stay text.
"""
import base64
import json
import pathlib
import subprocess
import sys

from browser_page import By, HOSTILE, check, finish, differences_of, keyboard, look, open_browser, wait_until, SETTLED

QUIET = ["--quiet", "--force", "--no-figure", "--no-exact", "--patients", "20000"]


def simulate(browser, seed):
    box = browser.find_element(By.NAME, "seed")
    box.clear()
    box.send_keys(seed)
    browser.execute_script("arguments[0].click()", browser.find_element(By.XPATH, "//button[text()='Simulate']"))
    return wait_until(browser, "(() => { const said = document.querySelector('#simulation .readout').textContent;"
                               " return said && said !== 'Simulating …' ? said : null; })()") or "no answer"


def move(browser, parameter, value):
    """Types a value, as a reader without a mouse may, and waits for what follows."""
    before = browser.execute_script(
        "const status = document.querySelector('.panel .status'); delete status.dataset.accuracy;"
        "const field = document.getElementById('control-' + arguments[0]).parentElement.querySelector('.value');"
        "const curve = document.querySelector('[data-view=curves] .curve:not(.ghost)').getAttribute('d');"
        "field.value = arguments[1]; field.dispatchEvent(new Event('change')); return curve;", parameter, value)
    check(wait_until(browser, SETTLED), f"{parameter} = {value}: no final answer")
    after = browser.execute_script("return document.querySelector('[data-view=curves] .curve:not(.ghost)').getAttribute('d')")
    return before != after


def moved_parameters(browser, ibtr, config, work):
    """Moves two parameters in the page, and repeats that with the program."""
    table = "document.querySelector('.panel .table').textContent"
    before = browser.execute_script("return " + table)
    check(move(browser, "parameters.hr_local_repeat_bcs", "3.1"), "a moved parameter leaves the curves as they are")
    move(browser, "parameters.theta", "0.8")
    named = browser.execute_script("return [...document.querySelectorAll('.panel .fixed li')].map((item) => item.textContent)")
    check("Hazard ratio: distant after local" in named, f"what does not move is not named beside the sliders: {named}")
    moved = browser.execute_script("return " + table)
    check(moved != before, "a moved parameter leaves the table as it is")
    check(browser.execute_script("return document.querySelectorAll('[data-view=curves] .ghost').length") > 0, "no base case behind")
    said = simulate(browser, "11")
    subprocess.run([ibtr, "run", config, "--seed", "11", "--out", work / "moved", *QUIET, "--set",
                    "parameters.hr_local_repeat_bcs.value=3.1", "--set", "parameters.theta.value=0.8"], check=True)
    digest = json.loads((work / "moved" / "manifest.json").read_text())["tally_digest"]
    check(digest in said, f"moved parameters: ibtr run has the digest {digest}, the page says: {said}")

    address = browser.execute_script("return location.href")
    browser.execute_script("document.querySelector('.panel .status').dataset.accuracy = '';"
                           "[...document.querySelectorAll('.panel button')].find((b) => b.textContent === 'Undo').click()")
    wait_until(browser, SETTLED)
    check(browser.execute_script("return document.getElementById('control-parameters.theta').parentElement.querySelector('.value').value") == "1",
          "undo does not bring a parameter back")
    browser.get("about:blank")
    browser.get(address)
    wait_until(browser, SETTLED)
    check(browser.execute_script("return " + table) == moved, "the page's address does not bring the state back")


def last_of_a_share(browser):
    """A share at the end of its slider leaves the others some people: a stratum without any is in no table."""
    browser.execute_script(
        "const status = document.querySelector('.panel .status'); delete status.dataset.accuracy;"
        "const range = document.getElementById('control-factors.age_band.probabilities-1');"
        "range.value = range.max; range.dispatchEvent(new Event('input')); range.dispatchEvent(new Event('change'));")
    check(wait_until(browser, SETTLED), "a share at its end: no final answer")
    state = browser.execute_script("return JSON.parse(decodeURIComponent(location.hash.slice('#state='.length))).set")
    shares = state["factors.age_band.probabilities"]
    check(min(shares) == 0.001 and abs(sum(shares) - 1) < 1e-12, f"a share at its end makes {shares}")


def differences_behind_the_chart(page):
    """What bars of the chart of differences stand on is the difference of its curves, of every endpoint; to five digits."""
    text = page.read_text()
    charts = json.loads(text[text.index('id="data">') + len('id="data">'):text.index("</script>", text.index('id="data">'))])["charts"]
    at = {(c["strategy"], c["group"], c["population"], c["endpoint"], time): value
          for c in charts["curves"] for time, value in zip(charts["times"][c["times"]], c["estimate"])}
    compared = set()
    for row in charts["differences"]:
        where = (row["group"], row["population"], row["endpoint"], row["time"])
        expected = at[(row["strategy"], *where)] - at[(charts["reference"], *where)]
        check(abs(row["estimate"] - expected) < 2e-5, f"{row['strategy']} {where}: difference {row['estimate']}, of curves {expected}")
        check(row["low"] <= row["estimate"] <= row["high"], f"{row['strategy']} {where}: outside its interval")
        compared.add(row["endpoint"])
    check({"os", "cif_local"} <= compared, f"differences of {sorted(compared)} alone")


def planted_fault(browser, work):
    """A page whose tables have a wrong bit in every number says that it has not repeated the run."""
    text = (work / "plain" / "report.html").read_text()
    data = json.loads(text[text.index('id="data">') + len('id="data">'):text.index("</script>", text.index('id="data">'))])
    tables = data["cohort"]["tables"]
    bundle = bytearray(base64.b64decode(tables))
    pool = int.from_bytes(bundle[32:36], "little")  # host/page/cohort_data.cpp, BundleHead
    for at in range(pool, len(bundle) - 3, 4):
        bundle[at + 1] ^= 4
    (work / "planted.html").write_text(text.replace(tables, base64.b64encode(bundle).decode()))
    browser.get((work / "planted.html").as_uri())
    wait_until(browser, SETTLED)
    said = simulate(browser, "11")
    check("NOT the same" in said, f"with wrong tables the page says: {said}")


def draws(browser, ibtr, config, work, shots):
    """The page of a probabilistic analysis: three nested bands, and draws one after another that can be paused."""
    subprocess.run([ibtr, "psa", config, "--draws", "40", "--patients", "2000", "--out", work / "psa", "--quiet", "--force",
                    "--no-figure"], check=True)
    subprocess.run([ibtr, "report", work / "psa", "--quiet"], check=True)
    look(browser, (work / "psa" / "report.html").as_uri(), 768, False, shots, "psa", 2)
    bands = browser.execute_script("return [...document.querySelectorAll('.chart svg')][0].querySelectorAll('path[style*=\"0.22\"]').length")
    check(bands == 3, f"{bands} nested bands, not 3")
    button = "[...document.querySelectorAll('button')].find((b) => ['Show draws one by one', 'Pause'].includes(b.textContent))"
    browser.execute_script(button + ".click()")
    check(wait_until(browser, "document.querySelectorAll('.hypothetical path').length === 4"), "no draw is shown")
    browser.execute_script(button + ".click()")
    check(browser.execute_script(f"return {button}.textContent") == "Show draws one by one", "draws cannot be paused")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]})
    browser.execute_script(button + ".click()")
    check(browser.execute_script(f"return {button}.textContent") == "Show draws one by one", "draws move where no motion is wanted")


def main():
    ibtr, config, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    shots = pathlib.Path(sys.argv[5]).resolve() if len(sys.argv) > 5 else None
    browser = open_browser()
    subprocess.run([ibtr, "run", config, "--seed", "11", "--out", work / "plain", *QUIET], check=True)
    labels = [part for k, label in enumerate(HOSTILE) for part in ("--set", f"strategies[{k}].label={json.dumps(label)}")]
    title = "</title><script>window.broken = 1</script>"
    subprocess.run([ibtr, "run", config, "--seed", "11", "--out", work / "hostile", *QUIET, *labels,
                    "--set", f"title={json.dumps(title)}"], check=True)
    try:
        for name in ("plain", "hostile"):
            subprocess.run([ibtr, "report", work / name, "--quiet"], check=True)
            page = work / name / "report.html"
            size = page.stat().st_size
            check(size < 3_000_000, f"{name}: the page has {size} bytes, of at most 3,000,000")
            has_engine = '"engine":' in page.read_text()
            for width in (1440, 768, 390):
                for dark in (False, True):
                    look(browser, page.as_uri(), width, dark, shots, name, 4 if has_engine else 2)
        differences_behind_the_chart(work / "plain" / "report.html")
        draws(browser, ibtr, config, work, shots)
        look(browser, (work / "plain" / "report.html").as_uri(), 1440, False, None, "plain", 4 if has_engine else 2)
        keyboard(browser, "plain")
        if has_engine:
            check("The same" in simulate(browser, "11"), "the walk in the page has not the run's digest")
            planted_fault(browser, work)
            browser.get((work / "plain" / "report.html").as_uri())
            wait_until(browser, SETTLED)
            for endpoint in ("cif_local", "os"):
                differences_of(browser, endpoint)
            moved_parameters(browser, ibtr, config, work)
            last_of_a_share(browser)
            said = simulate(browser, "12")
            check("The same" not in said, f"another seed says: {said}")
    finally:
        browser.quit()
    finish()


main()
