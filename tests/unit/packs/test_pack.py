from safetykit.model.frozenmap import FrozenMap
from safetykit.packs.cn_gb30871 import PACK
from safetykit.packs.pack import Pack, pack_of
from safetykit.rules.loader import load_rules
from tests.unit.rules.made_up import row


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
        assert acme.fingerprint == rules.fingerprint
