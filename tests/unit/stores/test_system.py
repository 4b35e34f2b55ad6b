import os
import sys
from types import ModuleType

import pytest

from safetykit.errors import StoreError
from safetykit.stores import system


@pytest.fixture
def windows(monkeypatch):
    """Pretend to be on Windows, with a lock that the list of locked descriptors stands for."""
    locked = []

    def locking(descriptor, mode, length):
        if locked:
            raise PermissionError(13, "Permission denied")
        locked.append((mode, length))

    fake = ModuleType("msvcrt")
    fake.LK_NBLCK, fake.locking = 2, locking
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    monkeypatch.setattr(system.sys, "platform", "win32")
    return locked


class TestHold:
    def test_keeps_out_a_second(self, tmp_path):
        """While one holds the file a second is refused and told what to do; closing lets go."""
        first = system.hold(tmp_path / "lock")

        with pytest.raises(StoreError, match=r"in use by another store .*close that one"):
            system.hold(tmp_path / "lock")

        os.close(first)
        os.close(system.hold(tmp_path / "lock"))

    def test_keeps_out_a_second_on_windows(self, tmp_path, windows):
        """On Windows one byte of the file is locked, at once or not at all."""
        os.close(system.hold(tmp_path / "lock"))

        assert windows == [(2, 1)]
        with pytest.raises(StoreError, match="in use by another store"):
            system.hold(tmp_path / "lock")


class TestSyncFolder:
    def test_makes_entries_durable(self, tmp_path, monkeypatch):
        """The folder itself is flushed."""
        flushed = []
        monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append(os.fstat(descriptor)))

        system.sync_folder(tmp_path)

        assert [os.path.samestat(each, tmp_path.stat()) for each in flushed] == [True]

    def test_has_nothing_to_do_on_windows(self, tmp_path, windows):
        """Windows cannot open a folder, so none is opened."""
        system.sync_folder(tmp_path / "absent")
