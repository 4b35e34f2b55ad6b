import json
import re
import subprocess
from html import escape, unescape
from importlib import resources

import pytest

from safetykit.documents import fill
from safetykit.documents.html import html
from tests.unit.documents.samples import IMPRINT, a1, record, words

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
LANGUAGES = ("zh", "en", "zh+en")
WIDTHS = {"desk": 1000, "phone": 390}
RUN = """
addEventListener("load", () => axe.run(document, {preload: false}).then((found) => {
  const told = {
    width: innerWidth,
    passed: found.passes.map((rule) => rule.id),
    broken: found.violations.map((rule) => [rule.id, rule.nodes.map((node) => node.html + " " + node.failureSummary)]),
  };
  const note = parent.document.createElement("pre");
  note.textContent = name + " " + JSON.stringify(told);
  parent.document.body.append(note);
}));
"""


def sheets(lang):
    """Yield the sheets of a language by name."""
    locale = words(lang)
    yield "filled", fill(a1(), record(), locale, imprint=IMPRINT, copy=1, works=True)
    yield "watermark", fill(a1(), record(2), locale, imprint=IMPRINT, copy=2)
    yield "annex", fill(a1(), record(), locale, imprint=IMPRINT, works=True, annex=True)
    yield "blank", fill(a1(), None, locale)


PAGES = {f"{lang} {name}": html(sheet) for lang in LANGUAGES for name, sheet in sheets(lang)}
PAGES["bad"] = (
    '<!DOCTYPE html><html><head><title></title></head><body><img src="data:,"><p style="color:#ccc">pale words</p></html>'
)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return what axe says of every page at every width: one browser shows each in a frame of its own."""
    script = f"<script>{AXE}</script><script>{RUN}</script>"
    frames = "".join(
        f'<iframe name="{name} {width}" style="width:{pixels}px;height:2000px"'
        f' srcdoc="{escape(page.replace("<head>", "<head>" + script, 1))}"></iframe>'  # before the page forbids scripts
        for name, page in PAGES.items()
        for width, pixels in WIDTHS.items()
    )
    file = tmp_path_factory.mktemp("axe") / "all.html"
    file.write_text(f'<!DOCTYPE html><meta charset="utf-8"><body>{frames}</body>', "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=600000", "--dump-dom"]
    shown = subprocess.run(["chromium", *options, file.as_uri()], capture_output=True, check=True)
    notes = re.findall(r"<pre>(.*?)</pre>", shown.stdout.decode(), re.DOTALL)
    return {name: json.loads("{" + rest) for name, _, rest in (unescape(note).partition(" {") for note in notes)}


class TestAxe:
    @pytest.mark.parametrize("width", WIDTHS)
    @pytest.mark.parametrize("page", [name for name in PAGES if name != "bad"])
    def test_no_violation(self, page, width, told):
        """A foreign checker finds nothing that would keep somebody from reading the form, on paper's width or a phone's."""
        found = told[f"{page} {width}"]

        assert [] == found["broken"]
        assert WIDTHS[width] == found["width"]
        assert {"color-contrast", "html-has-lang", "landmark-one-main", "page-has-heading-one"} <= {*found["passed"]}

    def test_finds_something(self, told):
        """The checker finds what is wrong with a bad page, so its silence means something."""
        assert {"image-alt", "color-contrast", "html-has-lang", "document-title"} <= {
            rule for rule, _ in told["bad desk"]["broken"]
        }
