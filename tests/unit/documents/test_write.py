import os
from pathlib import Path

import pytest

from safetykit.documents import write as module
from safetykit.documents.write import write
from safetykit.errors import RenderError


class TestWrite:
    def test_replaces_as_a_whole(self, tmp_path):
        """A file is replaced by the new one, and nothing else is left beside it."""
        target = tmp_path / "a.pdf"
        target.write_bytes(b"old")
        write(target, b"new")

        assert b"new" == target.read_bytes()
        assert [target] == list(tmp_path.iterdir())

    def test_no_such_folder(self, tmp_path):
        """A folder that does not exist gives an error that names path and remedy."""
        with pytest.raises(RenderError, match=r"cannot be written .*choose a folder that exists"):
            write(tmp_path / "none" / "a.pdf", b"x")

    def test_target_is_a_folder(self, tmp_path):
        """Where the target cannot be replaced nothing is left behind."""
        (tmp_path / "a.pdf").mkdir()
        with pytest.raises(RenderError, match="cannot be written"):
            write(tmp_path / "a.pdf", b"x")

        assert ["a.pdf"] == [path.name for path in tmp_path.iterdir()]

    def test_read_only(self, tmp_path, monkeypatch):
        """A file that may not be written to stays as it is, although its folder would let it be replaced."""
        target = tmp_path / "a.pdf"
        target.write_bytes(b"old")
        monkeypatch.setattr(module.os, "access", lambda path, mode: (Path(path), mode) != (target, os.W_OK))
        with pytest.raises(RenderError, match="Permission denied"):
            write(target, b"new")

        assert b"old" == target.read_bytes()

    def test_private(self, tmp_path):
        """Who may read the new file is for the user's own mask to say; of a file replaced it stays as it was."""
        kept = tmp_path / "kept.pdf"
        kept.touch()
        kept.chmod(0o640)
        mask = os.umask(0o077)
        try:
            write(tmp_path / "a.pdf", b"x")
            write(kept, b"x")
        finally:
            os.umask(mask)

        assert [0o600, 0o640] == [(tmp_path / name).stat().st_mode & 0o777 for name in ("a.pdf", "kept.pdf")]

    def test_link(self, tmp_path):
        """Through a link the file is written that it points to, there yet or not; nothing else is left in either folder."""
        folder = tmp_path / "shelf"
        folder.mkdir()
        for name in ("there.pdf", "not yet.pdf"):
            (tmp_path / name).symlink_to(folder / name)
        (folder / "there.pdf").write_bytes(b"old")
        for name in ("there.pdf", "not yet.pdf"):
            write(tmp_path / name, b"new")

            assert (tmp_path / name).is_symlink()
            assert b"new" == (folder / name).read_bytes()
        assert 2 == len([*folder.iterdir()])
        assert 3 == len([*tmp_path.iterdir()])

    def test_impossible_name(self, tmp_path):
        """A name that no file can have gives the same error; one as long as the system allows is written."""
        with pytest.raises(RenderError, match="cannot be written"):
            write(tmp_path / "a\0.pdf", b"x")
        write(tmp_path / f"{'a' * 251}.pdf", b"x")

        assert [f"{'a' * 251}.pdf"] == [path.name for path in tmp_path.iterdir()]

    def test_disk_full(self, tmp_path, monkeypatch):
        """When the disk is full in the middle, the old file stays and no part is left."""
        target = tmp_path / "a.pdf"
        target.write_bytes(b"old")

        def full(_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(module.os, "fsync", full)
        with pytest.raises(RenderError, match="No space left on device"):
            write(target, b"new")

        assert b"old" == target.read_bytes()
        assert [target] == list(tmp_path.iterdir())
