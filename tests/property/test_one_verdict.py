import json
import random
from datetime import datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetykit.codec.canonical import SIGNED, canonical, row_by_row, signed_text, stored_form
from safetykit.codec.codec import Codec
from safetykit.codec.messages import problem_text
from safetykit.errors import DecodeError
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork
from safetykit.testing.strategies import strategy_for
from tests.property.test_mutants import CANARY, FAULTS, OWN, places
from tests.property.test_mutants import at as value_at
from tests.unit.codec.hosts import Heap, Hole, Layer, Plan, Rock, Trench
from tests.unit.model.test_every_record import CLASSES

WORKS, RECORDS = (HotWork, Trench), (Permit, Plan)
WAYS = {
    "generated code, orjson": Codec(works=WORKS, records=RECORDS),
    "generated code, json": Codec(works=WORKS, records=RECORDS, fast=False),
    "cattrs": Codec(works=WORKS, records=RECORDS, generated=False),
}
DOCUMENTS = strategy_for(Permit, works=WORKS) | strategy_for(Plan)
PIECES = [
    *(b'"', b"\\", b"\\\\", b'\\"', b"{", b"}", b"[", b"]", b",", b":", b" ", b"\n", b"\t", b"\r", b"\x00", b"\x7f"),
    *(b"null", b"true", b"false", b"NaN", b"Infinity", b"-", b"-0", b"0", b"1e400", b"1.0", b"1E2", b"9" * 25, b"{}"),
    *(b"9007199254740992", b"18446744073709551616", b"[]", b'""', b'" "', b'"a":1,', b'"\\ud800"', b'"\\ud83d\\ude00"'),
    *(b"\\u0022", b"\\u005c", b"\\u0000", b"\\/", b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80"),
    *(
        "\u202e\u2028\u3000\u00a0\ufffe龙\U00020000".encode(),
        b"24:00",
        b"T",
        b"Z",
        b"z",
        b"+08:00",
        b"-00:00",
        b"+08:75",
    ),
    *(b'"2026-11-16T08:30:00+08:00"', b'"2026-11-16T24:00:00Z"', b'"0002-01-01T00:00:00Z"', b'"9998-12-31T23:59:59Z"'),
    *(
        b'"2026-11-16T08:30:00.5Z"',
        b'"2026-W47-1"',
        b'"2026-02-29"',
        b'"1.50"',
        b'"-0"',
        b'"1e5"',
        b'"' + b"1" * 41 + b'"',
    ),
    *(b"[" * 40, b'{"erased":"' + b"A" * 43 + b'"}', b'"kind":"hot-work",', b'"id":"a",', b'"schema":"permit@1",'),
]
TEXTS = [
    "",
    " ",
    " a",
    "a ",
    "x" * 100,
    "x" * 101,
    "x" * 201,
    "a\nb",
    "\u3000",
    "\x85",
    "龙\u00a0",
    "\U00020000",
    "-0.50",
]
TEXTS += [json.loads(piece) for piece in PIECES if piece.startswith(b'"') and piece.endswith(b'"') and len(piece) > 3]
TEXTS += ["2026-11-16T08:30:00Z", "2026-11-16T08:30:00.123456+08:00", "2026-11-16T08:30:00.1Z", "2026-11-16T08:30:00Zx"]
TEXTS += ["2026-11-16 08:30:00Z", "2026-11-16T083000.1Z", "2026-11-16T08:30:00", "2026-11-16", "20261116", "hot-work"]


def parts(value):
    """Tell apart what is equal and yet not the same: digits, offsets, and the types of values."""
    if attrs.has(type(value)):
        return type(value), [parts(getattr(value, field.name)) for field in attrs.fields(type(value))]
    if isinstance(value, tuple):
        return [parts(item) for item in value]
    if isinstance(value, FrozenMap):
        return [(key, parts(item)) for key, item in value.items()]
    if isinstance(value, datetime):
        return type(value), value.isoformat(), type(value.tzinfo)
    return type(value), str(value) if isinstance(value, Decimal) else value


def verdict(codec, data, cls=None):
    """Return what a codec makes of a document: the value, or everything that is wrong, in both languages."""
    try:
        made = codec.from_data(data, cls) if isinstance(data, dict) else codec.load(data, cls)
    except DecodeError as error:
        led_by = error.__context__
        problems = [(each.path, each.code, problem_text(each), problem_text(each, "en")) for each in error.problems]
    else:
        return parts(made), hash(made)
    assert led_by is None
    assert CANARY not in str([words for _, _, *words in problems])
    return problems


def agreed(data, cls=None):
    """Return the one verdict of all ways."""
    verdicts = {name: verdict(codec, data, cls) for name, codec in WAYS.items()}
    expected = verdicts["cattrs"]
    assert [name for name, found in verdicts.items() if found != expected] == []
    return expected


def layout(tree, rng):
    """Return the bytes of a tree, as one of many writers would have them."""
    ensure_ascii, indent = rng.random() < 0.3, rng.choice([None, None, 1, "\t"])
    return json.dumps(tree, ensure_ascii=ensure_ascii, indent=indent).encode("utf-8", "surrogatepass")


def with_fault(data, rng):
    """Return a document with one value replaced, one key more, one key twice, or one thing less."""
    tree = json.loads(data)
    *path, last = rng.choice(list(places(tree))[1:])
    owner = value_at(tree, path)
    match rng.randrange(5):
        case 0:
            owner[last] = rng.choice([*FAULTS[type(owner[last])], *OWN] if owner[last] is not None else OWN)
        case 1:
            owner[last] = rng.choice([None, -1, 0, [], {}, [None], *TEXTS])
        case 2:
            owner[last] = value_at(json.loads(data), rng.choice(list(places(tree))))
        case 3:
            del owner[last]
        case _:
            new = rng.choice(["no-such", "kind", "id", "erased", "...", CANARY]) if isinstance(owner, dict) else None
            if new is None:
                owner.append(owner[last])
            elif new in owner or rng.random() < 0.5:
                twice = rng.choice(list(owner))
                owner["@@"] = rng.choice([owner[twice], None, {}])
                return layout(tree, rng).replace(b'"@@"', json.dumps(twice).encode())
            else:
                owner[new] = rng.choice([1, "x", None])
    return layout(tree, rng)


def with_bytes(data, rng):
    """Return a document with some of its bytes gone, doubled, changed or put elsewhere."""
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice([0, 1, 1, 2, 5, 20]))
        piece = rng.choice(
            [b"", data[start:end] * 2, rng.choice(PIECES), rng.choice(PIECES), bytes([rng.randrange(32, 127)])]
        )
        data = data[:start] + piece + data[end:]
    return data


