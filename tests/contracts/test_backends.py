from inspect import signature

import attrs
import pytest

from safetykit.errors import StaleRevision
from safetykit.stores import Batch, Files, Memory
from safetykit.testing.contracts import BackendContract


class TestMemory(BackendContract):
    def make(self, folder):
        """Return a backend that forgets."""
        return Memory()


class TestFiles(BackendContract):
    def make(self, folder):
        """Return a backend in a folder that is not there yet."""
        return Files(folder / "store")

    def reopen(self, backend, folder):
        """Close the folder and open it again."""
        backend.close()
        return Files(folder / "store")


class TakesStale(Memory):
    """Writes over a revision that is there."""

    def append(self, batch):
        self._revisions = {}
        super().append(batch)


class KeepsHalf(Memory):
    """Keeps the first revision of a batch before it looks at the second."""

    def append(self, batch):
        for number, revision in enumerate(batch.revisions):
            super().append(Batch((revision,), batch.disclosures, batch.leaves if number == 0 else ()))
        if not batch.revisions:
            super().append(batch)


class BlamesAnother(Memory):
    """Names the wrong revision."""

    def append(self, batch):
        try:
            super().append(batch)
        except StaleRevision as error:
            raise StaleRevision(error.record, error.revision + 1) from None


class LosesBytes(Memory):
    """Takes bytes for text."""

    def append(self, batch):
        super().append(
            attrs.evolve(batch, leaves=tuple(leaf.decode("utf-8", "replace").encode() for leaf in batch.leaves))
        )


class Reorders(Memory):
    """Sorts the leaves of the log."""

    def leaves(self, start, stop):
        return tuple(sorted(super().leaves(0, 10**9), reverse=True))[start:stop]


class MixesRecords(Memory):
    """Folds the case of ids."""

    def revision(self, record, number=None):
        return super().revision(record.lower(), number)


class ShowsAllDisclosures(Memory):
    """Does not look at the person."""

    def disclosures(self, *, record=None, subject=None):
        return super().disclosures(record=record)


class KeepsErased(Memory):
    """Hides what was erased and keeps it."""

    def append(self, batch):
        self.path.write_text("".join(row.text for row in batch.disclosures))
        super().append(batch)


class CountsWrongly(Memory):
    """Counts what it was asked to erase."""

    def erase(self, digests):
        super().erase(digests)
        return len(digests)


FAULTY = [
    TakesStale,
    KeepsHalf,
    BlamesAnother,
    LosesBytes,
    Reorders,
    MixesRecords,
    ShowsAllDisclosures,
    KeepsErased,
    CountsWrongly,
]


class TestContract:
    @pytest.mark.parametrize("faulty", FAULTY)
    def test_finds_every_fault(self, tmp_path, faulty):
        """A backend that breaks one promise fails at least one test of the contract."""
        contract = BackendContract()
        failed = []
        for name in [name for name in dir(contract) if name.startswith("test_")]:
            test = getattr(contract, name)
            faulty.path = tmp_path / "file"
            given = {"backend": faulty(), "tmp_path": tmp_path}
            try:
                test(**{key: given[key] for key in signature(test).parameters})
            except (AssertionError, StaleRevision, pytest.fail.Exception):
                failed.append(name)

        assert failed
        assert len(failed) < 8

    def test_asks_for_a_backend(self, tmp_path):
        """Without ``make`` there is nothing to test, which is an error."""
        with pytest.raises(NotImplementedError):
            BackendContract().make(tmp_path)
