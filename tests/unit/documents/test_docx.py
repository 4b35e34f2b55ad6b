import io
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import pairwise

import attrs
import pytest
from docx import Document as Word

from safetykit.documents import Badge, Cell, Paper, Picture, Run, fill
from safetykit.documents.docx import docx
from safetykit.documents.docx_filters import line_size
from safetykit.errors import RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.packages import (
    RUNS,
    W,
    document_of,
    full,
    jpeg,
    misplaced,
    parts_of,
    png,
    row_of,
    squeezed,
    table_of,
    trees_of,
    words_of,
)
from tests.unit.documents.samples import HOSTILE, IMPRINT, a1, record, sheet_of, with_texts, words
from tests.unit.documents.trial.trials import NAMES
from tests.unit.documents.trial.trials import sheet as trial

LANGUAGES = ["zh", "en", "zh+en"]
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FULL = docx(full())


def attribute(root, path, name="val"):
    """Return an attribute of each element that a path finds."""
    return [element.get(f"{W}{name}") for element in root.findall(path.replace("w:", W))]


@cache
def plain_elements(lang):
    """Return the elements of a form without hostile texts."""
    return {e.tag for e in document_of(docx(fill(a1(), record(), words(lang), imprint=IMPRINT))).iter()}


class TestValues:
    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("number", [1, 2])
    def test_are_found_again(self, number, lang):
        """A foreign reader finds every value of the sheet, its head and its foot."""
        sheet = fill(a1(), record(number), words(lang), imprint=IMPRINT, copy=1)
        found = squeezed(words_of(docx(sheet)))

        assert [] == [
            text
            for text in (*sheet.values(), *sheet.foot, sheet.title, sheet.later_title)
            if squeezed(text) not in found
        ]

    @pytest.mark.parametrize("lang", LANGUAGES)
    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts_stay_text(self, text, lang):
        """Whatever stands in every field stays text: the same elements, and every value as it was."""
        sheet = fill(a1(), with_texts(record(), text), words(lang), imprint=IMPRINT)
        data = docx(sheet)
        found = words_of(data)

        assert [] == [value for value in sheet.values() if value not in found]
        assert set() == {e.tag for e in document_of(data).iter()} - plain_elements(lang) - {f"{W}br", f"{W}tab"}

    def test_hostile_words_of_the_head(self):
        """Words of the form, too, are text wherever they stand: title, number, copy, badge, foot, watermark, caption."""
        words_ = "a & <b> \"c\" 'd' ]]>"
        sheet = attrs.evolve(
            full(),
            **dict.fromkeys(("title", "later_title", "number", "copy", "watermark", "code", "source"), words_),
            badge=Badge(text=words_),
            foot=(words_,),
            tables=tuple(attrs.evolve(table, caption=words_) for table in full().tables),
        )
        data = docx(sheet)

        assert 3 * 5 <= words_of(data).count(words_)
        assert words_ == Word(io.BytesIO(data)).core_properties.title

    @pytest.mark.parametrize("text", ["a\x07", "\ud800", "\uffff"])
    def test_what_no_document_holds(self, text):
        """A character that XML cannot hold is refused."""
        with pytest.raises(RenderError, match=r"U\+"):
            docx(sheet_of(text))


class TestForms:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_values_and_order(self, name, lang):
        """Every kind of form comes through in every setting of languages: all values, in elements that stand in order."""
        sheet = trial(name, lang)
        data = docx(sheet)
        found = words_of(data)

        assert [] == [value for value in sheet.values() if value not in found]
        assert [] == [f"{part}: {what}" for part, root in trees_of(data).items() for what in misplaced(root)]


