"""Templates of a host that try to reach files, the network, the clock or the inputs of the engine."""

import pytest

from safetykit.documents.pdf import pdf
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import sheet_of

REFUSED = (
    '#import "@preview/x:1.0.0": *',
    '#import"@preview/x:1.0.0"',
    '#{import "@preview/x:1.0.0"}',
    "#import sym: *",
    '#include "a.typ"',
    '#read("/etc/passwd")',
    '#let f = read; #f("/etc/passwd")',
    '#(read,).first()("/etc/passwd")',
    '#read.with("/etc/passwd")()',
    "#eval({{ s.title }})",
    '#eval("im" + "port")',
    '$#read("a")$',
    "#sys.inputs",
    "#std.read",
    "#dictionary(x)",
    '#image("a.png")',
    '#set page(background: image("a.png"))',
    '#show heading: image.with("a.png")',
    '#pdf.attach("/etc/passwd")',
    '#set raw(theme: "/etc/passwd")',
    '#raw("x", lang: "y", syntaxes: "/etc/passwd")',
    '#bibliography("a.bib")',
    '#cite(<a>, style: "/etc/passwd")',
    '#csv("a")',
    '#plugin("a.wasm")',
    '#path("a")',
    "#datetime.today()",
    '#let f = json; #f("a")',
    "@preview/x",
    '{% set a %}im{% endset %}{{ a }}port "a"',
    "#im{# a comment of the template #}port sym",
)
STOPPED = (
    '#r\\u{65}ad("/etc/passwd")',
    '#re/**/ad("/etc/passwd")',
    '#ｒｅａｄ("/etc/passwd")',
    '#pic("/etc/passwd", "a", 1, 1)',
    '#{ let pictures = (a: "/etc/passwd"); pic("a", "a", 1, 1) }',
    "#import-x",
    "#given",
)
HARMLESS = (
    "{{ '#import \"@preview/x:1\"' }}",
    "#[{{ 'read eval sys image' }}]",
    "already readable, a pathway, an important image-like thing",
    "= A\n#context query(heading).first().func()([b])",
)


def printed(text: str) -> bytes:
    own = FrozenMap({"own.typ": '{% extends "sheet.typ.j2" %}{% block before %}' + text + "{% endblock %}"})
    return pdf(sheet_of("甲"), templates=own, template="own.typ")


class TestReachingOut:
    @pytest.mark.parametrize("text", REFUSED)
    def test_refused_before_it_runs(self, text):
        """What reaches beyond the sheet is refused by its word, before the engine sees it."""
        with pytest.raises(RenderError, match="reaches beyond the sheet and is not allowed"):
            printed(text)

    @pytest.mark.parametrize("text", STOPPED)
    def test_stopped(self, text):
        """What hides its words from the scan hides them from the engine, too."""
        with pytest.raises(RenderError) as caught:
            printed(text)
        assert "root:" not in str(caught.value)

    @pytest.mark.parametrize("text", HARMLESS)
    def test_words_are_words(self, text):
        """A value may say anything, and words that only look alike are free."""
        assert printed(text).startswith(b"%PDF")


class TestMessages:
    @pytest.mark.parametrize(
        "text",
        ["#panic({{ v }})", "#assert(false, message: {{ v }})", "#label({{ v }}) @geheim", "#(a: 1).at({{ v }})"],
    )
    def test_no_value(self, text):
        """What the engine says of a template is told without the texts of the record."""
        value = "{% set v = s.tables[0].rows[0].cells[0].text %}"
        own = FrozenMap({"own.typ": '#set document(title: "a")\n' + value + text})

        with pytest.raises(RenderError, match="typst says: ") as caught:
            pdf(sheet_of("geheim"), templates=own, template="own.typ")

        assert "geheim" not in str(caught.value).replace("@geheim", "")
