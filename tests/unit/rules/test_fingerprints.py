import subprocess
import sys
from functools import partial

from safetykit.rules.fingerprints import fingerprint
from safetykit.rules.rows import Timed
from tests.unit.rules.made_up import nothing, row

CODE = "from tests.unit.rules.made_up import row; from safetykit.rules.fingerprints import fingerprint; print(fingerprint(row()))"


class Whistle:
    """A check that is no function."""

    def __call__(self, _context):
        """Find nothing."""
        return ()


class TestFingerprint:
    def test_is_the_same_in_every_process(self):
        """No address of a function gets into it."""
        shown = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)

        assert shown.stdout.strip() == fingerprint(row())

    def test_names_every_field(self):
        """Any other field, check or order of a tuple gives another one."""
        rows = [
            row(),
            row(cites="made-up 1.2"),
            row(Whistle()),
            row(Timed(nothing, nothing)),
            row(uses=("a", "b")),
            row(uses=("b", "a")),
        ]

        assert len({fingerprint(rule) for rule in rows}) == len(rows)

    def test_of_sets_has_no_order(self):
        """A set is the same whatever it was made from."""
        assert fingerprint(frozenset("abc")) == fingerprint(frozenset("cba"))


def limited(limit):
    """Return a check that has closed over its limit."""

    def check(_context):
        return limit

    return check


class TestFunctions:
    def test_without_a_name_of_their_own_are_told_apart(self):
        """Two closures and two partials are other rules if they do other things."""
        pairs = [
            (limited(1), limited(2)),
            (partial(limited, 1), partial(limited, 2)),
        ]
        assert fingerprint(limited(1)) == fingerprint(limited(1))
        assert [fingerprint(one) != fingerprint(two) for one, two in pairs] == [True, True]

    def test_lambdas_count_by_their_line(self):
        """Two on different lines are different rules."""
        one = lambda _: 1  # noqa: E731
        two = lambda _: 2  # noqa: E731

        assert fingerprint(one) != fingerprint(two)

    def test_with_a_name_count_by_it(self):
        """The same function is the same in every process."""
        assert fingerprint(limited) == fingerprint(limited)
        assert fingerprint(limited) != fingerprint(fingerprint)