def mutant(data, rng):
    """Return a document with a fault, or with bytes changed, or both."""
    match rng.randrange(6):
        case 0 | 1 | 2:
            return with_fault(data, rng)
        case 3 | 4:
            return with_bytes(data, rng)
    return with_bytes(with_fault(data, rng), rng)


class TestReading:
    @given(DOCUMENTS, st.integers(0, 2**32))
    def test_valid_documents(self, record, seed):
        """A record is read as the same value in every way, however it was laid out."""
        stored = stored_form(record)
        data = layout(json.loads(stored), random.Random(seed))

        assert agreed(stored) == agreed(data) == agreed(json.loads(data))
        assert WAYS["cattrs"].load(data) == record

    @pytest.mark.parametrize("cls", [each for each in (*CLASSES, Layer, Rock, Hole, Heap) if each is not Permit])
    @settings(max_examples=10)
    @given(data=st.data())
    def test_other_values(self, cls, data):
        """So is every other value, and every mutant of one has one verdict."""
        value = data.draw(strategy_for(cls))
        rng = random.Random(data.draw(st.integers(0, 2**32)))

        assert agreed(canonical(value), cls)[1] == hash(value)
        agreed(with_bytes(canonical(value), rng), cls)

    @given(DOCUMENTS, st.integers(0, 2**32))
    def test_mutants(self, record, seed):
        """Whatever is wrong with a document, every way has the same problems at the same places in the same words."""
        agreed(mutant(stored_form(record), random.Random(seed)))

    @given(DOCUMENTS, st.integers(0, 2**32))
    def test_mutants_as_text_and_data(self, record, seed):
        """So it is where the document comes as a text, or parsed by the host."""
        data = with_fault(stored_form(record), random.Random(seed))

        agreed(data.decode("utf-8", "replace"))
        agreed(json.loads(data))


class TestWriting:
    @given(DOCUMENTS)
    def test_stored_form(self, record):
        """Generated code writes the bytes that the rows of the fields make, with and without orjson."""
        expected = row_by_row(record)

        assert canonical(record) == canonical(record, fast=False) == expected
        assert stored_form(record, fast=False) == stored_form(record)

    @given(DOCUMENTS)
    def test_what_is_signed(self, record):
        """So it does where only what a sign-off binds is written."""
        assert signed_text(record).encode() == row_by_row(record, SIGNED)

    @pytest.mark.parametrize("cls", [*CLASSES, Layer, Rock, Hole, Heap])
    @settings(max_examples=10)
    @given(data=st.data())
    def test_other_values(self, cls, data):
        """Every other value is written alike as well."""
        value = data.draw(strategy_for(cls, works=WORKS))

        assert canonical(value) == canonical(value, fast=False) == row_by_row(value)
        assert signed_text(value).encode() == row_by_row(value, SIGNED)