class TestPackage:
    def test_same_bytes(self):
        """The same sheet gives the same bytes, in another process too."""
        code = (
            "import hashlib; from tests.unit.documents.packages import full; from safetykit.documents.docx import docx; "
            "print(hashlib.sha256(docx(full())).hexdigest())"
        )
        made = {
            subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
            for _ in "12"
        }

        assert docx(full()) == FULL
        assert 1 == len(made)

    def test_knows_no_clock_and_no_system(self):
        """The package has sorted parts of 1980, and the system that made it is not told."""
        with zipfile.ZipFile(io.BytesIO(FULL)) as package:
            infos = package.infolist()

        assert sorted(info.filename for info in infos) == [info.filename for info in infos]
        assert {(1980, 1, 1, 0, 0, 0)} == {info.date_time for info in infos}
        assert {0} == {info.create_system for info in infos}

    def test_properties(self):
        """Title, language, number and digest are properties; the dates are those of the record, else fixed."""
        at = datetime(2026, 11, 16, 4, tzinfo=UTC)
        given = Word(io.BytesIO(docx(attrs.evolve(full(), changed_at=at)))).core_properties

        assert ("试样", "zh-CN", "N-1 0123456789abcdef") == (given.title, given.language, given.keywords)
        assert at == given.created == given.modified
        assert 2000 == Word(io.BytesIO(FULL)).core_properties.created.year

    @pytest.mark.parametrize("sheet", [full(), sheet_of("甲"), fill(a1(), None, words())], ids=["full", "one", "blank"])
    def test_order_of_elements(self, sheet):
        """Word refuses elements out of the order of the standard: each stands in its place."""
        assert [] == [f"{name}: {what}" for name, root in trees_of(docx(sheet)).items() for what in misplaced(root)]

    def test_every_link_leads_somewhere(self):
        """Each relationship names a part, each part has a type, and each id that is used is a relationship."""
        parts = parts_of(FULL)
        trees = trees_of(FULL)
        types = {e.get("PartName") or f".{e.get('Extension')}" for e in trees["[Content_Types].xml"]}
        for name, root in trees.items():
            if name.endswith(".rels"):
                folder = "" if name == "_rels/.rels" else "word/"
                assert set() == {f"{folder}{link.get('Target')}" for link in root} - {*parts}
            used = {value for e in root.iter() for key, value in e.attrib.items() if key in {f"{R}id", f"{R}embed"}}
            known = {e.get("Id") for e in trees.get(name.replace("word/", "word/_rels/") + ".rels", ())}
            assert set() == used - known

        assert [] == [name for name in parts if not {f"/{name}", f".{name.rsplit('.', 1)[-1]}"} & types]

    def test_holds_no_picture_that_is_not_shown(self):
        """Pictures that no run shows stay out of the file; code, logo, seal and the two shown are in it."""
        assert 5 == sum(name.startswith("word/media/") for name in parts_of(FULL))

    def test_ids_of_drawings(self):
        """No two drawings of the file have the same id."""
        name = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
        ids = [e.get("id") for root in trees_of(FULL).values() for e in root.iter(name)]

        assert 5 + 4 * 2 == len(ids) == len({*ids})


class TestTables:
    @pytest.mark.parametrize("sheet", [full(), fill(a1(), record(), words())], ids=["full", "a1"])
    def test_widths_add_up(self, sheet):
        """The cells of each row are as wide as the tracks, and span all of them."""
        for table, shown in zip(document_of(docx(sheet)).iter(f"{W}tbl"), sheet.tables, strict=True):
            tracks = [int(width) for width in attribute(table, "w:tblGrid/w:gridCol", "w")]
            assert [str(sum(tracks))] == attribute(table, "w:tblPr/w:tblW", "w")
            assert abs(sum(tracks) - sum(shown.grid) * 1440 / 25.4) <= 1
            for row in table.iter(f"{W}tr"):
                cells = row.findall(f"{W}tc/{W}tcPr")
                spans = [int((attribute(cell, "w:gridSpan") or ["1"])[0]) for cell in cells]
                starts = [sum(spans[:index]) for index in range(len(spans) + 1)]
                assert len(tracks) == starts[-1]
                assert [int(attribute(cell, "w:tcW", "w")[0]) for cell in cells] == [
                    sum(tracks[start:end]) for start, end in pairwise(starts)
                ]

    def test_tall_cells(self):
        """A tall cell goes on below with the same span; beside it the next one may start later and be lower."""
        second = document_of(FULL).findall(f".//{W}tbl")[1]
        merges = [
            [
                (attribute(cell, "w:gridSpan"), [merge.get(f"{W}val") for merge in cell.findall(f"{W}vMerge")])
                for cell in row
            ]
            for row in ([tc.find(f"{W}tcPr") for tc in tr.findall(f"{W}tc")] for tr in second.iter(f"{W}tr"))
        ]

        assert [
            [(["2"], ["restart"]), ([], ["restart"])],
            [(["2"], [None]), ([], [None])],
            [(["2"], [None]), ([], [])],
        ] == merges

    def test_a_merged_place_alone(self):
        """A place that is merged without a cell above it is a cell of its own."""
        rows = row_of(Cell(role="merged"), Cell(w=2))
        table = document_of(docx(attrs.evolve(sheet_of("x"), tables=(table_of(rows),)))).find(f".//{W}tbl")

        assert 2 == len(table.findall(f".//{W}tc"))

    def test_rows(self):
        """Heads repeat, rows have a least height, and only those that may be kept together are."""
        first = document_of(FULL).find(f".//{W}tbl")
        rows = [{e.tag.removeprefix(W): e.get(f"{W}val") for e in tr.find(f"{W}trPr")} for tr in first.iter(f"{W}tr")]

        assert [{"cantSplit": None, "tblHeader": None}, {"cantSplit": None, "trHeight": "444"}, {}] == rows

    def test_lines_and_shades(self):
        """A frame has thick lines outside and thin ones inside; what is a label is shaded; prose has no lines."""
        tables = document_of(FULL).findall(f".//{W}tbl")
        borders = {e.tag.removeprefix(W): e.get(f"{W}sz") for e in tables[0].find(f"{W}tblPr/{W}tblBorders")}

        assert {**dict.fromkeys(("top", "left", "bottom", "right"), "8"), "insideH": "4", "insideV": "4"} == borders
        assert ["F2F2F2"] * 2 == attribute(tables[0], ".//w:shd", "fill")
        assert tables[3].find(f"{W}tblPr/{W}tblBorders") is None

    def test_are_kept_apart(self):
        """Word joins tables that touch: a paragraph of one point stands between them, or a page break or an annex."""
        body = [element.tag.removeprefix(W) for element in document_of(FULL).find(f"{W}body")]
        breaks = document_of(FULL).findall(f".//{W}pageBreakBefore")

        assert ["tbl", "p", "p", "tbl", "p", "tbl", "p", "tbl", "p", "p", "tbl", "p", "tbl", "p", "sectPr"] == body
        assert 1 == len(breaks)


