import base64
import contextlib
import json
from pathlib import Path

import pytest

from safetykit.codec.codec import Codec
from safetykit.codec.faults import MAX_FAULTS, Fault
from safetykit.codec.parse import parse, parse_at_once, tokens_in
from safetykit.codec.reading import tokens
from safetykit.errors import DecodeError

VECTORS = Path(__file__).parents[2] / "vectors" / "json-parsing" / "test_parsing.json"
TEXTS = {name: base64.b64decode(text) for name, text in json.loads(VECTORS.read_bytes()).items()}
NUMBERS = {"n_number_NaN", "n_number_infinity", "n_number_minus_infinity"}
TWICE = {"y_object_duplicated_key", "y_object_duplicated_key_and_value"}


def refused(data, max_bytes=1 << 20):
    """Return the problems of a text that is no document, checking that its error leads back to no value of it."""
    with pytest.raises(DecodeError) as error:
        parse(data, max_bytes)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None
    return [(problem.path, problem.code, dict(problem.args)) for problem in error.value.problems]


class TestPublishedTexts:
    @pytest.mark.parametrize("name", sorted(name for name in TEXTS if name.startswith("y_")))
    def test_json_is_taken(self, name):
        """Every text that is JSON is read; only a key given twice is a fault."""
        _, faults = parse(TEXTS[name], 1 << 20)

        assert bool(faults) is (name in TWICE)

    @pytest.mark.parametrize("name", sorted(name for name in TEXTS if name.startswith("n_") and name not in NUMBERS))
    def test_other_texts_are_refused(self, name):
        """Every text that is no JSON is refused."""
        assert {code for _, code, _ in refused(TEXTS[name])} <= {"invalid-json", "not-utf8", "too-deep"}

    @pytest.mark.parametrize("name", sorted(NUMBERS))
    def test_what_is_no_number_is_taken_by_no_field(self, name):
        """NaN and Infinity come back as floats, so that the error of the field names their place."""
        tree, _ = parse(TEXTS[name], 1 << 20)

        assert isinstance(tree[0], float)

    @pytest.mark.parametrize("name", sorted(name for name in TEXTS if name.startswith("i_")))
    def test_doubtful_texts_do_no_harm(self, name):
        """Texts that readers may take or refuse end in a value or in one clear error."""
        with contextlib.suppress(DecodeError):
            parse(TEXTS[name], 1 << 20)


class TestParse:
    def test_text_and_bytes(self):
        """Text and its UTF-8 bytes are read alike."""
        assert parse('{"a": "䶮"}', 99) == parse('{"a": "䶮"}'.encode(), 99) == ({"a": "䶮"}, ())

    @pytest.mark.parametrize("data", [b'"123456789"', '"123456789"', '"䶮䶮䶮"'])
    def test_size_is_looked_at_first(self, data):
        """A text of more bytes than allowed is not even read."""
        assert refused(data, 10) == [("", "too-large", {"limit": "10"})]

    def test_huge_text(self):
        """Fifty megabytes are refused without a look into them."""
        assert refused(b"[" * 50_000_000) == [("", "too-large", {"limit": "1048576"})]

    def test_lone_surrogates_in_text(self):
        """A text that cannot be written in UTF-8 is read; the field that holds it refuses it."""
        assert parse('"\ud800"', 5) == ("\ud800", ())

    def test_not_utf8(self):
        """Bytes in another encoding are refused with the place where that shows."""
        assert refused('{"a": "䶮"}'.encode("gb18030")) == [("", "not-utf8", {"byte": "8"})]

    def test_not_json(self):
        """What is no JSON is refused with line and column."""
        ((path, code, args),) = refused(b'{"a": 1,\n "b": 440101199001011234,}')

        assert (path, code, args["line"]) == ("", "invalid-json", "2")
        assert args["column"] in {"25", "26"}  # Python 3.13 points to the comma, older ones behind it

    @pytest.mark.parametrize("depth", [3000, 500_000])
    @pytest.mark.parametrize(("start", "middle", "end"), [("[", "", "]"), ('{"a":', "1", "}")])
    def test_deep(self, depth, start, middle, end):
        """A text nested three thousand deep or more is refused for that alone, whether the parser gets through or not."""
        with pytest.raises(DecodeError) as error:
            Codec(max_bytes=1 << 23).load(start * depth + middle + end * depth)

        assert [problem.code for problem in error.value.problems] == ["too-deep"]

    def test_keys_given_twice(self):
        """Each key that stands more than once in one object is told once, with its place."""
        tree, faults = parse('{"a": {"b": 1, "b": 2, "b": 3, "c": 4}, "a~/": [{"d": 5, "d": 5}], "e": 6}', 99)

        assert tree == {"a": {"b": 3, "c": 4}, "a~/": [{"d": 5}], "e": 6}
        assert faults == (
            Fault(("a", "b"), "duplicate-key"),
            Fault(("a~/", 0, "d"), "duplicate-key"),
        )

    def test_not_all_keys_of_a_hostile_text_are_told(self):
        """Of very many faults some more than are shown are looked for, not all."""
        _, faults = parse("[" + ",".join(['{"a":1,"a":1}'] * 3000) + "]", 1 << 20)

        assert len(faults) == MAX_FAULTS + 1

    def test_numbers(self):
        """Integers stay integers, if ever so long; all other numbers become floats."""
        (short, long, *others), _ = parse(f"[-12, {'9' * 5000}, 1.5, 1e400, NaN, -Infinity]", 9999)

        assert (short, type(long)) == (-12, int)
        assert long > 2**53
        assert {type(other) for other in others} == {float}


