from decimal import Decimal

import pytest

from safetykit.model.findings import Mode
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.marks import Code
from safetykit.model.shapes import shape_of
from safetykit.rules.tables import Table, frozen


def told(read, **data):
    """Return what reading a table gives, and what is wrong with it."""
    problems = []
    return read(Table("a.toml", data, problems)), problems


class TestTable:
    @pytest.mark.parametrize(
        ("read", "value", "problem"),
        [
            (lambda table: table.take("key", str), 5, "must be a text"),
            (lambda table: table.take("key", bool), 1, "must be true or false"),
            (lambda table: table.choose("key", Mode), "hard", "one of record, advise, enforce is needed"),
            (lambda table: table.shaped("key", shape_of(Code)), "a b", "must be text without control characters"),
            (lambda table: table.texts("key"), ["a", 1], "must be a list of texts"),
            (lambda table: table.texts("key"), "a", "must be a list"),
        ],
    )
    def test_names_what_is_wrong(self, read, value, problem):
        """A field of the wrong type, choice or shape is named by file and field."""
        _, (found,) = told(read, key=value)

        assert found.startswith(f"a.toml: key: {problem}")

    @pytest.mark.parametrize(
        ("read", "value", "expected"),
        [
            (lambda table: table.take("key", str), "a", "a"),
            (lambda table: table.choose("key", Mode), "advise", Mode.ADVISE),
            (lambda table: table.choose("other", Mode, default=Mode.RECORD), "", Mode.RECORD),
            (lambda table: table.shaped("key", shape_of(Code)), "a", "a"),
            (lambda table: table.texts("key"), ["a"], ("a",)),
            (lambda table: table.tables("key"), [{"a": 1}], [(0, {"a": 1})]),
            (lambda table: table.tables("other"), "", []),
        ],
    )
    def test_gives_what_is_right(self, read, value, expected):
        """A right field is returned as it is used, a left out one as its default."""
        assert told(read, key=value) == (expected, [])

    def test_misses_what_must_be_there(self):
        """A field without a default must be there."""
        assert told(lambda table: table.take("key", str)) == (None, ["a.toml: key: is missing"])

    def test_a_row_that_is_no_table_is_named_by_its_number(self):
        """The other rows are read."""
        assert told(lambda table: table.tables("key"), key=[5, {}]) == (
            [(1, {})],
            ["a.toml: key[0]: must be a table"],
        )

    def test_names_what_nobody_asked_for(self):
        """A misspelled field does not pass unseen."""

        def read(table):
            table.take("a", str)
            table.finish()

        assert told(read, a="x", b=1)[1] == ["a.toml: b: no such field; known: a"]


class TestFrozen:
    def test_freezes_all_the_way_down(self):
        """Tables and lists inside each other become values that hash."""
        value = frozen({"a": [{"b": [1]}], "c": Decimal("0.50")})

        assert value == FrozenMap({"a": (FrozenMap({"b": (1,)}),), "c": Decimal("0.50")})
        assert hash(value)
