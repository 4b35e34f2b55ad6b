import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from safetykit.codec.codec import Codec
from safetykit.codec.grammar import TIME
from safetykit.codec.hooks import hooks_for
from safetykit.codec.reading import BREAKS, Odd, exactly, read_date, read_instant, tokens
from safetykit.errors import DecodeError
from safetykit.model.marks import REFUSED_CHARACTERS
from safetykit.model.people import Person
from safetykit.model.permits import Permit
from tests.unit.codec.hosts import Ditch, Strict, Trench

WORKS = (Trench, Ditch)
READERS = hooks_for(WORKS, WORKS).readers


class Word(str):
    """A text of a host's own class."""

    __slots__ = ()


class TestQuickTests:
    def test_printable_text_holds_nothing_refused(self):
        """No printable character is refused, and the blank is the only white space among them."""
        printable = "".join(char for char in map(chr, range(sys.maxunicode + 1)) if char.isprintable())

        assert REFUSED_CHARACTERS.search(printable) is None
        assert re.findall(r"\s", printable) == [" "]
        assert min(printable.replace(" ", "")) == "!"

    @pytest.mark.parametrize("pattern", BREAKS)
    @pytest.mark.parametrize("v", ["", " ", "  ", "a", " a", "a ", "a b", "龙", "龙 䶮", "!", " !"])
    def test_never_take_more_than_the_pattern(self, pattern, v):
        """What is not found to break a pattern matches it."""
        assert eval(BREAKS[pattern], {"v": v}) or re.fullmatch(pattern, v)  # noqa: S307 - our own table


class TestTimes:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-16T08:30:00Z",
            "2026-11-16T23:59:59Z",
            "2026-11-16T08:30:00+08:00",
            "2026-11-16T08:30:00-09:30",
            "2026-11-16T08:30:00.5Z",
            "0002-06-01T00:00:00+08:00",
            "9998-06-01T00:00:00Z",
        ],
    )
    def test_are_read(self, text):
        """Every time that has the form of one is read, the usual ones at once."""
        assert re.fullmatch(TIME, text)
        assert read_instant(text) == read_work({"since": text}).since == datetime.fromisoformat(text)

    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-16T24:00:00Z",
            "2026-11-16T24:00:00+08:00",
            "2026-11-16T08:30:00+08:75",
            "2026-11-16T08:30:00+24:00",
            "2026-11-16T08:30:00Zx",
            "2026-11-16T08:30:00Z\n",
            "2026-11-16T08:30:00z",
            "2026-11-16 08:30:00Z",
            "2026-11-16T08:30:60Z",
            "2026-W47-1T08:30:00Z",
            "２０２６-11-16T08:30:00Z",
            "0001-12-31T23:59:59Z",
            "9999-01-01T00:00:00+08:00",
            ["2026-11-16T08:30:00Z"],
            20261116,
        ],
    )
    def test_of_other_forms_are_odd(self, text):
        """What Python would take and we do not is not taken at once either."""
        with pytest.raises(Exception, match=r"^"):
            read_work({"since": text})

    @pytest.mark.parametrize("text", ["2026-02-30", "20261116", "2026-W47-1", "2026-11-1", 5, None])
    def test_dates(self, text):
        """Dates of another form are refused, whoever looks at them."""
        with pytest.raises(Exception, match=r"^"):
            read_date(text)


def read_work(fields):
    """Read a work with some fields by generated code alone."""
    needed = {"kind": "trench", "name": "a", "code": "b", "text": "", "length": "1", "turns": None, "signer": "c"}
    return exactly(READERS.of(Trench), {**needed, **fields})


