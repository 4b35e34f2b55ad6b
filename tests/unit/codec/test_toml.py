"""Reading TOML."""

from decimal import Decimal

import pytest

from safetykit.codec.toml import parse_toml
from safetykit.errors import PackError


class TestParseToml:
    def test_numbers_are_made_as_asked(self):
        """A number with a point may be kept as written."""
        assert parse_toml("a = 1.50", "x.toml", Decimal) == {"a": Decimal("1.50")}

    @pytest.mark.parametrize(
        ("text", "told"), [("a =", "x.toml: Invalid value"), ("x = " + "[" * 3000 + "]" * 3000, "x.toml: it is nested")]
    )
    def test_what_cannot_be_read_is_told_with_the_file(self, text, told):
        """No other error leaves it."""
        with pytest.raises(PackError) as error:
            parse_toml(text, "x.toml")

        assert error.value.problems[0].startswith(told)
