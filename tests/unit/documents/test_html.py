import re
from html.parser import HTMLParser

import attrs
import pytest

from safetykit.documents import Badge, Cell, Document, Paper, Picture, Row, Run, Table, fill
from safetykit.documents.html import html
from safetykit.documents.square_code import Square
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
        assert '"A\\2e 1" " · " "a" " · " "b"' == foot.search(html(attrs.evolve(sheet, source="A.1")))[1]
        assert '"A\\2e 1" ""' == foot.search(html(sheet_of("甲", source="A.1")))[1]

    def test_without_badge_and_number(self):
        """A sheet without number, grade and watermark has no place for them."""
        page = Page(html(attrs.evolve(sheet_of("甲"), watermark="")))

        assert "watermark" not in [given.get("class") for _, given in page.tags]

    def test_struck_through(self):
        """What no longer counts is marked as deleted, also for those who do not see the line."""
        page = Page(html(fill(a1(), record(), words(), void=(1,))))

        assert 5 == sum(tag == "del" for tag, _ in page.tags)


def cell(*runs, **more):
    return Cell(**{"runs": runs, "width": 175.0, "name": "label", **more})


def table(*cells, **more):
    rows = tuple(Row(cells=(one,), height=8) for one in cells)
    return Table(**{"id": "t", "grid": (175.0,), "rows": rows, **more})


def page_of(*tables, **more):
    return html(sheet_of("甲", tables=tables, **more))


PNG = Picture(media_type="image/png", data=b"\x89PNG\r\n\x1a\n")


class TestKindsOfRuns:
    @pytest.mark.parametrize(
        ("run", "expected"),
        [
            (Run(text="a<"), ">a&lt;</td>"),
            (Run(text="a", value=True), "><bdi>a</bdi></td>"),
            (Run(text="a", bold=True, muted=True), '><span class="bold muted">a</span></td>'),
            (Run(text="a", lang="en"), '><span lang="en">a</span></td>'),
            (
                Run(text="a", lang="en", small=True, value=True),
                '><span class="small" lang="en"><bdi>a</bdi></span></td>',
            ),
            (Run(text="a", strike=True), "><del><span>a</span></del></td>"),
            (
                Run(kind="box", text="a", on=True),
                (
                    '><span class="choice" role="checkbox" aria-disabled="true" aria-checked="true">'
                    '<span class="box" aria-hidden="true">√</span> a</span></td>'
                ),
            ),
            (
                Run(kind="box", lang="en"),
                (
                    '><span class="choice" role="checkbox" aria-disabled="true" aria-checked="false" aria-label="label"'
                    ' lang="en"><span class="box" aria-hidden="true"></span> </span></td>'
                ),
            ),
            (Run(kind="break"), "><br></td>"),
            (Run(kind="gap", mm=9), '><span class="gap" style="width:9mm"></span></td>'),
            (Run(kind="line", mm=35.5), '><span class="line" style="width:35.5mm"></span></td>'),
            (
                Run(kind="seal", mm=40, high=30, text="seal", lang="en"),
                '><span class="seal" style="width:40mm;min-height:30mm" lang="en">seal</span></td>',
            ),
            (
                Run(kind="picture", picture="p", text='"sketch"', mm=60, high=40),
                (
                    '><img class="picture" src="data:image/png;base64,iVBORw0KGgo=" alt="&#34;sketch&#34;"'
                    ' style="width:60mm;height:40mm"></td>'
                ),
            ),
        ],
    )
    def test_written(self, run, expected):
        """Each kind of run has its element, with its language, its marks and words for those who do not see it."""
        assert expected in page_of(table(cell(run)), pictures=FrozenMap(p=PNG))

    def test_foot_of_a_cell(self):
        """What stands at the lower right of a cell comes after the rest."""
        page = page_of(table(cell(Run(text="a"), foot=(Run(text="b"),), role="sign")))

        assert '<div class="stack" style="min-height:calc(8mm - 1mm)"><div>a</div><div>b</div></div></td>' in page

    def test_unknown_picture(self):
        """A picture that the sheet does not have is an error of the template's line, not an empty place."""
        with pytest.raises(RenderError, match=r"template 'sheet.html.j2', line \d+: .* picture of"):
            page_of(table(cell(Run(kind="picture", picture="p"))))


