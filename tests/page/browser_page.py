"""What tests of pages in a headless browser share: a browser, and what a reader must not see.

Needs chromium, chromedriver and selenium (Debian: chromium chromium-driver python3-selenium); without them a test exits 77.
"""
import base64
import json
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
    try:
        return webdriver.Chrome(options=options, service=Service("chromedriver"))
    except Exception as error:  # whatever is missing
        print("skipped: no browser:", str(error).splitlines()[0])
        sys.exit(77)


def wait_until(browser, script, seconds=240):
    """Waits until a script gives something true: under sanitizers everything takes long. @return it"""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = browser.execute_script("return " + script)
        if answer:
            return answer
        time.sleep(0.1)
    return None


def show_as(browser, width, dark):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                            {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})


# Whether a panel with controls has its final answer, or the page has no panel.
SETTLED = """\
(() => { const status = document.querySelector('.panel .status');
         return !status || ['full', 'exact'].includes(status.dataset.accuracy); })()"""


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

# Text cut off at the screen's edge (cells of tables scroll), and parts of a panel that lie upon one another.
CLIPPED = """
const bad = [];
const visible = (e) => e.getClientRects().length > 0 && !e.closest('.unseen, .skip, [hidden], details:not([open]) > :not(summary)');
for (const part of document.querySelectorAll('p, li, caption, label, legend, button, select, input, summary, figcaption, h1, h2')) {
    if (!visible(part)) continue;
    const box = part.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.left < -1) bad.push('off the screen: ' + part.outerHTML.slice(0, 80));
    if (part.matches('button, p, legend, summary, figcaption') && part.scrollWidth > part.clientWidth + 1)
        bad.push('clipped: ' + part.outerHTML.slice(0, 80));
}
for (const side of document.querySelectorAll('.panel-controls, .panel-views')) {
    const parts = [...side.querySelectorAll('label, p, summary, button, select, input, legend, output, figcaption, svg')]
        .filter((e) => visible(e) && e.textContent + e.tagName !== 'P' && !e.matches('.marks'));
    parts.forEach((one, k) => parts.slice(k + 1).forEach((other) => {
        if (one.contains(other) || other.contains(one)) return;
        const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
            bad.push('upon another: ' + one.outerHTML.slice(0, 60) + ' / ' + other.outerHTML.slice(0, 60));
    }));
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


def look(browser, address, width, dark, shots, name, charts):
    """Opens a page and says what is wrong with it. @param charts how many it must have @param shots folder or None"""
    show_as(browser, width, dark)
    requests_of(browser)
    browser.get("about:blank")
    browser.get(address)
    where = f"{name} at {width} pixels, {'dark' if dark else 'light'}"
    check(wait_until(browser, SETTLED), f"{where}: no final answer")
    origin = address.split("?")[0]
    asked = [to for to in requests_of(browser) if not to.startswith((origin, "data:", "blob:", "about:"))]
    check(not asked, f"{where}: asks for {asked}")
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    check(wide <= width, f"{where}: the page is {wide} pixels wide")
    drawn = browser.execute_script("return document.querySelectorAll('.chart svg').length")
    check(drawn == charts, f"{where}: {drawn} charts, not {charts}")
    for words in browser.execute_script(OVERLAPS):
        check(False, f"{where}: text upon text: {words}")
    for words in browser.execute_script(CLIPPED):
        check(False, f"{where}: {words}")
    for words in browser.execute_script(CONTRAST):
        check(False, f"{where}: contrast {words}")
    check(browser.execute_script("return window.broken") is None, f"{where}: a label ran as a script")
    complaints = [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    check(not complaints, f"{where}: the browser complains: {complaints}")
    if shots:
        height = browser.execute_script("return document.documentElement.scrollHeight")
        shot = browser.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": width, "height": min(height, 9000), "scale": 1}})
        (shots / f"{name}-{width}-{'dark' if dark else 'light'}.png").write_bytes(base64.b64decode(shot["data"]))


def differences_of(browser, endpoint):
    """The panel's table of an endpoint: every difference is that of the numbers beside it, strategy minus reference."""
    browser.execute_script(
        "delete document.querySelector('.panel .status').dataset.accuracy;"
        "const choice = [...document.querySelectorAll('.panel label')].find((l) => l.textContent.startsWith('Endpoint')).querySelector('select');"
        "choice.value = arguments[0]; choice.dispatchEvent(new Event('change'));", endpoint)
    check(wait_until(browser, SETTLED), f"{endpoint}: no final answer")
    rows = browser.execute_script("return [...document.querySelectorAll('.panel .table tbody tr')].map((r) => [...r.children].map("
                                  "(c) => c.textContent))")
    check(all(len(row) == 5 for row in rows), f"{endpoint}: not two landmarks: {rows}")
    reference = next(row for row in rows if row[2] == "reference")
    number = lambda text: float(text.split(" ")[0])
    for row in rows:
        for value in (1, 3):
            if row is not reference:
                expected = number(row[value]) - number(reference[value])
                # Three numbers rounded to a tenth.
                check(abs(number(row[value + 1]) - expected) < 0.151, f"{endpoint}: {row[0]} differs by {row[value + 1]}, not {expected:.1f}")


def keyboard(browser, name):
    controls = browser.execute_script(
        "return document.querySelectorAll('a[href], button:not([disabled]), select, input, summary, [tabindex=\"0\"]').length")
    browser.execute_script("document.querySelectorAll('details').forEach((part) => { part.open = true; });")
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


def finish():
    print(f"{len(failures)} failures")
    sys.exit(1 if failures else 0)
