from datetime import date

import attrs
import pytest

from safetykit.errors import PackError
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.findings import Severity
from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871 import PACK
from safetykit.packs.cn_gb30871.checks import CHECKS
from safetykit.packs.pack import Pack, pack_of
from safetykit.rules.loader import load_rules
from safetykit.rules.rows import SourceMark
from safetykit.rules.texts import Message, Texts
from tests.unit.rules.made_up import row

DAY = date(2026, 1, 1)
VALIDITY = "cn-gb30871/hot-work/validity/high"


class TestPack:
    def test_of_a_company_is_a_few_rows(self):
        """A pack made in Python needs no file; its fingerprint is that of its rows."""
        acme = Pack(id="acme", rules=(row(id="acme/hot-work/row"),))

        assert (acme.site, acme.works, acme.forms, acme.cases) == (None, (), (), "")
        assert acme.fingerprint == Pack(id="acme", rules=(row(id="acme/hot-work/row"),)).fingerprint
        assert acme.fingerprint != Pack(id="acme", rules=(row(id="acme/hot-work/other"),)).fingerprint

    def test_is_a_value(self):
        """Packs compare and hash by content."""
        assert {PACK, PACK} == {PACK}

    def test_of_a_file_takes_everything_over(self):
        """A pack that is read from a file has the rows, words and fingerprint of that file."""
        rules = load_rules('schema = "safetykit-pack/1"\nid = "acme"\ntitle = { en = "Acme" }', checks={})
        acme = pack_of(rules, cases="# none")

        assert (acme.id, acme.title, acme.rules, acme.cases) == ("acme", FrozenMap({"en": "Acme"}), (), "# none")
        assert acme.files == rules.fingerprint

    def test_hands_its_checks_over(self):
        """A pack that extends this one can name what its rows name."""
        assert PACK.checks == CHECKS


class TestTighten:
    def test_makes_a_house_row_beside_the_law(self):
        """The new row has the check of the law's row, its own number and its own source; the pack stays as it is."""
        own = PACK.tighten(VALIDITY, id="acme/hot-work/validity", params={"hours": 6}, cites="Acme 12", since=DAY)
        base = next(rule for rule in PACK.rules if rule.id == VALIDITY)

        assert (own.check, own.when, own.params) == (base.check, base.when, {"hours": 6})
        assert (own.code, own.pack, own.mark, own.since) == (own.id, "acme", SourceMark.HOUSE, DAY)
        assert base.params == {"hours": 8}

    def test_takes_what_else_is_said(self):
        """End, severity and code may be chosen."""
        own = PACK.tighten(
            VALIDITY,
            id="acme/hot-work/validity",
            params={"hours": 6},
            cites="Acme 12",
            since=DAY,
            until=date(2027, 1, 1),
            severity=Severity.WARN,
            code="ACME-01",
        )

        assert (own.until, own.severity, own.code) == (date(2027, 1, 1), Severity.WARN, "ACME-01")

    def test_brings_the_words_of_the_row(self):
        """A check that speaks by the id of its row has words under the new id too."""
        base = row()
        words = Texts(FrozenMap({"en": FrozenMap({base.id: Message("wrong")})}))
        pack = Pack(id="made-up", rules=(base,), texts=words)

        own = pack.tighten(base.id, id="acme/row", params={}, cites="Acme 12", since=DAY)
        assert own.messages == {"en": {"acme/row": Message("wrong")}}

    def test_an_unknown_row_is_told(self):
        """The rows that there are are named."""
        pack = Pack(id="made-up", rules=(row(),))
        for each, known in ((pack, "made-up/hot-work/row"), (Pack(id="made-up"), "none")):
            with pytest.raises(PackError) as error:
                each.tighten("made-up/rwo", id="acme/row", params={}, cites="Acme 12", since=DAY)

            assert error.value.problems == (f"pack 'made-up': no such row 'made-up/rwo'; known: {known}",)

    def test_a_wrong_param_is_told_with_the_row(self):
        """The new row is named by its id."""
        with pytest.raises(PackError) as error:
            PACK.tighten(VALIDITY, id="acme/row", params={"hour": 6}, cites="Acme 12", since=DAY)

        assert error.value.problems == ("row 'acme/row': params: no such param 'hour'; known: hours",)


class TestAdvisory:
    def test_caps_every_row_at_a_warning(self):
        """What blocks warns; what warns or informs stays."""
        rows = tuple(row(id=f"made-up/{severity.value}", severity=severity) for severity in Severity)
        pack = Pack(id="made-up", rules=rows).advisory()

        assert [rule.severity for rule in pack.rules] == [Severity.WARN, Severity.WARN, Severity.INFO]
        assert [rule.id for rule in pack.rules] == [rule.id for rule in rows]

    def test_is_another_pack(self):
        """Its id and fingerprint say what findings were judged by; all else is the same."""
        pack = PACK.advisory()

        assert pack.id == "cn-gb30871+advisory"
        assert pack.fingerprint != PACK.fingerprint
        assert pack == attrs.evolve(PACK, id=pack.id, rules=pack.rules)


class TestFingerprint:
    @pytest.mark.parametrize(
        "parts",
        [
            {"rules": PACK.rules[1:]},
            {"rules": (attrs.evolve(PACK.rules[0], severity=Severity.INFO), *PACK.rules[1:])},
            {"scales": ()},
            {"texts": Texts()},
            {"lifecycles": (STANDARD_PERMIT,)},
            {"files": "other"},
        ],
    )
    def test_changes_with_whatever_it_judges_by(self, parts):
        """A pack that was read from files and then changed does not pass for the one in the files."""
        assert attrs.evolve(PACK, **parts).fingerprint != PACK.fingerprint

    def test_stays_otherwise(self):
        """What is printed or shipped with it does not matter, and a copy is the same pack."""
        assert attrs.evolve(PACK, cases="", forms=()).fingerprint == PACK.fingerprint
