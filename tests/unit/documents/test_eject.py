import re

import pytest

from safetykit.codec.toml import parse_toml
from safetykit.documents import fill
from safetykit.documents.docx import docx
from safetykit.documents.eject import BLOCKS, eject, ejectable
from safetykit.documents.html import html
from safetykit.documents.markdown import markdown
from safetykit.documents.pdf import pdf
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import IMPRINT, a1, record, words

SHEET = fill(a1(), record(), words(), imprint=IMPRINT)
FORMATS = {"sheet.html.j2": html, "sheet.typ.j2": pdf, "sheet.docx.j2": docx, "sheet.md.j2": markdown}
TEMPLATES = [name for name in ejectable() if name.endswith(".j2")]


class TestEject:
    @pytest.mark.parametrize("name", TEMPLATES)
    @pytest.mark.parametrize("whole", [True, False])
    def test_is_ours_until_it_is_changed(self, name, whole):
        """The starting point of a template, put in the place of ours, makes the same document."""
        render = FORMATS[name]
        own = FrozenMap({name: eject(name, whole=whole)})

        assert render(SHEET, templates=own) == render(SHEET)

    @pytest.mark.parametrize("name", TEMPLATES)
    def test_every_block(self, name):
        """The starting point has every block of the original once, each with words on what it is for."""
        blocks = re.findall(r"{% block (\w+)", eject(name))

        assert [*dict.fromkeys(re.findall(r"{% block (\w+)", eject(name, whole=True)))] == blocks
        assert {*blocks} <= {*BLOCKS}

    @pytest.mark.parametrize("name", [name for name in ejectable() if name.endswith(".toml")])
    def test_words(self, name):
        """Words can be read as they come, with a line on how to use them before those of the original."""
        whole = eject(name, whole=True)

        assert parse_toml(eject(name), name) == parse_toml(whole, name)
        assert eject(name).endswith(whole)
        assert eject(name) != whole

    def test_form(self):
        """A form that a pack has is given out by its id."""
        forms = {"own/form": 'id = "own/form"\n'}

        assert 'id = "own/form"\n' == eject("own/form", whole=True, forms=forms)
        assert {"id": "own/form"} == parse_toml(eject("own/form", forms=forms), "own")
        assert "own/form" == ejectable(forms)[-1]

    def test_unknown(self):
        """What does not exist is refused with what there is."""
        with pytest.raises(RenderError, match=r"nothing named 'x' to start from; name one of sheet\.docx\.j2, sheet"):
            eject("x")