class TestOnlyWhatIsRightIsTaken:
    @pytest.mark.parametrize(
        "fields",
        [
            {"no-such": 1},
            {"kind": "ditch"},
            {"name": 5},
            {"name": Word("a")},
            {"name": " "},
            {"code": "a b"},
            {"text": "\x00"},
            {"length": "0"},
            {"length": "1" * 41},
            {"turns": True},
            {"turns": 2**53},
            {"count": 5},
            {"yes": 1},
            {"soil": "mud"},
            {"day": "1999-12-31"},
            {"place": []},
            {"layers": {}},
            {"soils": ["sand"] * 4},
            {"depths": []},
            {"words": ["a", "\t"]},
            {"flags": [None]},
            {"gaps": ["x"]},
            {"signer": {"erased": "x"}},
            {"signer": {"erased": "A" * 43, "more": 1}},
            {"labels": {"_sd": "a"}},
            {"labels": {"a\n": "a"}},
            {"labels": {5: "a"}},
            {"lengths": {"a": "1"}},
            {"values": {"a": "x"}},
            {"own": {"a": 1.5}},
            {"short": "ab"},
            {"hidden": "B"},
        ],
        ids=str,
    )
    def test_the_rest_is_odd(self, fields):
        """Where anything is wrong or strange, generated code makes no value."""
        with pytest.raises(Exception, match=r"^"):
            read_work(fields)

    @pytest.mark.parametrize(
        "fields",
        [
            {"remarks": "first\nsecond"},
            {"name": "甲\u3000乙"},
            {"owner": {"erased": "A" * 43}},
            {"owner": None},
            {"gaps": [1, None]},
            {"grid": [[1], []]},
            {"values": {"a": "1.50"}},
            {"parts": {"a": {"depth": "1"}}},
            {"own": {"a": [{"b": "c"}]}},
            {"hidden": "abc"},
            {"rocks": [{"depth": "1", "hard": False}]},
            {"holes": [{"width": 3}], "heap": {"height": "2.50"}},
        ],
        ids=str,
    )
    def test_what_is_rare_is_taken(self, fields):
        """What the quick tests do not know is read by the hooks, in the same call."""
        data = {"schema": "permit@1", "record": {"id": "a", "work": {"kind": "trench", "name": "a", "code": "b"}}}
        data["record"]["work"] |= {"text": "", "length": "1", "turns": None, "signer": "c", **fields}

        assert read_work(fields) == Codec(works=WORKS, generated=False).from_data(data, Permit[Trench]).work


class TestTokens:
    def test_are_keys_and_texts(self):
        """Keys and texts are counted wherever they stand; a fraction or a type of the host's own makes the sum void."""
        assert tokens({"a": ["b", 1, None, True, {"c": {}}], "d": "e"}) == 5
        assert tokens({"a": 1.0}) == tokens([Word("a")]) == -1

    def test_all_have_to_be_taken(self):
        """A reader that leaves a key of its object aside makes no value."""
        with pytest.raises(Odd):
            exactly(READERS.of(Person), {"id": "a", "no-such": None})


class TestStrictClasses:
    def test_are_called(self):
        """A class that checks more than its fields is made by its constructor, with its own names."""
        strict = exactly(READERS.of(Strict), {"first": 2, "second": 6})

        assert (strict.first, strict.second, strict.derived) == (2, 7, 7)

    @pytest.mark.parametrize("fields", [{"first": 1}, {"first": 2}, {"derived": 7}])
    def test_have_the_last_word(self, fields):
        """What such a class refuses is refused in the same words in every way."""
        data = {"schema": "permit@1", "record": {"id": "a", "work": {"kind": "ditch", "strict": [fields]}}}
        told = []
        for codec in (Codec(works=WORKS), Codec(works=WORKS, generated=False)):
            with pytest.raises(DecodeError) as error:
                codec.from_data(data)
            told.append(error.value.problems)

        assert told[0] == told[1]


class TestSource:
    def test_can_be_read(self):
        """The source of a reader is plain Python, with one block for each field."""
        source = READERS.source(Person)

        assert source.startswith("def read_Person(tree, tally):\n")
        assert "    made.id = v\n" in source
        assert source.endswith("    made.__class__ = Person_class\n    return made\n")

    def test_classes_of_one_name(self):
        """Two classes of one name have two readers."""
        other = type("Person", (), {})

        assert READERS.name(other) != READERS.name(Person)


class TestWithoutOrjson:
    def test_json_parses(self):
        """Where orjson is not installed, the standard library reads and writes, to the same end."""
        code = (
            "import sys\nsys.modules['orjson'] = None\n"
            "from safetykit.codec.codec import Codec\nfrom tests.unit.codec.values import PERMIT, STORED\n"
            "assert Codec().load(STORED) == PERMIT and Codec().dump(PERMIT) == STORED\n"
        )

        subprocess.run([sys.executable, "-c", code], check=True)

    def test_utc_is_one(self):
        """Times in UTC have the one zone that is looked for when they are written."""
        assert read_instant("2026-11-16T08:30:00+00:00").tzinfo is UTC