class TestRuns:
    def test_marks(self):
        """Each mark is a property of its run, and a translation names its language."""
        document = document_of(docx(attrs.evolve(sheet_of("x"), tables=(table_of(row_of(Cell(runs=RUNS, w=3))),))))
        marks = {
            "".join(run.itertext()).strip(): {e.tag.removeprefix(W) for e in run.iterfind(f"{W}rPr/*")}
            for run in document.iter(f"{W}r")
        }

        assert {"b"} == marks["b"]
        assert {"strike", "color"} == marks["d"]
        assert {"sz", "szCs"} == marks["s"]
        assert {"u"} == marks["u"]
        assert {"rStyle", "color", "sz", "szCs", "lang"} == marks["Translated"]
        assert {"sz", "szCs", "bdr"} == marks["√"]
        assert {"rStyle", "b", "color", "sz", "szCs", "lang"} == marks["no"]
        assert ["en", "en"] == attribute(document, ".//w:lang")

    def test_white_space(self):
        """Line feeds and tabs of a text are those of Word, and no space is lost."""
        assert "甲\n乙\t丙" in words_of(FULL)
        assert "a  b " in words_of(docx(sheet_of("a  b ")))

    def test_boxes(self):
        """A tick is a word in a frame, an empty box a frame around room; the words follow on the same line."""
        found = words_of(FULL)

        assert "√\u00a0是" in found
        assert "\u3000\u00a0no" in found

    def test_room_for_the_pen(self):
        """Gaps and lines are as wide as they say; a gap after a box may end a line, others keep together."""
        document = document_of(docx(attrs.evolve(sheet_of("x"), tables=(table_of(row_of(Cell(runs=RUNS, w=3))),))))
        spaces = [
            ("".join(run.itertext()), run.find(f"{W}rPr/{W}spacing").get(f"{W}val"))
            for run in document.iter(f"{W}r")
            if run.find(f"{W}rPr/{W}spacing") is not None
        ]

        assert [(" ", "120"), ("\u2007" * 3, "59"), ("\u2007" * 12, "54")] == spaces

    def test_foot_stands_low(self):
        """The foot of a cell is moved down by the room that its row leaves beside words and pictures."""
        words_, sign = Run(text="甲"), Run(kind="picture", picture="sig", mm=30, high=10)
        rows = [
            row_of(Cell(role="sign", runs=runs, foot=foot, w=3, width=175), height=20)
            for runs, foot in (((words_,), (words_,)), ((words_,), (sign,)), ((sign,), (sign,)))
        ]
        feet = [
            {key.removeprefix(W): value for key, value in spacing.attrib.items()}
            for p in document_of(docx(attrs.evolve(full(), tables=(table_of(*rows),)))).iter(f"{W}p")
            for spacing in p.findall(f"{W}pPr/{W}spacing")
            if p.find(f"{W}pPr/{W}jc") is not None
        ]

        assert {"before": "602"} == feet[0]
        assert {"before": "35", "line": "240", "lineRule": "auto"} == feet[1]
        assert "0" == feet[2]["before"]


