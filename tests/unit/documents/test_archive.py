from datetime import UTC, date, datetime

import attrs
import pytest

from safetykit.documents.archive import archive_index, keep_until
from safetykit.errors import RenderError
from safetykit.model.people import Party
from safetykit.model.time import Period
from tests.unit.documents.ledgers import Drill, local, of, permit, shipped, words
from tests.unit.documents.samples import IMPRINT


def filed(number, unit="甲部", month=11, **changes):
    """Return a permit of a unit and month."""
    start = datetime(2026, month, 16, tzinfo=UTC)
    parties = (Party(unit=unit, side="applicant"),) if unit else ()
    window = Period(start=start, end=start.replace(hour=8)) if month else None
    return permit(number or 0, number=number and f"DH-{number:03}", parties=parties, permitted=window, **changes)


def made(records, **more):
    """Return the shipped index of some records."""
    return archive_index(shipped("archive"), records, words(name="archive"), imprint=IMPRINT, **more)


def lines(table):
    """Return the first two texts of each row."""
    return [tuple(cell.text for cell in row.cells[:2]) for row in table.rows]


class TestParts:
    def test_one_for_each_unit_and_month(self):
        """Each unit and month has its part on a page of its own, whose head says which and how many, on every page."""
        tables = made([filed(4, "乙部"), filed(3, month=12), filed(2), filed(1)], period="2026年").tables

        heads = [table.head[0].cells[0].text for table in tables]
        assert ["乙部　2026-11", "甲部　2026-11", "甲部　2026-12"] == [head.split("　共")[0] for head in heads]
        assert "共 2 份，缺号 0 个" in heads[1]
        assert [False, True, True] == [table.page for table in tables]
        assert ["", "特殊作业票卷内目录", "特殊作业票卷内目录"] == [table.title for table in tables]
        assert [("1", "DH-001"), ("2", "DH-002")] == lines(tables[1])

    def test_month_is_that_of_the_site(self):
        """The clocks of the site decide the month; a day stands for itself."""
        late = permit(1, permitted=Period(start=datetime(2026, 11, 30, 17, tzinfo=UTC)), applied_at=None)
        assert "2026-12" in made([late]).tables[0].head[0].cells[0].text

        more = '[pages]\nunit = "title"\nday = "held_on"\nnumber = "a"\n'
        definition = of('label = "a"\nvalue = "number"', more=more, record=Drill)
        (table,) = archive_index(
            definition, [Drill(id="d", title="演练", held_on=date(2026, 1, 2))], local(definition)
        ).tables
        assert "演练　2026-01" in table.head[0].cells[0].text

    def test_what_is_not_known_comes_last(self):
        """Records without unit or month stand at the end, and are said to be blank."""
        bare = filed(9, unit="", applied_at=None)
        tables = made([attrs.evolve(bare, permitted=None), filed(1)]).tables

        assert "未填　未填" in tables[1].head[0].cells[0].text

    def test_of_nothing(self):
        """An index of nothing says so."""
        (table,) = made(()).tables

        assert [("无记录",)] == lines(table)

    def test_needs_to_know_how_it_is_cut(self):
        """A register that is no index is refused."""
        with pytest.raises(RenderError, match=r"has no \[pages\]"):
            archive_index(shipped(), (), words())


class TestNumbers:
    def test_gaps_are_named_where_they_are(self):
        """Missing numbers stand before the next one and are counted; they are looked for among all units and months."""
        first, second = made([filed(1), filed(2, "乙部"), filed(6)]).tables

        assert [("1", "DH-002")] == lines(first)
        assert [("1", "DH-001"), ("缺号：003-005",), ("2", "DH-006")] == lines(second)
        assert "共 2 份，缺号 3 个" in second.head[0].cells[0].text

    def test_gap_at_the_beginning(self):
        """Where the series is known to begin with a number, its beginning is looked at too."""
        assert [("缺号：001-002",), ("1", "DH-003")] == lines(made([filed(3)], first=1).tables[0])

    def test_twins_and_blanks_are_marked(self):
        """A number that stands twice is marked; a record without one comes last; voided ones stay."""
        records = [filed(None), filed(1, id="x"), filed(1, id="y", state="void")]
        (table,) = made(records).tables

        assert [("1", "DH-001\n重号"), ("2", "DH-001\n重号"), ("3", "无编号")] == lines(table)
        assert "已作废" in [cell.text for row in table.rows for cell in row.cells]

    def test_gap_before_a_number_that_stands_twice(self):
        """What is missing before it is named and counted once."""
        (table,) = made([filed(1), filed(4, id="x"), filed(4, id="y")]).tables

        assert ["缺号：002-003"] == [row.cells[0].text for row in table.rows if len(row.cells) == 1]
        assert "缺号 2 个" in table.head[0].cells[0].text


class TestCells:
    def test_tell_what_an_archive_asks(self):
        """A row has boxes for the copies, the count of attachments, 16 signs of the digest, and until when it is kept."""
        record = filed(1, state_since=datetime(2026, 11, 20, 17, tzinfo=UTC))
        until = keep_until(record, "Asia/Shanghai", years=1)
        given = {"digest": {record.id: "0123456789abcdef" * 4}, "keep_until": lambda _: until}
        (row,) = made([record], given=given).tables[0].rows

        assert ["1 2 3", "0", "0123456789abcdef", "2027-11-21"] == [cell.text for cell in row.cells[7:]]
        assert "2026-11-16 08:00 — 2026-11-16 16:00" == row.cells[5].text

    def test_digest_of_another_kind_is_refused(self):
        """What is no digest is refused like any value that does not fit."""
        with pytest.raises(RenderError, match=r"given\(digest\) is of type bytes"):
            made([filed(1)], given={"digest": lambda _: b"x"})


class TestKeepUntil:
    def test_counts_from_the_closing(self):
        """Time is kept from the day of closing at the site, to the last day of a shorter month."""
        closed = filed(1, state_since=datetime(2026, 12, 30, 17, tzinfo=UTC))

        assert date(2027, 12, 31) == keep_until(closed, "Asia/Shanghai", years=1)
        assert date(2027, 2, 28) == keep_until(closed, "Asia/Shanghai", years=0, months=2)

    def test_is_open_while_the_record_is(self):
        """A record that is not at its end, or of which nobody knows since when, has no such day."""
        assert keep_until(filed(1, state="live", state_since=datetime(2026, 1, 1, tzinfo=UTC)), "UTC", years=1) is None
        assert keep_until(filed(1, state_since=None), "UTC", years=1) is None
        assert date(2027, 1, 1) == keep_until(
            filed(1, state="void", state_since=datetime(2026, 1, 1, tzinfo=UTC)), "UTC", years=1, final=("void",)
        )
