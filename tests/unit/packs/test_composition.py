from datetime import UTC, date, datetime

import attrs
import pytest

from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.works import HeightWork, HotWork
from safetykit.packs.composition import contradictions, default_site, words_of
from safetykit.packs.pack import Pack
from safetykit.rules.texts import Message, Texts
from tests.unit.rules.made_up import SITE, row, scale

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
LAW = Pack(id="made-up", rules=(row(),), scales=(scale(),), works=(HotWork,))


def problems(*packs, rules=(), **settings):
    """Return what contradicts itself."""
    return contradictions(
        packs=packs,
        works=[work for pack in packs for work in pack.works],
        rules=rules,
        lifecycles=[],
        site=attrs.evolve(SITE, **settings),
    )


class TestDefaultSite:
    def test_is_that_of_the_first_pack(self):
        """Of several laws the first one counts; packs without one are passed over."""
        one, two = attrs.evolve(LAW, site=SITE), Pack(id="two", site=attrs.evolve(SITE, zone="UTC"))

        assert default_site([Pack(id="none"), one, two]) == SITE
        assert default_site([Pack(id="none")]) is None

    def test_of_a_company_goes_before_that_of_the_law(self):
        """A pack that extends others has read their settings and put its own over them; the last one counts."""
        law = attrs.evolve(LAW, site=SITE)
        sites = [attrs.evolve(SITE, zone=zone) for zone in ("Asia/Urumqi", "UTC")]
        province, company = (Pack(id=site.zone, site=site, extends=("made-up",)) for site in sites)

        assert default_site([law, province, company]) == sites[1]
        assert default_site([law, province, Pack(id="bare", extends=("made-up",))]) == sites[0]


class TestWords:
    def test_of_rows_in_packs_are_there(self):
        """A row that was made in Python brings its words, wherever it stands; those of its pack win."""
        words = FrozenMap({"en": FrozenMap({"made-up/a": Message("a"), "made-up/b": Message("b")})})
        pack = Pack(
            id="made-up",
            rules=(row(messages=words),),
            texts=Texts(FrozenMap({"en": FrozenMap({"made-up/b": Message("own")})})),
        )
        host = row(messages=FrozenMap({"en": FrozenMap({"acme/c": Message("c")})}))

        found = words_of([pack], [host, row()]).messages["en"]
        assert [found[key].wrong for key in ("made-up/a", "made-up/b", "acme/c")] == ["a", "own", "c"]


class TestExtends:
    def test_needs_the_pack_below(self):
        """The law's rows must run beside the company's, and their words be there."""
        company = Pack(id="acme", extends=("made-up",))

        assert problems(company) == ["pack 'acme' extends 'made-up', which is not there; put it before"]
        assert problems(LAW, company) == problems(LAW.advisory(), company) == []


class TestSubjects:
    @pytest.mark.parametrize(
        ("subject", "problem"),
        [
            ("permit/hot-wrok", "no such kind 'hot-wrok'; known: hot-work"),
            ("permti/hot-work", "there is no lifecycle for records called 'permti'"),
        ],
    )
    def test_of_rows_over_those_of_a_law_must_be_known(self, subject, problem):
        """A slip would make a row that is never asked; a law may speak of what this kit does not know."""
        slip = row(id="acme/row", applies_to=subject)
        found = [f"rule 'acme/row': applies_to: {problem}"]

        assert problems(LAW, Pack(id="acme", rules=(slip,), extends=("made-up",))) == found
        assert problems(LAW, rules=[slip]) == found
        assert problems(LAW, Pack(id="acme", rules=(slip,))) == []

    def test_of_a_kind_that_the_pack_brings_is_known(self):
        """A pack over others may bring work of its own."""
        height = row(id="acme/row", applies_to="permit/height")

        assert problems(LAW, Pack(id="acme", rules=(height,), extends=("made-up",), works=(HeightWork,))) == []


