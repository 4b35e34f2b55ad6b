from datetime import UTC, date, datetime

import attrs
import pytest

from safetykit import Kit, PackError, RenderError
from safetykit.packs import cn_gb30871
from tests.unit.documents.samples import record

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
KIT = Kit(packs=[cn_gb30871.PACK])


class TestRegister:
    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    def test_lists_records(self, lang):
        """Each permit is a row, in every format."""
        permits = [record(1), record(2)]
        made = KIT.register(permits, at=AT, lang=lang, unit="炼油部", period="2026-11", findings={"x": 1})

        page = made.html()
        assert all(permit.number in text for permit in permits for text in (page, made.csv()))
        assert all(word in page for word in ("炼油部", "2026-11"))
        assert made.pdf().startswith(b"%PDF")

    @pytest.mark.parametrize("ending", ["xlsx", "csv", "html"])
    def test_save(self, ending, tmp_path):
        """The ending says the format."""
        starts = {"xlsx": b"PK", "csv": b"\xef\xbb\xbf", "html": b"<!DOC"}
        target = KIT.register([record()], at=AT).save(tmp_path / f"register.{ending}")

        assert target.read_bytes().startswith(starts[ending])

    def test_unknown(self):
        """A register that there is not is refused with those that there are."""
        with pytest.raises(PackError, match="no register 'x'; known: cn-gb30871/permits"):
            KIT.register([], at=AT, form="x")

    def test_nothing_half_written(self, tmp_path):
        """A format that there is not leaves no file."""
        with pytest.raises(RenderError, match=r"there is no format .\.exe"):
            KIT.register([record()], at=AT).save(tmp_path / "register.exe")

        assert [] == [*tmp_path.iterdir()]


class TestArchiveIndex:
    @pytest.mark.parametrize("lang", ["zh", "en", "zh+en"])
    def test_names_gaps_and_keeping(self, lang):
        """Numbers in order, what is missing between them, until when each is kept, the digest of each."""
        first = attrs.evolve(record(), id="a", number="DH-001", state_since=AT)
        third = attrs.evolve(record(), id="b", number="DH-003", state_since=AT)
        index = KIT.archive_index([third, first], at=AT, lang=lang, period="2026-11", digests={"a": "0f" * 32})

        page = index.document().markdown().replace("\\", "")
        assert page.index("DH-001") < page.index("002") < page.index("DH-003")
        assert "0f" * 8 in page
        assert "2027-11-16" in page
        assert index.csv().count("DH-00") == 2

    def test_is_no_register(self):
        """An index is chosen among indexes."""
        with pytest.raises(PackError, match="no register 'cn-gb30871/permits'; known: cn-gb30871/archive"):
            KIT.archive_index([], at=AT, form="cn-gb30871/permits")


class TestKeepUntil:
    def test_counts_from_the_closure(self):
        """A year after the day of the site on which it was closed."""
        late = datetime(2026, 11, 16, 17, tzinfo=UTC)

        assert date(2027, 11, 17) == KIT.keep_until(attrs.evolve(record(), state_since=late))

    @pytest.mark.parametrize("changes", [{"state": "live", "state_since": AT}, {"state_since": None}])
    def test_nobody_can_tell(self, changes):
        """While it is open, or where the record does not know since when it is not."""
        assert None is KIT.keep_until(attrs.evolve(record(), **changes))
