import builtins
import re

import pytest
import segno

from safetykit.documents.square_code import square
from safetykit.errors import RenderError

PAYLOAD = "HTTPS://EXAMPLE.INVALID/HW-20261116-0001/0123456789ABCDEF0123456789ABCDEF"


def dark(path: str) -> list[tuple[int, int]]:
    """Return each module that a path of rectangles covers, as often as it does."""
    parts = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z", path)
    assert path == "".join(f"M{x} {y}h{w}v{h}h-{back}z" for x, y, w, h, back in parts)
    return [
        (int(x) + across, int(y) + down)
        for x, y, w, h, _ in parts
        for across in range(int(w))
        for down in range(int(h))
    ]


class TestSquare:
    @pytest.mark.parametrize("payload", [PAYLOAD, "1", "动火安全作业票", "SKP1:" + "A" * 1200])
    def test_outline_is_the_code(self, payload):
        """The outline covers each dark module of the code once and nothing else, four modules from every edge."""
        made = square(payload)
        code = segno.make_qr(payload, error="l", mask=2)
        expected = [(x + 4, y + 4) for y, row in enumerate(code.matrix) for x, bit in enumerate(row) if bit]

        assert sorted(dark(made.path)) == sorted(expected)
        assert made.size == len(code.matrix) + 8

    def test_small(self):
        """Record number and digest make a code of 37 modules: 20 mm are enough for it."""
        assert 37 == square(PAYLOAD).size
        assert 20 == square(PAYLOAD).side(20)

    def test_room(self):
        """A code never gets so small that a reader loses its modules."""
        made = square("SKP1:" + "A" * 1200)

        assert made.side(20) == pytest.approx(made.size * 0.38, abs=0.01)

    def test_same_each_time(self):
        """The same payload gives the same outline, also when it is drawn anew."""
        assert square(PAYLOAD) == square.__wrapped__(PAYLOAD)

    def test_too_long(self):
        """A payload that no code can hold is refused; it is not shown."""
        with pytest.raises(RenderError, match="square code is too long") as caught:
            square("geheim" * 600)
        assert "geheim" not in str(caught.value)

    def test_not_installed(self, monkeypatch):
        """Without the package there is no code."""
        real = builtins.__import__

        def without(name, *args, **kwargs):
            if name == "segno":
                raise ModuleNotFoundError(name)
            return real(name, *args, **kwargs)

        monkeypatch.setattr(builtins, "__import__", without)
        assert square.__wrapped__(PAYLOAD) is None
