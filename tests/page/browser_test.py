#!/usr/bin/env python3
"""A report in a headless browser: what a reader sees, on three widths, light and dark.

    browser_test.py IBTR CONFIG FOLDER [--screenshots FOLDER]

Needs chromium, chromedriver and selenium (Debian: chromium chromium-driver python3-selenium); without them it exits 77.
Checked: no complaint of the browser, no request but for the page itself, nothing wider than the screen, no text of a
chart upon another, every control within reach of the keyboard, contrast of text at least 4.5 (WCAG 2.1, 1.4.3), arrow
keys read values out, the walk in the page has the run's digest and another seed has not, and hostile labels stay text.
"""
import base64
import json
import pathlib
import subprocess
import sys
import time

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
except ImportError:
    print("skipped: no python3-selenium")
    sys.exit(77)

HOSTILE = ['<script>window.broken = 1</script>', '"]]>\'</script><img src=x onerror="window.broken=1">',
           'שלום עולם علاج', 'A very long label ' * 11]

failures = []


def check(condition, words):
    if not condition:
        failures.append(words)
        print("FAIL", words)


def open_browser():
    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service("chromedriver"))


# Pairs of texts of one chart whose boxes overlap, and texts that leave their chart.
OVERLAPS = """
const bad = [];
for (const svg of document.querySelectorAll('.chart svg')) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].filter((t) => t.textContent.trim() !== '');
    const boxes = texts.map((t) => t.getBoundingClientRect());
    boxes.forEach((a, i) => {
        if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.bottom > frame.bottom + 1 || a.top < frame.top - 1)
            bad.push('outside: ' + texts[i].textContent);
        for (let j = i + 1; j < boxes.length; ++j) {
            const b = boxes[j];
            const over = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const under = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (over > 1 && under > 3) bad.push(texts[i].textContent + ' / ' + texts[j].textContent);
        }
    });
}
return bad;
"""

# Contrast of every element's own text against the nearest ground that is painted.
CONTRAST = """
const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
const bad = [];
for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '')) continue;
    if (['SCRIPT', 'STYLE', 'TITLE', 'DESC'].includes(element.tagName.toUpperCase()) || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const colour = parse(element instanceof SVGElement ? style.fill : style.color);
    let ground = null;
    for (let at = element; at && !ground; at = at.parentElement) {
        const painted = parse(getComputedStyle(at).backgroundColor);
        if (painted.length === 3 || painted[3] > 0.99) ground = painted;
    }
    const pair = [light(colour), light(ground || [255, 255, 255])].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < 4.5) bad.push(ratio.toFixed(2) + ' ' + element.tagName + ' ' + element.textContent.slice(0, 40));
}
return bad;
"""


def requests_of(browser):
    """Addresses that the page asked for, by the browser's own log."""
    addresses = []
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            addresses.append(message["params"]["request"]["url"])
    return addresses


def look(browser, page, width, dark, shots, name):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                            {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
    requests_of(browser)
    browser.get(page.as_uri())
    time.sleep(0.5)
    where = f"{name} at {width} pixels, {'dark' if dark else 'light'}"
    asked = [address for address in requests_of(browser) if not address.startswith((page.as_uri(), "data:", "blob:"))]
    check(not asked, f"{where}: asks for {asked}")
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    check(wide <= width, f"{where}: the page is {wide} pixels wide")
    check(browser.execute_script("return document.querySelectorAll('.chart svg').length") == 2, f"{where}: not two charts")
    for words in browser.execute_script(OVERLAPS):
        check(False, f"{where}: text upon text: {words}")
    for words in browser.execute_script(CONTRAST):
        check(False, f"{where}: contrast {words}")
    check(browser.execute_script("return window.broken") is None, f"{where}: a label ran as a script")
    complaints = [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    check(not complaints, f"{where}: the browser complains: {complaints}")
    if shots:
        height = browser.execute_script("return document.documentElement.scrollHeight")
        shot = browser.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": width, "height": min(height, 6000), "scale": 1}})
        (shots / f"{name}-{width}-{'dark' if dark else 'light'}.png").write_bytes(base64.b64decode(shot["data"]))


def keyboard(browser, name):
    controls = browser.execute_script(
        "return document.querySelectorAll('a[href], button:not([disabled]), select, input, summary, [tabindex=\"0\"]').length")
    browser.execute_script("document.activeElement.blur(); window.scrollTo(0, 0); window.reached = new Set();")
    for _ in range(controls + 5):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        browser.execute_script("window.reached.add(document.activeElement)")
    reached = browser.execute_script(
        "return [...document.querySelectorAll('button:not([disabled]), select, input, summary, .chart svg')]"
        ".filter((e) => !window.reached.has(e)).map((e) => e.outerHTML.slice(0, 80))")
    check(not reached, f"{name}: the keyboard does not reach {reached}")
    chart = browser.find_element(By.CSS_SELECTOR, ".chart svg")
    browser.execute_script("arguments[0].focus()", chart)
    for _ in range(3):
        browser.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    said = browser.execute_script("return document.getElementById('live').textContent")
    check("years:" in said and "per 100" in said, f"{name}: arrow keys read out '{said}'")


def simulate(browser, seed):
    box = browser.find_element(By.NAME, "seed")
    box.clear()
    box.send_keys(seed)
    browser.find_element(By.XPATH, "//button[text()='Simulate']").click()
    for _ in range(600):
        time.sleep(0.2)
        said = browser.find_element(By.CSS_SELECTOR, "#simulation .readout").text
        if said and said != "Simulating …":
            return said
    return "no answer"


def main():
    ibtr, config, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    shots = pathlib.Path(sys.argv[5]).resolve() if len(sys.argv) > 5 else None
    try:
        browser = open_browser()
    except Exception as error:  # whatever is missing
        print("skipped: no browser:", str(error).splitlines()[0])
        sys.exit(77)
    quiet = ["--quiet", "--force", "--no-figure", "--no-exact", "--patients", "20000"]
    subprocess.run([ibtr, "run", config, "--seed", "11", "--out", work / "plain", *quiet], check=True)
    labels = [part for k, label in enumerate(HOSTILE) for part in ("--set", f"strategies[{k}].label={json.dumps(label)}")]
    title = "</title><script>window.broken = 1</script>"
    subprocess.run([ibtr, "run", config, "--seed", "11", "--out", work / "hostile", *quiet, *labels,
                    "--set", f"title={json.dumps(title)}"], check=True)
    try:
        for name in ("plain", "hostile"):
            subprocess.run([ibtr, "report", work / name, "--quiet"], check=True)
            page = work / name / "report.html"
            size = page.stat().st_size
            check(size < 3_000_000, f"{name}: the page has {size} bytes, of at most 3,000,000")
            for width in (1440, 768, 390):
                for dark in (False, True):
                    look(browser, page, width, dark, shots, name)
        look(browser, work / "plain" / "report.html", 1440, False, None, "plain")
        keyboard(browser, "plain")
        if browser.execute_script("return document.getElementById('simulation') !== null"):
            check("The same" in simulate(browser, "11"), "the walk in the page has not the run's digest")
            said = simulate(browser, "12")
            check("Another number or seed" in said, f"another seed says: {said}")
    finally:
        browser.quit()
    print(f"{len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