class TestKindsOfTables:
    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("fields", '<table class="fields frame" aria-label="试样 1 / 1">'),
            ("columns", '<table class="columns frame" aria-label="试样 1 / 1">'),
            ("list", '<table class="list frame" aria-label="试样 1 / 1">'),
            ("pictures", '<table class="pictures frame" aria-label="试样 1 / 1">'),
            ("opinions", '<table class="opinions frame" role="presentation">'),
            ("prose", '<table class="prose frame" role="presentation">'),
        ],
    )
    def test_named(self, kind, expected):
        """A table of data has a name; one that only arranges text is none for those who do not see it."""
        assert expected in page_of(table(cell(), kind=kind))

    def test_caption(self):
        """Words above a table are its name."""
        assert "<table>\n<caption>a</caption>" in page_of(table(cell(), caption="a", frame=False)).replace(
            ' class="fields"', ""
        )

    def test_gap_and_frame(self):
        """A table without lines and with room above says so."""
        assert '<table class="prose" role="presentation" style="margin-top:3mm">' in page_of(
            table(cell(), kind="prose", frame=False, gap=3)
        )

    def test_names_of_a_list(self):
        """The values of a list carry the words of their column, for the cards of a phone; other tables do not."""
        assert 'data-name="label">' in page_of(table(cell(), kind="list"))
        assert "data-name=" not in page_of(table(cell())).partition("</style>")[2]

    def test_spans(self):
        """Cells that take more tracks or rows say so; the places that they cover are left out."""
        page = page_of(table(cell(w=2, h=3, align="right", role="head", scope="col"), cell(role="merged")))

        assert '<th class="head right" scope="col" colspan="2" rowspan="3"></th></tr>' in page
        assert 1 == page.count("<th ")

    def test_rows_that_grow(self):
        """Only a row that is surely short is kept together; the head of a table is repeated."""
        row = Row(cells=(cell(),), height=8, keep=False)
        page = page_of(Table(id="t", grid=(175.0,), head=(row,)))

        assert '<thead>\n<tr style="height:8mm"><td class="value"></td></tr>\n</thead>\n</table>' in page


class TestHead:
    def test_two_languages(self):
        """The title in the second language stands below the first, marked with its language."""
        page = page_of(table(cell()), second_title="Form", second_language="en")

        assert '<h1>试样<span lang="en">Form</span></h1>' in page

    def test_titles_of_later_pages(self):
        """A later page has the later title; an annex its own, which its further pages keep."""
        pages = page_of(
            table(cell()),
            table(cell(), page=True),
            table(cell(), page=True, title="附页"),
            table(cell(), title="never a head"),
            table(cell(), page=True),
        )

        assert re.findall(r'<(?:h1|h2 class="later"|p class="later")>(.*?)<', pages) == [
            "试样",
            "试样（续）",
            "附页",
            "never a head",
        ]
        assert 1 == pages.count('<header class="page annex">')

    def test_grade(self):
        """The grade has a frame, and a color only if it has one."""
        assert '<span class="badge double" style="--badge:#b35900">一级</span>' in page_of(
            table(cell()), badge=Badge(text="一级", frame="double", color="#b35900")
        )
        assert '<span class="badge solid">特级</span>' in page_of(
            table(cell()), badge=Badge(text="特级", frame="solid")
        )

    def test_logo(self):
        """The logo is shown at the head, for those who see it only."""
        page = page_of(table(cell()), logo="logo", pictures=FrozenMap(logo=PNG))

        assert '<img class="logo" src="data:image/png;base64,iVBORw0KGgo=" alt="">' in page

    def test_square_code(self, monkeypatch):
        """The square code is drawn in the page and says in words what it holds."""
        monkeypatch.setattr("safetykit.documents.html.square", lambda _: Square(size=29, path="M4 4h7v1h-7z"))
        page = page_of(table(cell()), code="N1 <0>", number="N1", number_label="No. ")

        assert (
            '<svg class="code" style="width:20.0mm;height:20.0mm" viewBox="0 0 29 29" role="img">'
            '<title>No. N1</title><desc>N1 &lt;0&gt;</desc><path d="M4 4h7v1h-7z"/></svg>'
        ) in page

    def test_no_square_code(self, monkeypatch):
        """Without a payload, or without the package that draws it, there is no code."""
        monkeypatch.setattr("safetykit.documents.html.square", lambda _: None)

        assert "<svg" not in page_of(table(cell()), code="N1")
        assert "<svg" not in page_of(table(cell()))

    def test_watermark(self):
        """The watermark is read once by those who do not see it, before everything else."""
        page = page_of(table(cell()), watermark="草稿\n不得作业")
        main = page.partition("<main>\n")[2]

        assert main.startswith('<p class="status">草稿\n不得作业</p>\n<div class="watermark" data-word="草稿')


class TestPageAlone:
    def test_fetches_nothing(self):
        """The page forbids everything but its own styles and the pictures that it holds, and names no address."""
        page = html(fill(a1(), record(), words(), imprint=IMPRINT))

        assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
        assert "http" not in page.replace("http-equiv", "")

    def test_landscape(self):
        """The paper of the sheet is the paper of the page, upright or not."""
        page = page_of(table(cell()), paper=Paper(width=297, height=210, margins=(10, 11, 12, 13)))

        assert "size: 297mm 210mm;\n  margin: 10mm calc(11mm - 0.3mm) 12mm calc(13mm - 0.3mm);" in page
        assert "--room: 273mm" in page


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

    @pytest.mark.parametrize("block", ["policy", "style", "before", "head", "table", "after", "foot"])
    def test_blocks(self, block):
        """Every block can be replaced, and can keep what ours says."""
        sheet = sheet_of("甲", foot=("脚",))
        body = (
            f'{{% extends "sheet.html.j2" %}}{{% block {block} %}}«{{{{ super() }}}}|{{{{ s.title }}}}»{{% endblock %}}'
        )
        page = Document(sheet, templates=FrozenMap(own=body)).html("own")

        ours = html(sheet)
        assert ours == re.sub(r"«((?:.|\n)*)\|试样»", r"\1", page)
        assert "|试样»" in page

    def test_unknown_template(self):
        """A template that is not there is an error."""
        with pytest.raises(RenderError, match="there is no template 'x'"):
            html(sheet_of("甲"), template="x")
