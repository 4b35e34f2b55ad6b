import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.errors import StoreError
from safetykit.stores.lines import LineFile, as_bytes, as_text, line_of


def written(path, *values):
    """Return a file that holds *values*, read to its end."""
    file = LineFile(path)
    for value in values:
        file.write(line_of(value))
        file.accept(line_of(value))
    return file


class TestBytes:
    @given(st.binary())
    def test_come_back_from_text(self, data):
        """Any bytes come back from the text that they are written as, also through a line."""
        assert as_bytes(as_text(data)) == data
        assert line_of(as_text(data)).count(b"\n") == 1

    def test_stay_readable(self):
        """Text in UTF-8 is written as it is."""
        assert "罐区".encode() in line_of(as_text("罐区".encode()))


class TestLineFile:
    @given(st.lists(st.binary()))
    def test_reads_what_was_written(self, tmp_path_factory, values):
        """Values are read in order, with offsets that find each again."""
        path = tmp_path_factory.mktemp("lines") / "a.jsonl"
        written(path, *map(as_text, values))

        file = LineFile(path)
        found = list(file.scan())

        assert [as_bytes(value) for _, value in found] == values
        assert [as_bytes(value) for value in file.read(offset for offset, _ in reversed(found))] == values[::-1]
        assert file.end == path.stat().st_size

    def test_is_for_its_user_alone(self, tmp_path):
        """Neither the new file nor its replacement can be read by other users."""
        file = written(tmp_path / "a.jsonl", 1)
        first = stat.S_IMODE((tmp_path / "a.jsonl").stat().st_mode)
        file.replace([line_of(2)])

        assert (first, stat.S_IMODE((tmp_path / "a.jsonl").stat().st_mode)) == (0o600, 0o600)

    def test_leaves_out_a_torn_line(self, tmp_path):
        """Wherever a crash tears the last line, the lines before it are read and the rest is cut away."""
        path = tmp_path / "a.jsonl"
        written(path, "one", "two")
        whole = path.read_bytes()
        start = len(line_of("one"))

        for length in range(start, len(whole)):
            path.write_bytes(whole[:length])
            file = LineFile(path)
            assert [value for _, value in file.scan()] == ["one"]
            file.cut()
            assert path.stat().st_size == file.end == start

    def test_finds_every_damaged_byte(self, tmp_path):
        """A byte that changed is found on reading, and the error names the line or the place."""
        path = tmp_path / "a.jsonl"
        written(path, "one", "two", "three")
        whole = path.read_bytes()
        start, end = len(line_of("one")), len(line_of("one") + line_of("two"))

        for place in range(start, end):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(StoreError, match=r"a[.]jsonl, line 2, is damaged"):
                list(LineFile(path).scan())
            with pytest.raises(StoreError, match=f"a[.]jsonl, the line at byte {start}, is damaged"):
                list(LineFile(path).read([start]))

    def test_refuses_a_version_that_it_does_not_know(self, tmp_path):
        """A line of a newer format is not guessed at."""
        (tmp_path / "a.jsonl").write_bytes(line_of("one").replace(b'"v":1', b'"v":2'))

        with pytest.raises(StoreError, match="written by a newer safetykit"):
            list(LineFile(tmp_path / "a.jsonl").scan())

    def test_counts_only_what_was_accepted(self, tmp_path):
        """What was written and not accepted is cut, or overwritten by what comes next."""
        file = written(tmp_path / "a.jsonl", "one")
        file.write(line_of("lost"))
        file.cut()
        file.write(line_of("two"))
        file.accept(line_of("two"))

        assert [value for _, value in LineFile(tmp_path / "a.jsonl").scan()] == ["one", "two"]

    def test_replaces_all_lines(self, tmp_path):
        """New lines take the place of the old, and nothing else is left in the folder."""
        file = written(tmp_path / "a.jsonl", "one", "two")
        file.replace(line_of(value) for value in file.read([0]))

        assert [value for _, value in file.scan()] == ["one"]
        assert [*tmp_path.iterdir()] == [tmp_path / "a.jsonl"]

    def test_keeps_all_lines_if_it_cannot_replace_them(self, tmp_path):
        """A replacement that fails half-way changes nothing and leaves nothing behind."""
        file = written(tmp_path / "a.jsonl", "one", "two")

        with pytest.raises(StoreError):
            file.replace(line_of(value) for value in file.read([0, 1]))

        assert [value for _, value in file.scan()] == ["one", "two"]
        assert [*tmp_path.iterdir()] == [tmp_path / "a.jsonl"]

    def test_drops_what_a_crash_left_of_a_replacement(self, tmp_path):
        """A half-made replacement is deleted on opening, for it may hold what was to be erased."""
        (tmp_path / "a.new").write_text("canary")

        LineFile(tmp_path / "a.jsonl")

        assert [*tmp_path.iterdir()] == [tmp_path / "a.jsonl"]
