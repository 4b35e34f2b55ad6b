import attrs
import pytest

from safetykit.documents import Cell, Picture, Row, Run, fill, pictures
from safetykit.documents.pdf import pdf
from safetykit.documents.pictures import LOGO, refuse_wrong
from safetykit.errors import RenderError
from safetykit.model.frozenmap import EMPTY, FrozenMap
from tests.unit.documents.samples import a1, record, sheet_of, words
from tests.unit.documents.trial.trials import PNGS, digest

PNG = Picture(media_type="image/png", data=PNGS[0])
JPEG = Picture(media_type="image/jpeg", data=b"\xff\xd8\xff\xe0\0\2\xff\xc0\0\x0b\x08\0\2\0\3 rest")


def problems(**given):
    with pytest.raises(RenderError) as caught:
        refuse_wrong(FrozenMap(given))
    return list(caught.value.problems)


class TestRefuseWrong:
    def test_good(self):
        """PNG and JPEG under the digest of their bytes are taken; the logo needs no digest."""
        refuse_wrong(FrozenMap({digest(PNG.data): PNG, digest(JPEG.data): JPEG, LOGO: PNG}))

    def test_everything_at_once(self):
        """What is no such picture, or not what its digest says, is refused by name, all at once."""
        svg = Picture(media_type="image/svg+xml", data=b"<svg/>")
        other = attrs.evolve(PNG, media_type="image/jpeg")

        assert [
            "picture 'logo': its kind is none of image/png, image/jpeg",
            "picture 'x': the bytes are no image/jpeg",
            "picture 'x': the SHA-256 of the bytes is another one; give the bytes that the record is bound to",
        ] == problems(logo=svg, x=other)

    def test_too_many(self, monkeypatch):
        """All pictures together have a limit."""
        monkeypatch.setattr(pictures, "MOST", 10)

        assert "at most 10 are printed" in problems(logo=PNG)[0]

    def test_too_many_pixels(self):
        """A picture that claims more pixels than any print needs is refused before anything unpacks it, PDF too."""
        bomb = Picture(media_type="image/png", data=PNGS[0][:16] + b"\x7f\xff\xff\xff" * 2 + PNGS[0][24:])
        cut = Picture(media_type="image/png", data=PNGS[0][:20])
        cell = Cell(runs=(Run(kind="picture", picture=LOGO, text="a", mm=9, high=9),), width=175)
        sheet = attrs.evolve(sheet_of("a"), pictures=FrozenMap(logo=bomb), logo=LOGO)
        sheet = attrs.evolve(sheet, tables=(attrs.evolve(sheet.tables[0], rows=(Row(cells=(cell,)),)),))
        expected = f"pictures: they have {(2**31 - 1) ** 2} pixels together, at most 100000000 are printed"

        assert expected in problems(logo=bomb)[0]
        assert "picture 'logo' cannot be read as image/png" in problems(logo=cut)[0]
        with pytest.raises(RenderError, match=expected):
            pdf(sheet)
        with pytest.raises(RenderError, match="picture 'logo' cannot be read as image/png"):
            pdf(attrs.evolve(sheet, pictures=FrozenMap(logo=cut)))

    def test_in_fill(self):
        """A form is not filled with a wrong picture; one that no cell shows is not in the sheet."""
        with pytest.raises(RenderError, match="picture 'x'"):
            fill(a1(), record(), words(), pictures=FrozenMap(x=PNG))
        assert EMPTY == fill(a1(), record(), words(), pictures=FrozenMap({digest(PNG.data): PNG})).pictures