class TestSettings:
    @pytest.mark.parametrize(
        ("settings", "problem"),
        [
            ({"slots": {"hot-wrok/low": ()}}, "slots: 'hot-wrok/low': no such kind of work; known: hot-work"),
            ({"slots": {"hot-work/lwo": ()}}, "slots: 'hot-work/lwo': no such grade; known: low, middle, high"),
            ({"slots": {"hot-work": ()}}, "slots: 'hot-work': no such grade; known: low, middle, high"),
            (
                {"slots": {"hot-work/low": ("leadr",)}},
                "slots: 'hot-work/low': no such slot 'leadr'; known: acceptance, approver, leader, ",
            ),
            ({"approvers": {"hot-work/lwo": ("a",)}}, "approvers: 'hot-work/lwo': no such grade; known: low, "),
            ({"approvers": {"dvinig": ("a",)}}, "approvers: 'dvinig': no such kind of work; known: hot-work"),
            ({"approves": {"hot-work/lwo": "approver"}}, "approves: 'hot-work/lwo': no such grade; known: low, "),
            ({"approves": {"hot-work/low": "aprover"}}, "approves: 'hot-work/low': no such slot 'aprover'; known: "),
            (
                {"approves": {"hot-work/low": "unit"}},
                "approves: 'hot-work/low': nobody has to sign 'unit' there; add it to slots",
            ),
            ({"adoption": {"MU-02": date(2027, 1, 1)}}, "adoption: no such row 'MU-02'"),
        ],
    )
    def test_that_name_nothing_are_told(self, settings, problem):
        """A slip in a kind, grade, slot or row would be a setting that nobody ever looks up."""
        (found,) = problems(LAW, **{name: FrozenMap(value) for name, value in settings.items()})

        assert found.startswith(f"site: {problem}")

    def test_that_name_something_pass(self):
        """Slots that a move signs need not be asked for; a kind without grades may have any."""
        height = row(id="made-up/height", code="MU-03", applies_to="permit/height")

        assert (
            problems(
                attrs.evolve(LAW, rules=(*LAW.rules, height)),
                slots=FrozenMap({"hot-work/low": ("unit",), "height": ("leader",), "height/II": ()}),
                approves=FrozenMap({"hot-work/low": "unit", "height": "approver"}),
                approvers=FrozenMap({"hot-work/high": ("principal-leader",)}),
                adoption=FrozenMap({"MU-01": date(2027, 1, 1), "made-up/height": date(2027, 1, 1)}),
            )
            == []
        )

    def test_are_the_hosts_where_no_pack_is(self):
        """Without packs nobody else says which kinds there are."""
        assert problems(slots=FrozenMap({"diving": ("leader",)})) == []


class TestWaivers:
    @pytest.mark.parametrize(
        ("rule", "found"),
        [
            ("acme/own", []),
            ("A-1", []),
            ("MU-09", ["site: waivers: no such row 'MU-09'"]),
            ("made-up/hot-work/row", ["site: waivers: 'made-up/hot-work/row': may not be set aside: "]),
            ("MU-01", ["site: waivers: 'MU-01': may not be set aside: made-up/hot-work/row"]),
        ],
    )
    def test_are_only_for_rows_that_may_be_set_aside(self, rule, found):
        """A waiver of a clause, or of a code that a clause shares, is refused before anyone relies on it."""
        own = row(id="acme/own", code="A-1", waivable=True)
        shared = row(id="acme/shared", code="MU-01", waivable=True)
        site = SITE.waive(rule, reason="none", approver="p-1", until=NOON)

        told = problems(LAW, rules=[own, shared], waivers=site.waivers)
        assert len(told) == len(found)
        assert all(problem.startswith(start) for problem, start in zip(told, found, strict=True))


class TestLifecycles:
    def test_slots_of_any_lifecycle_are_known(self):
        """A pack's own table brings slots of its own."""
        slots = (*STANDARD_PERMIT.slots, attrs.evolve(STANDARD_PERMIT.slots[0], name="fire-watch"))
        table = attrs.evolve(STANDARD_PERMIT, id="own", applies_to="permit/hot-work", slots=slots)
        pack = attrs.evolve(LAW, lifecycles=(table,))

        assert problems(pack, slots=FrozenMap({"hot-work/low": ("fire-watch",)})) == []
