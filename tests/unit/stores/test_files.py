import os
import signal
import subprocess
import sys
from io import FileIO
from pathlib import Path

import pytest

from safetykit.errors import StoreError
from safetykit.stores import Batch, Files, files, lines
from safetykit.testing.contracts import CANARY, batch, disclosure, holding

FIRST = batch("a", 1, disclosure("d1"), stored="第一".encode())
SECOND = batch("a", 2, disclosure("d2", text=CANARY), stored=b"second")
THIRD = batch("a", 3, disclosure("d3"), stored=b"third")

WRITER = """
import sys
from safetykit.stores import Batch, Files

backend = Files(sys.argv[1])
while True:
    leaf = b"%d" % backend.size()
    backend.append(Batch(leaves=(leaf, leaf)))
    print(backend.size(), flush=True)
"""


def content(backend):
    """Return everything that a backend holds of record ``a``."""
    revisions = tuple(backend.revision("a", number) for number in range(1, 5))
    return revisions, backend.disclosures(), backend.leaves(0, 9), backend.size()


def opened(folder):
    """Return everything that a folder holds, read in one opening."""
    with Files(folder) as backend:
        return content(backend)


def answer(backend, more):
    """Append a batch; return what the backend has to say against it."""
    try:
        backend.append(more)
    except StoreError as error:
        return str(error)


@pytest.fixture
def folder(tmp_path):
    """Return a folder that holds the first batch."""
    with Files(tmp_path / "store") as backend:
        backend.append(FIRST)
    return tmp_path / "store"


class Failing:
    """Input and output that fails when told: after so many bytes, flushes or cuts have succeeded."""

    def __init__(self, monkeypatch):
        """Stand between the files and the operating system."""
        self.work_again()
        outer, fsync = self, os.fsync

        class Disk(FileIO):
            def write(self, data):
                short = bytes(data)[: outer.room]
                if not short:
                    raise OSError(28, "No space left on device")
                outer.room -= len(short)
                return super().write(short)

            def truncate(self, size=None):
                outer.cuts -= 1
                if outer.cuts < 0:
                    raise OSError(5, "Input/output error")
                return super().truncate(size)

        def flush(descriptor):
            outer.flushes -= 1
            if outer.flushes < 0:
                raise OSError(5, "Input/output error")
            fsync(descriptor)

        monkeypatch.setattr(lines, "FileIO", Disk)
        monkeypatch.setattr(os, "fsync", flush)

    def work_again(self):
        """Let everything succeed from now on."""
        self.room = self.flushes = self.cuts = 10**9


@pytest.fixture
def failing(folder, monkeypatch):
    """Return the switch for failing input and output; the folder is made before."""
    return Failing(monkeypatch)


class TestOpening:
    def test_is_for_one_at_a_time(self, folder):
        """A folder in use is refused until it is closed, and a closed backend says so."""
        backend = Files(folder)
        with pytest.raises(StoreError, match="in use by another store"):
            Files(folder)

        backend.close()
        backend.close()
        with pytest.raises(StoreError, match="not open in this process; open it anew"):
            backend.size()
        assert opened(folder)[-1] == 1

    def test_is_let_go_with_the_backend(self, folder):
        """A backend that nobody holds any more no longer keeps others out."""
        assert Files(folder).size() == 1
        assert Files(folder).size() == 1

    def test_cannot_be_shared_by_a_forked_process(self, folder, monkeypatch):
        """A process that inherited the backend is refused, since both would write at one place."""
        with Files(folder) as backend:
            monkeypatch.setattr(os, "getpid", lambda: 0)
            with pytest.raises(StoreError, match="a forked process cannot share it"):
                backend.append(SECOND)

    @pytest.mark.parametrize("name", ["", "lock", "journal.jsonl", "disclosures.jsonl"])
    def test_tells_what_cannot_be_opened(self, tmp_path, name):
        """A folder or file that cannot be opened for writing is an error that says what to do, and nothing is held."""
        if name:
            (tmp_path / "store" / name).mkdir(parents=True)
        else:
            (tmp_path / "store").write_text("a file in the place of the folder")

        with pytest.raises(StoreError, match=r"cannot be read or written .*; free space or correct permissions"):
            Files(tmp_path / "store")
        with pytest.raises(StoreError, match="cannot be read or written"):
            Files(tmp_path / "store")

    def test_makes_the_folder_for_its_user_alone(self, folder):
        """The folder and the files in it are closed to other users."""
        assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}

    def test_makes_new_entries_durable(self, tmp_path, monkeypatch):
        """The new folder, the files in it, each batch and each erasure are flushed, folders too."""
        flushed = []
        monkeypatch.setattr(os, "fsync", flushed.append)
        with Files(tmp_path / "store") as backend:
            assert len(flushed) == 2
            backend.append(FIRST)
            assert len(flushed) == 4
            backend.append(Batch(leaves=(b"x",)))
            assert len(flushed) == 5
            backend.erase(["d1"])
            assert len(flushed) == 7