def floats(node):
    """Say whether a number that no field takes stands in plain data, or an integer beyond every field."""
    if isinstance(node, dict | list):
        return any(map(floats, node.values() if isinstance(node, dict) else node))
    return isinstance(node, float) or (isinstance(node, int) and abs(node) >= 2**53)


def surrogates(node):
    """Say whether a text that cannot be written stands in plain data."""
    return "\\ud" in ascii(node)


@pytest.mark.parametrize("fast", [True, False])
class TestParseAtOnce:
    @pytest.mark.parametrize("name", sorted(TEXTS))
    def test_published_texts(self, name, fast):
        """What is taken at once is what the complete way makes of the text, unless no field takes it anyway."""
        try:
            tree = parse_at_once(TEXTS[name], 1 << 20, fast=fast)
        except (ValueError, RecursionError):
            return
        expected, faults = parse(TEXTS[name], 1 << 20)

        assert ascii(tree) == ascii(expected) or floats(expected)
        assert (tokens(tree) != tokens_in(TEXTS[name])) is (bool(faults) or tokens(tree) == -1)
        assert tokens(tree) != -1 or floats(expected)

    @pytest.mark.parametrize("name", sorted(name for name in TEXTS if name.startswith("y_")))
    def test_published_json_is_taken(self, name, fast):
        """Every text that is JSON is taken at once, but for a character that no text may hold."""
        if not surrogates(parse(TEXTS[name], 1 << 20)[0]):
            parse_at_once(TEXTS[name], 1 << 20, fast=fast)

    @pytest.mark.parametrize("name", sorted(name for name in TEXTS if name.startswith("n_") and name not in NUMBERS))
    def test_other_published_texts_are_not(self, name, fast):
        """No text that is no JSON is taken at once."""
        with pytest.raises((ValueError, RecursionError)):
            parse_at_once(TEXTS[name], 1 << 20, fast=fast)

    @pytest.mark.parametrize("data", [b'"123456789"', '"123456789"', '"䶮䶮䶮"', '{"a": "䶮"}'.encode("gb18030")])
    def test_the_complete_way_has_the_words(self, data, fast):
        """What is too large or in another encoding is left to the complete way."""
        with pytest.raises(ValueError):  # noqa: PT011 - it has no words
            parse_at_once(data, 10, fast=fast)


class TestTokensIn:
    @pytest.mark.parametrize(
        "tree",
        [
            "",
            '"',
            "\\",
            '\\"',
            '"\\\\"',
            {"a": "b"},
            {'"': ['\\"', 5, None, {}]},
            ["/", "\u2028", "\U00020000", "\x01"],
        ],
        ids=ascii,
    )
    @pytest.mark.parametrize("ensure_ascii", [True, False])
    def test_counts_keys_and_texts(self, tree, ensure_ascii):
        """Keys and texts of a document are counted by its quotes, whatever is escaped in it."""
        text = json.dumps(tree, ensure_ascii=ensure_ascii)

        assert tokens_in(text) == tokens_in(text.encode()) == tokens(tree)
