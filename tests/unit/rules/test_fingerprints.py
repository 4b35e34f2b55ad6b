import subprocess
import sys

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
