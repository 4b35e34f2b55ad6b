from safetykit.codec.faults import MAX_FAULTS, Fault, Faults, decode_error, fault, pointer
from safetykit.model.frozenmap import FrozenMap


def told(tree, *faults):
    """Return places and codes of an error."""
    return [(problem.path, problem.code) for problem in decode_error(tree, faults).problems]


class TestFault:
    def test_arguments_are_text(self):
        """A fault keeps its arguments as text, since problems hold nothing else."""
        assert fault("too-long", "a", 0, most=5) == Fault(("a", 0), "too-long", FrozenMap(most="5"))

    def test_below(self):
        """Seen from one level up, paths are one token longer."""
        assert Faults(fault("x", 1), fault("y")).below("a") == [fault("x", "a", 1), fault("y", "a")]


class TestPointer:
    def test_escapes(self):
        """A path is written as RFC 6901 wants it; the whole document is the empty pointer."""
        assert pointer(("a/b", 0, "~", "", "é")) == "/a~1b/0/~0//é"
        assert pointer(()) == ""

    def test_keys_of_the_input_are_made_harmless(self):
        """Keys come from strangers: they are cut, and what could steer a terminal is replaced."""
        assert pointer(("k" * 101, "\x1b[2J\ud800\u202e")) == "/" + "k" * 100 + "…/\ufffd[2J\ufffd\ufffd"
        assert pointer(("k" * 100,)) == "/" + "k" * 100


class TestDecodeError:
    def test_order_of_the_document(self):
        """Problems come in the order of the document; what is missing comes after what is there."""
        tree = {"z": [{"b": 1, "a": 2}, 3], "y": 4}

        assert told(
            tree,
            fault("8", "y"),
            fault("9", "y", "deeper"),
            fault("7", "missing", "deeper"),
            fault("5", "z", 1),
            fault("4", "z", 0, "missing"),
            fault("3", "z", 0, "a"),
            fault("2", "z", 0, "b"),
            fault("1"),
        ) == [
            ("", "1"),
            ("/z/0/b", "2"),
            ("/z/0/a", "3"),
            ("/z/0/missing", "4"),
            ("/z/1", "5"),
            ("/y", "8"),
            ("/y/deeper", "9"),
            ("/missing/deeper", "7"),
        ]

    def test_too_deep_is_told_alone(self):
        """In a document that is nested too deep nothing else is of interest."""
        tree = 0
        for _ in range(32):
            tree = [tree]

        assert told(tree, fault("x")) == [("", "x")]
        assert told([tree], fault("x")) == [("", "too-deep")]

    def test_very_many(self):
        """Of very many problems the first ones are told, and that there are more."""
        many = [fault("x", index) for index in range(MAX_FAULTS + 1)]

        assert told([0] * len(many), *many[:-1])[-1] == ("/999", "x")
        assert told([0] * len(many), *many)[-2:] == [("/999", "x"), ("", "more-problems")]
