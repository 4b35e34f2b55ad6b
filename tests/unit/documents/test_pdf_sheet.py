"""What stands on a sheet besides words: pictures, seals, two languages, annexes, the square code, the fit to pages."""

import struct
import zlib
from io import BytesIO

import attrs
import pikepdf
import pytest

from safetykit.documents import Badge, Cell, Paper, Picture, Row, Run, Table
from safetykit.documents import pdf as module
from safetykit.documents.pdf import page_images, pdf
from safetykit.errors import MissingExtra, RenderError
from safetykit.model.frozenmap import FrozenMap
from tests.unit.documents.samples import sheet_of

PAYLOAD = "HTTPS://EXAMPLE.INVALID/HW-20261116-0001/0123456789ABCDEF0123456789ABCDEF"


def png(width: int, height: int, color: tuple[int, int, int] = (30, 100, 200)) -> bytes:
    """Return a picture of one color."""
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0),
        b"IDAT": zlib.compress((b"\0" + bytes(color) * width) * height),
        b"IEND": b"",
    }
    chunks = (
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in parts.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


PICTURE = Picture(media_type="image/png", data=png(40, 30))


def table(*runs: Run, **more) -> Table:
    cell = Cell(runs=runs, width=175, name="意见", path="/opinions/0")
    return Table(id="one", grid=(175,), rows=(Row(cells=(cell,), height=8),), **more)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


def tags(file: pikepdf.Pdf) -> list[tuple[str, str, str]]:
    """Return kind, alternative text and language of each element of the structure."""
    found, ahead = [], [file.Root.StructTreeRoot]
    while ahead:
        item = ahead.pop()
        if isinstance(item, pikepdf.Array):
            ahead += reversed(list(item))
        elif isinstance(item, pikepdf.Dictionary) and ("/S" in item or "/K" in item):
            found.append((str(item.get("/S", "")), str(item.get("/Alt", "")), str(item.get("/Lang", ""))))
            ahead.append(item.get("/K"))
    return found


def colors(file: pikepdf.Pdf) -> set[tuple[float, ...]]:
    """Return the colors that the first page fills or draws with."""
    steps = pikepdf.parse_content_stream(file.pages[0])
    return {
        tuple(round(float(number), 3) for number in step.operands)
        for step in steps
        if str(step.operator) in {"rg", "RG", "sc", "SC", "scn", "SCN"} and len(step.operands) == 3
    }


class TestPictures:
    def test_drawn_with_words(self):
        """A picture is in the file, with its words for those who do not see it."""
        run = Run(kind="picture", picture="p", text="签名 钱枫", mm=30, high=10)
        file = opened(pdf(sheet_of("", tables=(table(run),), pictures=FrozenMap({"p": PICTURE}))))

        assert ("/Figure", "签名 钱枫", "") in tags(file)
        assert [(40, 30)] == [(int(image.Width), int(image.Height)) for image in file.pages[0].get_images().values()]

    def test_jpeg(self):
        """A JPEG is told from a PNG by its first bytes, whatever it is said to be."""
        wrong = FrozenMap(
            {"a": attrs.evolve(PICTURE, media_type="image/jpeg"), "b": attrs.evolve(PICTURE, data=b"<svg")}
        )
        with pytest.raises(RenderError) as caught:
            pdf(sheet_of("甲", pictures=wrong))

        assert ["picture 'a'", "picture 'b'"] == [text.split(" is ")[0] for text in caught.value.problems]

    def test_not_a_picture(self):
        """No other kind of file is drawn: it might hold a script or a link."""
        svg = Picture(media_type="image/svg+xml", data=b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        with pytest.raises(RenderError, match="picture 'a' is neither PNG nor JPEG"):
            pdf(sheet_of("甲", pictures=FrozenMap({"a": svg})))

    def test_broken(self):
        """A picture that ends too soon is an error, not a gap."""
        broken = FrozenMap({"p": attrs.evolve(PICTURE, data=PICTURE.data[:30])})
        with pytest.raises(RenderError, match="failed to decode image"):
            pdf(sheet_of("甲", pictures=broken, logo="p"))

    def test_missing(self):
        """A picture that the sheet does not have is named with its place."""
        run = Run(kind="picture", picture="p", text="签名", mm=30, high=10)
        with pytest.raises(RenderError) as caught:
            pdf(sheet_of("", tables=(table(run),), logo="q"))

        assert (
            "logo (form): the sheet has no picture 'q'",
            "意见 (/opinions/0): the sheet has no picture 'p'",
        ) == caught.value.problems

    def test_logo_on_every_page(self):
        """The logo stands at the head of each page and adds nothing to what is read aloud."""
        pictures = FrozenMap({"logo": PICTURE})
        tables = (table(Run(text="甲")), table(Run(text="乙"), page=True))
        file = opened(pdf(sheet_of("", tables=tables, pictures=pictures, logo="logo", badge=Badge(text="一级"))))

        assert [1, 1] == [len(page.get_images()) for page in file.pages]
        assert "/Figure" not in {kind for kind, _, _ in tags(file)}

    def test_seal(self):
        """Room for a seal is drawn with its words in it."""
        drawn = pdf(sheet_of("", tables=(table(Run(kind="seal", text="公章", mm=40, high=30)),)))

        assert drawn != pdf(sheet_of("", tables=(table(Run(text="公章")),)))

    @pytest.mark.parametrize(
        ("text", "most"), [("公章", 10), ("作业单位公章" * 9, 8), ("W" * 90, 6), ("国" * 4000, 1), ("国\n" * 40, 2)]
    )
    def test_seal_with_many_words(self, text, most):
        """The words of a seal get smaller until they keep within its room."""
        tables = (table(Run(kind="seal", text=text, mm=30, high=20)),)
        file = opened(pdf(sheet_of("", tables=tables)))
        steps = pikepdf.parse_content_stream(file.pages[0])
        sizes = {float(step.operands[1]) for step in steps if str(step.operator) == "Tf"}

        assert min(sizes - {7}) <= most


class TestHead:
    def test_long_copy(self):
        """Words of the copy that would run into the number are set smaller, so that they take one line."""
        sheet = sheet_of("甲", number="DH-2026-1003-001", number_label="编号 No.：", copy="第2联 Copy 2：作业单位" * 4)
        file = opened(pdf(sheet))
        steps = pikepdf.parse_content_stream(file.pages[0])
        sizes = {float(step.operands[1]) for step in steps if str(step.operator) == "Tf"}

        assert [size for size in sizes if 7 < size < 10]

    def test_code_on_every_page(self):
        """The square code is on each page, and says in words what it holds."""
        tables = (table(Run(text="甲")), table(Run(text="乙"), page=True))
        with_code, without = (opened(pdf(sheet_of("", tables=tables, code=code))) for code in (PAYLOAD, ""))

        assert ("/Figure", PAYLOAD, "") in tags(with_code)
        for page, plain in zip(with_code.pages, without.pages, strict=True):
            assert len(drawn(page)) > len(drawn(plain))

    def test_head_grows_with_a_large_code(self):
        """A code never gets unreadably small: the head of the page makes room for it."""
        sheet = sheet_of("甲", code="SKP1:" + "A" * 1200)
        made, code = module._coded(sheet)

        assert code["side"] == made.paper.head > 39
        assert sheet.paper.head == module._coded(attrs.evolve(sheet, code=PAYLOAD))[1]["side"]
        assert pdf(sheet).startswith(b"%PDF")

    def test_code_needs_its_package(self, monkeypatch):
        """Without the package for square codes no page is printed that would lack its code."""
        monkeypatch.setattr(module, "square", lambda payload: None)
        with pytest.raises(MissingExtra, match="segno is not installed"):
            pdf(sheet_of("甲", code=PAYLOAD))

    @pytest.mark.parametrize("frame", ["solid", "double", "single"])
    def test_badge(self, frame):
        """The frame of a badge takes its color; each frame differs from the others without any."""
        plain, colored = (
            pdf(sheet_of("甲", badge=Badge(text="特级", frame=frame, color=color))) for color in ("", "#b00020")
        )

        assert (0.69, 0.0, 0.125) in colors(opened(colored))
        assert not colors(opened(plain)) & {(0.69, 0.0, 0.125)}
        others = {pdf(sheet_of("甲", badge=Badge(text="特级", frame=name))) for name in ("solid", "double", "single")}
        assert 3 == len(others)

    def test_second_language(self):
        """Title and runs of the second language are tagged with it."""
        runs = (Run(text="作业内容"), Run(kind="break"), Run(text="Work", lang="en"))
        file = opened(pdf(sheet_of("", tables=(table(*runs),), second_title="Permit", second_language="en")))

        assert "zh-CN" == str(file.Root.Lang)
        assert ["en"] == [lang for _, _, lang in tags(file) if lang not in {"", "zh-CN"}]
        assert b"/Lang(en)" in file.pages[0].Contents.read_bytes()

    def test_annex(self):
        """A table with a title starts a page, which carries that title as a heading, as do the pages after it."""
        long = tuple(Row(cells=(Cell(runs=(Run(text="丙"),), width=175),), height=100) for _ in range(4))
        annex = attrs.evolve(table(Run(text="乙"), title="附页"), rows=long)
        more = table(Run(text="丁"), title="再附页")
        file = opened(pdf(sheet_of("", tables=(table(Run(text="甲")), annex, more))))

        with file.open_outline() as outline:
            titles = [outline.root[0].title, *(item.title for item in outline.root[0].children)]
        assert ["试样", "附页", "再附页"] == titles
        assert 4 == len(file.pages)

    @pytest.mark.parametrize("mark", ["", "样张", "样张\nSAMPLE"])
    def test_watermark(self, mark):
        """A watermark may have lines; it is no part of what is read aloud."""
        assert tags(opened(pdf(sheet_of("甲", watermark=mark)))) == tags(opened(pdf(sheet_of("甲"))))
        assert (mark == "") == (pdf(sheet_of("甲", watermark=mark)) == pdf(sheet_of("甲")))

    def test_landscape(self):
        """Paper that is wider than high makes pages that are."""
        (image,) = page_images(sheet_of("甲", paper=Paper(width=297, height=210)), ppi=25.4)

        assert (297, 210) == struct.unpack(">II", image[16:24])


def drawn(page: pikepdf.Page) -> bytes:
    """Return what a page draws, its forms included."""
    forms = page.resources.get("/XObject", {})
    return page.Contents.read_bytes() + b"".join(form.read_bytes() for form in forms.values())


class TestFit:
    TEXT = "甲" * 5000

    def fitted(self, *sizes: float, pages: int = 1):
        (row,) = table(Run(text=self.TEXT)).rows
        tables = (attrs.evolve(table(), rows=(attrs.evolve(row, keep=False),)),)
        return sheet_of("", tables=tables, paper=Paper(type_size=12, pages=pages, sizes=sizes))

    @pytest.mark.parametrize("form", ["pdf", "png"])
    def test_first_size_that_fits(self, form):
        """Smaller type is tried until the sheet fits on its pages; no smaller than needed."""
        assert 1 == self.count(form, self.fitted(11, 6, 5))
        assert self.made(form, self.fitted(11, 6, 5)) == self.made(form, self.fitted(11, 6))

    @pytest.mark.parametrize("form", ["pdf", "png"])
    def test_nothing_is_cut(self, form):
        """If no size fits, the last one is taken and the sheet goes on."""
        assert 2 == self.count(form, self.fitted(11, 10))
        assert self.made(form, self.fitted(11, 10)) == self.made(form, self.fitted(10))

    def test_any_number(self):
        """A sheet that may take any number of pages keeps its type."""
        assert self.made("pdf", self.fitted(6, pages=0)) == self.made("pdf", self.fitted(pages=0))

    def made(self, form, sheet):
        return pdf(sheet) if form == "pdf" else page_images(sheet, ppi=20)

    def count(self, form, sheet) -> int:
        made = self.made(form, sheet)
        return len(opened(made).pages) if form == "pdf" else len(made)


class TestRows:
    def test_least_height(self):
        """A row keeps its least height, also where each of its cells spans two rows."""
        tall = Row(cells=(Cell(runs=(Run(text="甲"),), width=175, h=2),), height=100)
        merged = Row(cells=(Cell(role="merged", width=175),), height=100)
        rows = (tall, merged, tall, merged, tall, merged)

        assert 2 == len(page_images(sheet_of("", tables=(attrs.evolve(table(), rows=rows),)), ppi=20))


def pages_of(element: pikepdf.Object) -> set[tuple[int, int]]:
    """Return the pages that an element of the structure stands on."""
    found, ahead = set(), [element]
    while ahead:
        item = ahead.pop()
        if isinstance(item, pikepdf.Array):
            ahead += list(item)
        elif isinstance(item, pikepdf.Dictionary):
            found |= {item.Pg.objgen} if "/Pg" in item else set()
            ahead.append(item.get("/K"))
    return found


class TestCaption:
    @pytest.mark.parametrize("left", [205, 215, 222, 225, 228, 231, 234])
    def test_with_its_table(self, left):
        """A caption never stands alone at the foot of a page: what it names begins on the same one."""
        first, second = (
            attrs.evolve(
                table(Run(text="甲")), rows=(Row(cells=(Cell(runs=(Run(text="甲"),), width=175),), height=mm),)
            )
            for mm in (left, 40)
        )
        file = opened(pdf(sheet_of("", tables=(first, attrs.evolve(second, id="two", caption="乙乙乙")))))
        (document,) = file.Root.StructTreeRoot.K
        *_, caption, named = document.K

        assert ("/Span", "/Table") == (caption.S, named.S)
        assert pages_of(caption) == pages_of(named)