class TestDamage:
    def test_forgets_a_torn_batch(self, folder):
        """Wherever a crash tears the line of the last batch, that batch never happened, nor is a value of it left."""
        before = opened(folder)
        start = (folder / "journal.jsonl").stat().st_size
        with Files(folder) as backend:
            backend.append(SECOND)
        kept = {path: path.read_bytes() for path in folder.iterdir()}
        journal = kept[folder / "journal.jsonl"]

        for length in range(start, len(journal)):
            for path, data in kept.items():
                path.write_bytes(data)
            (folder / "journal.jsonl").write_bytes(journal[:length])
            assert opened(folder) == before
            assert holding(folder, CANARY) == []

    def test_forgets_torn_disclosures(self, folder):
        """Wherever a crash tears the disclosures of a batch that never happened, nothing of them is left."""
        before = opened(folder)
        journal, rows = folder / "journal.jsonl", folder / "disclosures.jsonl"
        kept, start = journal.read_bytes(), rows.stat().st_size
        with Files(folder) as backend:
            backend.append(SECOND)
        journal.write_bytes(kept)
        whole = rows.read_bytes()

        for length in range(start, len(whole) + 1):
            rows.write_bytes(whole[:length])
            assert opened(folder) == before
            assert rows.stat().st_size == start

    def test_goes_on_after_a_torn_batch(self, folder):
        """After a torn batch the next one takes its place."""
        with (folder / "journal.jsonl").open("ab") as file:
            file.write(b'{"v":1,"sha')
        with Files(folder) as backend:
            backend.append(SECOND)
            before = content(backend)

        assert opened(folder) == before
        assert before[3] == 2

    @pytest.mark.parametrize("name", ["journal.jsonl", "disclosures.jsonl"])
    def test_is_loud_about_a_damaged_line(self, folder, name):
        """A line that was changed stops the opening; the error names file and line, and lets go of the folder."""
        with Files(folder) as backend:
            backend.append(SECOND)
        path = folder / name
        path.write_bytes(path.read_bytes().replace(b'"sha256":"', b'"sha256":"0', 1))

        for _ in range(2):
            with pytest.raises(StoreError, match=f"{name}, line 1, is damaged .*from a backup"):
                Files(folder)

    def test_is_loud_about_a_line_damaged_while_open(self, folder):
        """Damage that comes later is found when the line is read."""
        with Files(folder) as backend:
            path = folder / "journal.jsonl"
            path.write_bytes(path.read_bytes().replace(b"leaves", b"Leaves"))

            with pytest.raises(StoreError, match="the line at byte 0, is damaged"):
                backend.leaves(0, 1)

    def test_deletes_no_disclosures_that_only_the_journal_lacks(self, folder):
        """A journal that was cut, or put back older than the disclosures, is an error and not a reason to delete."""
        journal = (folder / "journal.jsonl").read_bytes()
        with Files(folder) as backend:
            backend.append(SECOND)
            backend.append(THIRD)
        (folder / "journal.jsonl").write_bytes(journal)

        with pytest.raises(StoreError, match=r"the journal ends before batch 2, .*from one backup"):
            Files(folder)
        assert holding(folder, CANARY) == [folder / "disclosures.jsonl"]


