import pytest

from safetykit.documents.drawing import SIZE, bar, boxed, cut, safe, text, wide


class TestWide:
    def test_han(self):
        """A Chinese character is as wide as the type is high; a dash between times is not."""
        assert 3 * SIZE == wide("动火票")
        assert wide("–") < SIZE

    def test_capitals(self):
        """Capitals and wide signs take more room than small letters."""
        assert wide("a") < wide("A") == wide("%")


class TestCut:
    def test_fits(self):
        """Words that fit stay whole, on one line."""
        assert "a b" == cut("a\n  b", 100)

    @pytest.mark.parametrize("room", [13, 24, 37, 100, 300])
    def test_never_wider(self, room):
        """Words that do not fit end in an ellipsis and take no more than the room."""
        shown = cut("取样 sampled at 08:10 " * 9, room)

        assert shown.endswith("…")
        assert wide(shown) <= room

    def test_no_room(self):
        """Where there is no room for a sign, the ellipsis alone is left."""
        assert "…" == cut("abc", 1)


class TestSafe:
    def test_markup(self):
        """Signs of markup and quotes are escaped."""
        assert "&lt;a b=&quot;&#x27;&amp;" == safe("<a b=\"'&")

    def test_refused_characters(self):
        """A character that no XML may hold, or that turns the direction of reading, is replaced."""
        assert "\ufffd\ufffd\ufffd" == safe("\x00\u202e\ud800")


class TestShapes:
    def test_text(self):
        """Attributes stand only where they differ from those of the picture."""
        assert '<text x="1.0" y="2.0">a</text>' == text(1, 2, "a")
        assert '<text x="1.0" y="2.0" font-size="16" font-weight="bold" text-anchor="middle">a</text>' == text(
            1, 2, "a", anchor="middle", size=16, bold=True
        )

    def test_boxed(self):
        """Boxed words stand on a ground of their own width, heavier type on a wider one."""
        grounds = [
            boxed(10, 20, "票", anchor=anchor, bold=bold) for anchor in ("start", "middle") for bold in (False, True)
        ]

        assert ['x="8.0"', 'x="8.0"', 'x="2.0"', 'x="1.5"'] == [ground.split()[1] for ground in grounds]
        assert ['width="16.0"', 'width="17.0"'] == [ground.split()[3] for ground in grounds[:2]]

    def test_bar(self):
        """A bar of no length can still be seen, and has a title."""
        drawn = bar(5, 1, 5, 10, "<now>", 'fill="#fff"')

        assert drawn == '<rect x="5.0" y="1" width="2.0" height="10" fill="#fff"><title>&lt;now&gt;</title></rect>'