class TestPictures:
    def test_keep_their_shape(self):
        """A picture is as large as its room allows, in its own shape; a seal takes all of its room."""
        word = Word(io.BytesIO(FULL))
        sizes = [(round(shape.width.mm, 1), round(shape.height.mm, 1)) for shape in word.inline_shapes]

        assert [(30, 9), (40, 30), (40, 30), (80, 60), (80, 60)] == sizes

    def test_are_described(self):
        """What a picture shows is told to those who do not see it."""
        name = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"

        assert ['张 "三"', "（盖章）", "", "照片", "照片"] == [e.get("descr") for e in document_of(FULL).iter(name)]

    @pytest.mark.parametrize(
        "picture",
        [
            Picture(media_type="image/png", data=b"\x89PNG\r\n\x1a\n"),
            Picture(media_type="image/jpeg", data=png(1, 1).data),
            Picture(media_type="image/jpeg", data=b"\xff\xd8\xff\xe0\x00\x04ab"),
            Picture(media_type="image/jpeg", data=jpeg(1, 1).data[:-8]),
            Picture(media_type="image/gif", data=b"GIF89a"),
            png(0, 3),
        ],
        ids=["short", "other", "frameless", "cut", "unknown", "empty"],
    )
    def test_unreadable(self, picture):
        """Bytes that are no picture are refused by name."""
        with pytest.raises(RenderError, match="picture 'sig' cannot be read as image/"):
            docx(attrs.evolve(full(), pictures=FrozenMap({**full().pictures, "sig": picture})))

    def test_unknown(self):
        """A run that names a picture which the sheet does not have is refused."""
        with pytest.raises(RenderError, match="picture 'sig' is not among"):
            docx(attrs.evolve(full(), pictures=FrozenMap({"logo": png(1, 1), "photo": png(1, 1)})))

    def test_pictures_named_like_ours(self):
        """A picture of the sheet may have any name, also that of the code or the seal."""
        run = Run(kind="picture", picture="code", mm=10, high=10)
        sheet = attrs.evolve(
            sheet_of("x"),
            tables=(table_of(row_of(Cell(runs=(run, Run(kind="seal", mm=9, high=9)), w=3))),),
            pictures=FrozenMap({"code": png(2, 1), "seal": png(3, 1)}),
            code="X",
        )
        shapes = Word(io.BytesIO(docx(sheet))).inline_shapes

        assert [(10, 5), (9, 9)] == [(round(shape.width.mm), round(shape.height.mm)) for shape in shapes]


