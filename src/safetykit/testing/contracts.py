"""
Contracts that a host's own parts can be held to.

Each is a class of tests for pytest to inherit, here or in a host's test suite::

    class TestMine(BackendContract):
        def make(self, folder):
            return Mine(folder / "mine.db")

``pytest.register_assert_rewrite("safetykit.testing.contracts")`` in a ``conftest.py`` shows what differs.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from safetykit.codec.sealing import Disclosure
from safetykit.errors import StaleRevision
from safetykit.stores.backend import Backend, Batch, Revision

EVERY_BYTE = bytes(range(256))
AWKWARD = (b"", b"\n", EVERY_BYTE, EVERY_BYTE[::-1], b'{"a":"\\n"}\r\n', "王\u2028\U00020000".encode(), b"\xed\xa0\x80")
"""Bytes that are lost when they are taken for text, for a line or for JSON."""
CANARY = "canary-4e1c"


def disclosure(digest: str, *, record: str = "a", subject: str | None = "p-1", text: str = "text") -> Disclosure:
    """Return a disclosure that is told apart by its digest; the bytes of a backend mean nothing to it."""
    return Disclosure(digest=digest, text=text, subject=subject, record=record, name="name")


def batch(record: str, number: int, *disclosures: Disclosure, stored: bytes = b"stored") -> Batch:
    """Return a batch of one revision with its leaf, which names it."""
    return Batch((Revision(record, number, stored),), disclosures, (f"{record}/{number}".encode(),))


class BackendContract:
    """What every ``Backend`` does. Inherit it, name the class ``Test...`` and write ``make``."""

    writers = 4
    """Threads that append at the same time."""
    batches = 10
    """Batches that each of them appends."""

    def make(self, folder: Path) -> Backend:
        """Return the backend to be tested, empty; whatever it writes stands in *folder*."""
        raise NotImplementedError

    def reopen(self, backend: Backend, folder: Path) -> Backend:  # noqa: ARG002
        """Close *backend* and open what *folder* holds; one that forgets is returned as it is."""
        return backend

    @pytest.fixture
    def backend(self, tmp_path: Path) -> Backend:
        """Make the backend in a folder of its own."""
        return self.make(tmp_path)

    def test_is_empty_at_first(self, backend: Backend) -> None:
        """A new backend holds nothing, and asking it for something is no error."""
        assert (backend.size(), backend.leaves(0, 9)) == (0, ())
        assert (backend.revision("a"), backend.revision("a", 1)) == (None, None)
        assert (backend.disclosures(), backend.disclosures(record="a"), backend.erase(["d"])) == ((), (), 0)

    def test_gives_back_what_was_kept(self, backend: Backend, tmp_path: Path) -> None:
        """Revisions are found by number, the newest without one, now and after opening again."""
        backend.append(batch("a", 1, stored=b"first"))
        backend.append(batch("a", 2, stored=b"second"))

        for each in self.before_and_after(backend, tmp_path):
            assert [each.revision("a", number) for number in (1, 2, 3, None)] == [b"first", b"second", None, b"second"]

    def test_keeps_any_bytes(self, backend: Backend, tmp_path: Path) -> None:
        """Bytes come back exactly as they were, whatever they are."""
        for number, data in enumerate(AWKWARD, 1):
            backend.append(Batch((Revision("a", number, data),), (), (data,)))

        for each in self.before_and_after(backend, tmp_path):
            assert tuple(each.revision("a", number) for number in range(1, len(AWKWARD) + 1)) == AWKWARD
            assert each.leaves(0, len(AWKWARD)) == AWKWARD

    def test_keeps_leaves_in_order(self, backend: Backend, tmp_path: Path) -> None:
        """The order of appending is the index, across batches; a range that ends beyond the log is cut."""
        backend.append(Batch(leaves=(b"0", b"1", b"2")))
        backend.append(Batch())
        backend.append(Batch(leaves=(b"3", b"4")))

        for each in self.before_and_after(backend, tmp_path):
            assert each.size() == 5
            assert (each.leaves(0, 5), each.leaves(2, 4)) == ((b"0", b"1", b"2", b"3", b"4"), (b"2", b"3"))
            assert (each.leaves(4, 99), each.leaves(5, 99), each.leaves(3, 3)) == ((b"4",), (), ())

    def test_refuses_a_stale_revision_whole(self, backend: Backend, tmp_path: Path) -> None:
        """If one revision of a batch is there, nothing of the batch is kept, and the error names it."""
        backend.append(batch("a", 1, stored=b"kept"))
        late = Batch((Revision("b", 1, b"b"), Revision("a", 1, b"late")), (disclosure("d"),), (b"x", b"y"))

        with pytest.raises(StaleRevision) as stale:
            backend.append(late)

        assert (stale.value.record, stale.value.revision) == ("a", 1)
        for each in self.before_and_after(backend, tmp_path):
            assert (each.revision("a"), each.revision("b"), each.disclosures()) == (b"kept", None, ())
            assert each.leaves(0, 9) == (b"a/1",)

    def test_refuses_a_revision_twice_in_a_batch(self, backend: Backend) -> None:
        """A batch that holds one revision twice is stale in itself."""
        with pytest.raises(StaleRevision):
            backend.append(Batch((Revision("a", 1, b"one"), Revision("a", 1, b"two")), (), (b"x", b"y")))

        assert (backend.revision("a"), backend.size()) == (None, 0)

    def test_goes_on_after_a_refusal(self, backend: Backend, tmp_path: Path) -> None:
        """A refused batch leaves the backend, and whatever it stands in, fit for the next one."""
        backend.append(batch("a", 1))
        with pytest.raises(StaleRevision):
            backend.append(batch("a", 1))
        backend.append(batch("a", 2, stored=b"next"))

        assert self.reopen(backend, tmp_path).revision("a") == b"next"

    def test_keeps_records_apart(self, backend: Backend) -> None:
        """Neither revisions nor disclosures of one record are seen in another, alike as their ids may be."""
        ids = ("a", "A", "a ", "á", "a/1", "../a", "%", "")
        for number, record in enumerate(ids, 1):
            backend.append(batch(record, number, disclosure(f"d{number}", record=record), stored=record.encode()))

        for number, record in enumerate(ids, 1):
            assert [backend.revision(record, each) for each in range(1, len(ids) + 1) if each != number] == [None] * 7
            assert (backend.revision(record), backend.revision(record, number)) == (record.encode(),) * 2
            assert [row.digest for row in backend.disclosures(record=record)] == [f"d{number}"]

    def test_finds_disclosures(self, backend: Backend, tmp_path: Path) -> None:
        """Disclosures are found by record, by person and by both, whole and in the order of their record."""
        rows = (
            disclosure("d1", text="WyJz"),
            disclosure("d2", subject="p-2"),
            disclosure("d3", subject=None),
            disclosure("d4"),
        )
        other = disclosure("d5", record="b")
        backend.append(batch("a", 1, *rows))
        backend.append(batch("b", 1, other))

        for each in self.before_and_after(backend, tmp_path):
            assert each.disclosures(record="a") == rows
            assert set(each.disclosures()) == {*rows, other}
            assert set(each.disclosures(subject="p-1")) == {rows[0], rows[3], other}
            assert each.disclosures(record="a", subject="p-2") == (rows[1],)

    def test_keeps_a_known_disclosure_as_it_is(self, backend: Backend, tmp_path: Path) -> None:
        """A digest that comes again, in one batch or in two, changes nothing."""
        backend.append(batch("a", 1, disclosure("d"), disclosure("d", text="other")))
        backend.append(batch("a", 2, disclosure("d", text="other")))

        assert self.reopen(backend, tmp_path).disclosures() == (disclosure("d"),)

    def test_erases_disclosures_and_nothing_else(self, backend: Backend, tmp_path: Path) -> None:
        """Erased disclosures are gone and counted; all others, the revisions and the leaves stay."""
        backend.append(batch("a", 1, disclosure("d1", text=CANARY), disclosure("d2")))
        backend.append(batch("b", 1, disclosure("d3", record="b", text=CANARY)))

        assert backend.erase(["d1", "d3", "d1", "unknown"]) == 2
        assert backend.erase(["d1"]) == 0
        for each in self.before_and_after(backend, tmp_path):
            assert each.disclosures() == (disclosure("d2"),)
            assert (each.revision("a"), each.revision("b"), each.leaves(0, 9)) == (b"stored",) * 2 + ((b"a/1", b"b/1"),)

    def test_leaves_nothing_of_what_was_erased(self, backend: Backend, tmp_path: Path) -> None:
        """After an erasure no file holds the value, nor after work goes on and the data are opened again."""
        backend.append(batch("a", 1, disclosure("d1", text=CANARY), disclosure("d2")))
        backend.erase(["d1"])
        assert holding(tmp_path, CANARY) == []

        backend.append(batch("a", 2, disclosure("d4")))
        self.reopen(backend, tmp_path)
        assert holding(tmp_path, CANARY) == []

    def test_takes_writers_at_the_same_time(self, backend: Backend, tmp_path: Path) -> None:
        """Threads that append at once lose nothing: the order is dense and each finds its own in its order."""

        def write(writer: int) -> None:
            for number in range(1, self.batches + 1):
                backend.append(batch(f"w{writer}", number))

        self.at_once(write)

        kept = self.reopen(backend, tmp_path)
        leaves = kept.leaves(0, self.writers * self.batches + 1)
        assert len(leaves) == kept.size() == self.writers * self.batches
        for writer in range(self.writers):
            expected = [f"w{writer}/{number}".encode() for number in range(1, self.batches + 1)]
            assert [leaf for leaf in leaves if leaf.startswith(f"w{writer}/".encode())] == expected

    def test_lets_one_of_several_writers_win(self, backend: Backend) -> None:
        """Of threads that append the same revision one succeeds; the others are told and may try the next."""
        won: list[tuple[int, int]] = []

        def write(writer: int) -> None:
            for number in range(1, self.batches + 1):
                try:
                    backend.append(batch("shared", number, stored=str(writer).encode()))
                except StaleRevision:
                    continue
                won.append((number, writer))

        self.at_once(write)

        numbers = range(1, self.batches + 1)
        assert [number for number, _ in sorted(won)] == [*numbers]
        assert [backend.revision("shared", number) for number in numbers] == [
            str(each).encode() for _, each in sorted(won)
        ]
        assert backend.size() == self.batches

    def before_and_after(self, backend: Backend, folder: Path) -> Iterator[Backend]:
        """Yield the backend as it is, then what is there after opening it again."""
        yield backend
        yield self.reopen(backend, folder)

    def at_once(self, work: Callable[[int], None]) -> None:
        """Run *work* in as many threads as there are writers, and raise what one of them raised."""
        with ThreadPoolExecutor(self.writers) as pool:
            list(pool.map(work, range(self.writers)))


def holding(folder: Path, text: str) -> list[Path]:
    """Name the files in *folder* that hold *text*."""
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]