class TestFailures:
    def test_full_disk_changes_nothing(self, folder, failing):
        """Wherever the disk is full while a batch is written, nothing changes, and later the batch can be kept."""
        with Files(folder) as backend:
            before = content(backend)
            kept = {path: path.read_bytes() for path in folder.iterdir()}
            for room in range(10**9):
                failing.room = room
                told = answer(backend, SECOND)
                if told is None:
                    break
                assert "No space left on device" in told
                assert content(backend) == before
                assert {path: path.read_bytes() for path in folder.iterdir()} == kept

            assert room > len(SECOND.leaves[0] + SECOND.revisions[0].stored + CANARY.encode())
            assert content(backend)[0][1] == b"second"

    @pytest.mark.parametrize("flushes", [0, 1])
    def test_failing_flush_changes_nothing(self, folder, failing, flushes):
        """A batch that cannot be made durable is taken back, the disclosures too."""
        with Files(folder) as backend:
            before = content(backend)
            failing.flushes = flushes
            with pytest.raises(StoreError, match="Input/output error"):
                backend.append(SECOND)
            assert content(backend) == before
        failing.work_again()

        assert opened(folder) == before
        assert holding(folder, CANARY) == []

    @pytest.mark.parametrize(("flushes", "room"), [(0, 10**9), (1, 10**9), (10**9, 300)])
    def test_what_cannot_be_taken_back_does_not_count(self, folder, failing, flushes, room):
        """If even taking back fails, the batch does not count, and it is taken back before the next one."""
        with Files(folder) as backend:
            before = content(backend)
            failing.flushes, failing.room, failing.cuts = flushes, room, 2
            for _ in range(2):
                with pytest.raises(StoreError):
                    backend.append(SECOND)
                assert content(backend) == before
            failing.work_again()
            backend.append(batch("a", 2, disclosure("d4"), stored=b"other"))
            after = content(backend)

        assert opened(folder) == after
        assert holding(folder, CANARY) == []

    def test_batch_that_was_not_taken_back_is_whole(self, folder, failing):
        """If taking back failed and the process ends, the batch is there with its values, or not at all."""
        with Files(folder) as backend:
            failing.flushes, failing.cuts = 1, 2
            with pytest.raises(StoreError):
                backend.append(SECOND)
        failing.work_again()

        (_, second, *_), rows, *_ = opened(folder)
        assert (second, [row.digest for row in rows]) == (b"second", ["d1", "d2"])

    @pytest.mark.parametrize("fault", [{"flushes": 0}, {"room": 0}])
    def test_failing_erasure_changes_nothing(self, folder, failing, fault):
        """An erasure that cannot be written changes nothing and leaves no second copy behind."""
        with Files(folder) as backend:
            backend.append(SECOND)
            before = content(backend)
            vars(failing).update(fault)
            with pytest.raises(StoreError):
                backend.erase(["d1"])
            assert content(backend) == before
            assert not (folder / "disclosures.new").exists()
            failing.work_again()
            assert backend.erase(["d1"]) == 1

    def test_erasure_of_unsure_duration_closes_the_backend(self, folder, failing):
        """If the exchange of the file cannot be made durable, nothing is appended to it before it was opened again."""
        with Files(folder) as backend:
            failing.flushes = 1
            with pytest.raises(StoreError, match="Input/output error"):
                backend.erase(["d1"])
            with pytest.raises(StoreError, match="open it anew"):
                backend.append(SECOND)
        failing.work_again()

        assert opened(folder)[1] == ()

    def test_interruption_changes_nothing(self, folder, monkeypatch):
        """A batch that is interrupted from the keyboard is taken back."""
        with Files(folder) as backend:
            before = content(backend)
            with monkeypatch.context() as context:
                context.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
                with pytest.raises(KeyboardInterrupt):
                    backend.append(SECOND)
            assert content(backend) == before

        assert opened(folder) == before


class TestProcesses:
    def test_loses_nothing_when_killed(self, tmp_path):
        """A writer killed at any moment loses nothing that it was told is stored, and doubles nothing."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        for told in (1, 20, 40):
            with subprocess.Popen(
                [sys.executable, "-c", WRITER, tmp_path / "store"], env=environment, stdout=subprocess.PIPE, text=True
            ) as writer:
                acknowledged = [int(writer.stdout.readline()) for _ in range(told)][-1]
                with pytest.raises(StoreError, match="in use by another store"):
                    Files(tmp_path / "store")
                writer.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

            with Files(tmp_path / "store") as backend:
                found = backend.leaves(0, 10**9)
            assert len(found) >= acknowledged
            assert found == tuple(b"%d" % (index - index % 2) for index in range(len(found)))


class TestFolder:
    def test_can_be_read_by_people(self, folder):
        """The journal shows readable text and the disclosures stand apart from it."""
        journal = (folder / "journal.jsonl").read_text("utf-8")

        assert "第一" in journal
        assert "text" not in journal

    def test_takes_a_path_of_any_kind(self, folder):
        """The folder may be named by text."""
        assert opened(str(folder)) == opened(Path(folder))

    def test_reads_a_batch_once(self, folder, monkeypatch):
        """Leaves of one batch are read together."""
        with Files(folder) as backend:
            backend.append(Batch(leaves=(b"x", b"y", b"z")))
            read = []
            monkeypatch.setattr(files.LineFile, "read", lambda self, each: read.append(each) or [{"leaves": "xyz"}])

            assert backend.leaves(1, 4) == (b"x", b"y", b"z")
            assert len(read) == 1