class TestPages:
    def test_titles(self):
        """The first page has the title in both languages, later ones the later title, an annex its own."""
        sections = Word(io.BytesIO(FULL)).sections
        heads = [
            [cell.text for cell in part.tables[0].rows[0].cells if cell.text]
            for section in sections
            for part in (
                (section.first_page_header, section.header)
                if section.different_first_page_header_footer
                else (section.header,)
            )
        ]

        assert [["特级", "试样\nSample"], ["特级", "试样（续）"], ["特级", "试样附页"], ["特级", "试样附图"]] == heads

    def test_without_code_and_logo(self):
        """A plain head is badge, title and number; without a number there is a line for it."""
        sheet = attrs.evolve(sheet_of("甲"), number_label="编号：", badge=Badge(text="", frame="double", color="red"))
        header = trees_of(docx(sheet))["word/header1.xml"]

        assert 3 + 1 == len(header.findall(f".//{W}tc"))
        assert ["double"] * 4 == [e.get(f"{W}val") for e in header.find(f".//{W}tcBorders")]
        assert {"000000"} == {e.get(f"{W}color") for e in header.find(f".//{W}tcBorders")}
        assert 1 == len(header.findall(f".//{W}u"))

    def test_without_badge(self):
        """A sheet without a grade has no frame at its head."""
        assert trees_of(docx(sheet_of("甲")))["word/header1.xml"].find(f".//{W}tcBorders") is None

    def test_page_numbers(self):
        """The foot counts pages, and says what the sheet says at its foot."""
        foot = trees_of(FULL)["word/footer.xml"]

        assert [" PAGE ", " NUMPAGES "] == attribute(foot, ".//w:fldSimple", "instr")
        assert "1 / 1 | 第一联 甲 | 打印" == "".join(foot.itertext()).strip()

    def test_paper(self):
        """Size, margins and direction are those of the sheet; the head stands between margin and text."""
        (size,) = document_of(docx(attrs.evolve(sheet_of("x"), paper=Paper()))).findall(f".//{W}pgSz")
        wide = document_of(FULL).find(f".//{W}pgSz")
        margins = document_of(FULL).find(f".//{W}pgMar")

        assert (None, "11906") == (size.get(f"{W}orient"), size.get(f"{W}w"))
        assert ("landscape", "16838", "11906") == tuple(wide.get(f"{W}{name}") for name in ("orient", "w", "h"))
        assert ["1814", "850", "680", "1134"] == [
            margins.get(f"{W}{name}") for name in ("top", "right", "bottom", "left")
        ]

    def test_smallest_size_if_it_shall_fit(self):
        """A sheet that shall fit on some pages takes its smallest type: this format cannot measure."""
        paper = Paper(pages=1, sizes=(9.0, 8.0))
        shown = [
            attribute(
                trees_of(docx(attrs.evolve(sheet_of("x"), paper=one)))["word/styles.xml"], ".//w:rPrDefault/w:rPr/w:sz"
            )
            for one in (paper, Paper(pages=1), attrs.evolve(paper, pages=0))
        ]

        assert [["16"], ["20"], ["20"]] == shown

    def test_watermark(self):
        """The word across the page stands in every head, once for each line; a sheet in force has none."""
        heads = [root for name, root in trees_of(FULL).items() if name.startswith("word/header")]
        marks = [e.get("string") for root in heads for e in root.iter("{urn:schemas-microsoft-com:vml}textpath")]

        assert 4 == len(heads)
        assert 4 == marks.count("草稿 · 未批准\nDRAFT")
        assert "草稿" not in str(parts_of(docx(attrs.evolve(full(), watermark="")))["word/header1.xml"], "utf-8")

    def test_without_tables(self):
        """A sheet without tables is a page with a head."""
        assert document_of(docx(attrs.evolve(sheet_of("x"), tables=()))).find(f".//{W}tbl") is None


class TestHost:
    def test_extends_ours(self):
        """A host's template replaces the fonts and adds a text after the tables."""
        own = (
            '{% extends "sheet.docx.j2" %}{% block fonts %}<w:rFonts w:eastAsia="FangSong"/>{% endblock %}'
            "{% block after %}<w:p><w:r><w:t>{{ s.title }}</w:t></w:r></w:p>{% endblock %}"
        )
        trees = trees_of(docx(attrs.evolve(sheet_of("甲"), title="A & B"), FrozenMap({"own": own}), "own"))

        assert "FangSong" == trees["word/styles.xml"].find(f".//{W}rFonts").get(f"{W}eastAsia")
        assert "A & B" == "".join(trees["word/document.xml"].find(f"{W}body/{W}p").itertext())

    @pytest.mark.parametrize("what", ["s", "1"])
    def test_drawing_of_something_else(self, what):
        """Only runs are drawn."""
        own = FrozenMap({"own": "{{ " + what + "|drawing }}"})

        with pytest.raises(RenderError, match="'drawing' is for a run of the sheet"):
            docx(sheet_of("甲"), own, "own")


class TestLineOfCopyAndNumber:
    @pytest.mark.parametrize(
        ("copy", "number", "size"),
        [
            ("第2联", "DH-1", 20),
            ("第2联 Copy 2：作业单位（动火人） performing unit (hot workers)", "DH-2026-1003-001", 19),
            ("", "W" * 200, 10),
            ("第2联" * 40, "", 10),
        ],
    )
    def test_stands_on_one_line(self, copy, number, size):
        """Copy and number are set smaller where they would not fit beside each other, down to the least size."""
        made = line_size((copy, "编号 No.：", number), 150, 10)

        assert size - 6 <= made <= size
        assert (20 == made) == (20 == size)

    def test_in_the_head(self):
        """The head of the page takes that size for both; where all fits, it names none."""
        short, long = (
            zipfile.ZipFile(BytesIO(docx(sheet_of("甲", number="DH-1", copy=copy)))).read("word/header1.xml").decode()
            for copy in ("第2联", "第2联" * 60)
        )

        assert (0, 2) == (short.count('<w:sz w:val="10"/>'), long.count('<w:sz w:val="10"/>'))
