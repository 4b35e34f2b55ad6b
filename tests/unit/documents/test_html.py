import re
from html.parser import HTMLParser

import attrs
import pytest

from safetykit.documents import Document, fill
from safetykit.documents.html import html
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import HOSTILE, IMPRINT, a1, record, sheet_of, with_texts, words


class Page(HTMLParser):
    """Collects the words of a page and its elements."""

    def __init__(self, text):
        super().__init__()
        self.words, self.tags = [], []
        self.feed(text)

    def handle_data(self, data):
        self.words.append(data)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def squeezed(text):
    return re.sub(r"\s", "", text)


PLAIN = Page(html(fill(a1(), record(), words(), imprint=IMPRINT)))


class TestPage:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("number", [1, 2])
    def test_every_value_is_on_it(self, number, lang):
        """Every value of the sheet is on the page."""
        sheet = fill(a1(), record(number), words(lang), imprint=IMPRINT, copy=1)
        page = squeezed("".join(Page(html(sheet)).words))

        assert [] == [value for value in sheet.values() if squeezed(value) not in page]

    def test_accessible(self):
        """The page names its language, labels are header cells with their scope, and there is one first heading."""
        tags = PLAIN.tags

        assert {"lang": "zh-CN"} == dict(tags)["html"]
        assert {"row", "col"} == {given["scope"] for tag, given in tags if tag == "th"}
        assert 1 == sum(tag == "h1" for tag, _ in tags)

    def test_same_bytes(self):
        """The same sheet gives the same page."""
        sheet = fill(a1(), record(), words())

        assert html(sheet) == html(sheet)

    def test_blank_form(self):
        """The blank form has boxes and room for the pen, and no value."""
        page = Page(html(fill(a1(), None, words())))

        assert 35 == sum(given.get("class") == "box" for _, given in page.tags)
        assert not any(tag == "bdi" for tag, _ in page.tags)

    def test_foot(self):
        """The foot of a printed page joins what there is; without a number it begins with the next word."""
        foot = re.compile(r"@bottom-left \{ content: (.*?);")
        sheet = attrs.evolve(sheet_of("甲"), foot=("a", "b"))

        assert '"a" " · " "b"' == foot.search(html(sheet))[1]
        assert '"N1" " · " "a" " · " "b"' == foot.search(html(attrs.evolve(sheet, number="N1")))[1]
        assert '""' == foot.search(html(sheet_of("甲")))[1]

    def test_without_badge_and_number(self):
        """A sheet without number, grade and watermark has no place for them."""
        page = Page(html(attrs.evolve(sheet_of("甲"), watermark="")))

        assert "watermark" not in [given.get("class") for _, given in page.tags]

    def test_struck_through(self):
        """What no longer counts is marked as deleted, also for those who do not see the line."""
        page = Page(html(fill(a1(), record(), words(), void=(1,))))

        assert 5 == sum(tag == "del" for tag, _ in page.tags)


class TestHostileTexts:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_stays_text(self, text):
        """Whatever stands in the fields of a record stays text: no element more, no value less."""
        sheet = fill(a1(), with_texts(record(), text), words(), imprint=IMPRINT)
        page = Page(html(sheet))
        found = squeezed("".join(page.words))

        assert {tag for tag, _ in PLAIN.tags} == {tag for tag, _ in page.tags}
        assert [] == [value for value in sheet.values() if squeezed(value) not in found]

    def test_control_character(self):
        """A control character from outside the record is refused here too."""
        with pytest.raises(RenderError, match=r"U\+0007"):
            html(sheet_of("a\x07"))


class TestHost:
    def test_extends_ours(self):
        """A host's template replaces a block of ours and keeps the rest."""
        own = FrozenMap(
            {"own.html": '{% extends "sheet.html.j2" %}{% block style %}<style>h1 { color: red }</style>{% endblock %}'}
        )
        page = Document(sheet_of("甲"), templates=own).html("own.html")

        assert "h1 { color: red }" in page
        assert "<bdi>甲</bdi>" in page

    def test_unknown_template(self):
        """A template that is not there is an error."""
        with pytest.raises(RenderError, match="there is no template 'x'"):
            html(sheet_of("甲"), template="x")
