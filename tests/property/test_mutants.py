import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.codec.codec import Codec
from safetykit.codec.faults import pointer
from safetykit.errors import DecodeError
from safetykit.model.works import HotWork
from safetykit.testing.strategies import permits

CANARY = "440101199001011234"
CODEC = Codec()
FAULTS = {
    str: [
        5,
        True,
        1.5,
        [CANARY],
        {CANARY: 1},
        f"{CANARY}\x1b",
        f"{CANARY}\u202e",
        f"{CANARY}\ud800",
        f"{CANARY}\ufffe",
    ],
    int: ["1", True, 1.5, float("nan"), float("inf"), 2**60, [1]],
    bool: ["false", "x", 0, 1.0, [], {}],
    list: [CANARY, 5, 1.5, {CANARY: 1}],
    dict: [f"{CANARY}\x1b", 5, 1.5, [CANARY]],
}
OWN = [1.5, float("-inf"), 2**60, f"{CANARY}\x00", {"...": CANARY}, [{"_sd": [1.5]}]]
"""What not even the host's own data may hold."""


def places(node, path=()):
    """Yield the path of every value in plain data."""
    yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for token, child in items:
        yield from places(child, (*path, token))


def at(tree, path):
    """Return the value at a path."""
    for token in path:
        tree = tree[token]
    return tree


def refused(text):
    """Return the places of the problems of a text; none repeats a value."""
    with pytest.raises(DecodeError) as error:
        CODEC.load(text)
    assert CANARY not in str(error.value).replace(f"/{CANARY}", "")
    return [problem.path for problem in error.value.problems]


class TestSingleFaults:
    @given(permits(HotWork), st.data())
    def test_wrong_values(self, permit, data):
        """Whichever value of a document is replaced by one that has no place there, it is refused where it stands."""
        tree = json.loads(CODEC.dump(permit))
        path = data.draw(st.sampled_from(list(places(tree))[1:]))
        own = path[:2] == ("record", "extensions") and len(path) > 2
        at(tree, path[:-1])[path[-1]] = data.draw(st.sampled_from(OWN if own else FAULTS[type(at(tree, path))]))

        assert {found.startswith(pointer(path)) for found in refused(json.dumps(tree))} == {True}

    @given(permits(HotWork), st.data())
    def test_unknown_keys(self, permit, data):
        """Whichever object of a document gets a key that it does not know, that key is refused."""
        tree = json.loads(CODEC.dump(permit))
        objects = [path for path in places(tree) if isinstance(at(tree, path), dict)]
        path = data.draw(st.sampled_from(objects))
        at(tree, path)["no-such"] = 1.5

        assert refused(json.dumps(tree)) == [pointer((*path, "no-such"))]

    @given(permits(HotWork), st.data())
    def test_keys_given_twice(self, permit, data):
        """Whichever key of a document stands twice, it is refused, though both values are the same."""
        tree = json.loads(CODEC.dump(permit))
        path = data.draw(st.sampled_from([path for path in places(tree) if path and isinstance(path[-1], str)]))
        at(tree, path[:-1])["@@"] = at(tree, path)
        text = json.dumps(tree).replace('"@@"', json.dumps(path[-1]))

        assert refused(text) == [pointer(path)]

    @given(permits(HotWork), st.data())
    def test_cut_texts(self, permit, data):
        """A text that was cut off anywhere is no document."""
        stored = CODEC.dump(permit)
        cut = data.draw(st.integers(0, len(stored) - 1))

        assert refused(stored[:cut]) == [""]

    @given(st.binary() | st.text())
    def test_noise(self, noise):
        """Whatever bytes or text come in, the answer is a value or a DecodeError."""
        assert refused(noise)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        )
    )
    def test_foreign_documents(self, tree):
        """Whatever JSON comes in as the record, it is refused with places in it."""
        for path in refused(json.dumps({"schema": "permit@1", "record": tree})):
            assert path.startswith("/record")
