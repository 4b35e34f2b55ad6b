import pytest

from safetykit.documents.tables import TomlTable


@pytest.fixture
def table():
    return TomlTable("f.toml", {"text": "a", "n": 2, "x": 1.5, "yes": True, "list": ["a", "b"], "mm": [1, 2.5]}, [])


class TestTake:
    def test_values(self, table):
        """Values of the right kind come back, whole numbers also where any number will do."""
        taken = (table.take("text", str), table.take("n", int), table.take("n", float), table.take("yes", bool))

        assert ("a", 2, 2.0, True) == taken
        assert [] == table.problems

    @pytest.mark.parametrize(
        ("key", "kind", "empty", "problem"),
        [
            ("text", int, 0, "f.toml: text: a whole number is needed"),
            ("yes", int, 0, "f.toml: yes: a whole number is needed"),
            ("yes", float, 0.0, "f.toml: yes: a number is needed"),
            ("n", str, "", "f.toml: n: a text is needed"),
            ("n", bool, False, "f.toml: n: true or false is needed"),
            ("n", dict, {}, "f.toml: n: a table is needed"),
            ("n", list, [], "f.toml: n: a list is needed"),
            ("none", str, "", "f.toml: none: is missing"),
        ],
    )
    def test_problems(self, table, key, kind, empty, problem):
        """A value that is missing or of another kind is noted, and an empty one comes back."""
        assert empty == table.take(key, kind)
        assert [problem] == table.problems

    def test_default(self, table):
        """A key may have a default."""
        assert "b" == table.take("none", str, "b")
        assert [] == table.problems


class TestLists:
    def test_words(self, table):
        """A text may stand for a list of one."""
        assert (("a",), ("a", "b"), ()) == (table.words("text"), table.words("list"), table.words("none", []))

    def test_numbers(self, table):
        """Numbers may be whole or not."""
        assert (1, 2.5) == table.numbers("mm")

    @pytest.mark.parametrize(
        ("key", "method", "need"),
        [
            ("mm", "words", "a text or a list of texts"),
            ("list", "numbers", "a list of numbers"),
            ("mm", "counts", "a list of whole numbers"),
        ],
    )
    def test_wrong_items(self, table, key, method, need):
        """A list with an item of another kind is noted."""
        assert () == getattr(table, method)(key)
        assert [f"f.toml: {key}: {need} is needed"] == table.problems

    def test_counts_are_positive(self):
        """A width of no track or less is noted."""
        table = TomlTable("f", {"w": [1, 0]}, [])

        assert () == table.counts("w")
        assert ["f: w: whole numbers above 0 are needed"] == table.problems


class TestTable:
    def test_unknown_keys(self, table):
        """A key that nobody asked for is noted, with those that are known."""
        table.take("text", str)
        table.close()

        assert "f.toml: n: no such key; known here: text" in table.problems

    def test_inner(self, table):
        """A table inside a table notes its problems in the same place."""
        table.inner("row 1", 5)

        assert ["f.toml: row 1: a table is needed"] == table.problems
