import attrs
import pytest

from safetykit.documents import Picture, fill, pictures
from safetykit.documents.pictures import LOGO, refuse_wrong
from safetykit.errors import RenderError
from safetykit.model.frozenmap import EMPTY, FrozenMap
from tests.unit.documents.samples import a1, record, words
from tests.unit.documents.trial.trials import PNGS, digest

PNG = Picture(media_type="image/png", data=PNGS[0])
JPEG = Picture(media_type="image/jpeg", data=b"\xff\xd8\xff\xe0 rest")


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

    def test_in_fill(self):
        """A form is not filled with a wrong picture; one that no cell shows is not in the sheet."""
        with pytest.raises(RenderError, match="picture 'x'"):
            fill(a1(), record(), words(), pictures=FrozenMap(x=PNG))
        assert EMPTY == fill(a1(), record(), words(), pictures=FrozenMap({digest(PNG.data): PNG})).pictures
