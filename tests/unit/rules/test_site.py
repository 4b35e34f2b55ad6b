from datetime import UTC, date, datetime

import attrs
import pytest

from safetykit.errors import PackError
from safetykit.model.evidence import Waiver
from safetykit.model.findings import Mode
from safetykit.model.frozenmap import FrozenMap
from safetykit.rules.calendars import calendar_of, year_from_data
from safetykit.rules.site import PROFILES, SETTINGS, Preset, Site, site_from_data, site_from_toml
from tests.unit.rules.made_up import SITE

DEFAULT = site_from_data(
    {"zone": "Asia/Shanghai", "certain_day": ["08:00", "18:00"], "slots": {"hot-work/low": ["leader"], "height": []}},
    None,
    "pack.toml: [site]",
)
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
PRESETS = FrozenMap(
    {
        "A": Preset(slots=FrozenMap({"hot-work/low": ("leader",)}), approves=FrozenMap({"hot-work/low": "leader"})),
        "B": Preset(
            slots=FrozenMap({"hot-work/low": ("leader", "approver"), "hot-work/high": ("approver",)}),
            approves=FrozenMap({"hot-work/low": "approver"}),
        ),
    }
)
FILE = """
preset = "A"
[presets.A]
slots = { "hot-work/low" = ["leader"] }
approves = { "hot-work/low" = "leader" }
[presets.B.slots]
"hot-work/low" = ["leader", "approver"]
"hot-work/high" = ["approver"]
[presets.B.approves]
"hot-work/low" = "approver"
"""
WAIVER = """
[[waivers]]
rule = "acme/hot-work/wind"
reason = "the hall has a roof"
approver = "p-zheng"
until = 2026-12-01T00:00:00+08:00
"""


def slips(text):
    """Return what is wrong with a site file."""
    with pytest.raises(PackError) as error:
        site_from_toml(text, DEFAULT)
    return error.value.problems


class TestSite:
    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"zone": "Moon/Sea"}, "site: zone: no such time zone; use an IANA name"),
            ({"certain_day": ("8", "18")}, "site: certain_day: two times of day as HH:MM are needed"),
            ({"certain_day": ("08:00",)}, "site: certain_day: two times of day as HH:MM are needed"),
            ({"night": ()}, "site: night: two times of day as HH:MM are needed"),
            ({"night": ("22:00", "24:00")}, "site: night: two times of day as HH:MM are needed"),
            ({"profile": "stone"}, "site: profile: one of electronic, electronic+sensors, paper is needed"),
            ({"distance_at_limit": "maybe"}, "site: distance_at_limit: one of breach, ok is needed"),
            (
                {"approvers": FrozenMap({"height": ()})},
                "site: approvers: 'height': at least one function is needed; leave the key out if it does not matter",
            ),
            ({"preset": "A"}, "site: preset: no such preset 'A'; known: none"),
            ({"preset": "C", "presets": PRESETS}, "site: preset: no such preset 'C'; known: A, B"),
            ({"upgrade": "none"}, "site: upgrade: one of level-up, approver-up is needed"),
            ({"night": ("22:00", "22:00")}, "site: night: the two times are one; say from when until when"),
            ({"zone": 8}, "site: zone: a text is needed"),
            ({"certain_day": ["08:00", "18:00"]}, "site: certain_day: a tuple of two times of day is needed"),
            ({"night": "22:00"}, "site: night: a tuple of two times of day, or None, is needed"),
            ({"mode": "record"}, "site: mode: a Mode is needed"),
            ({"guardian_points": "no"}, "site: guardian_points: True or False is needed"),
            ({"slots": {"height": ("leader",)}}, "site: slots: a FrozenMap of tuples of texts is needed"),
            ({"slots": FrozenMap({"height": "leader"})}, "site: slots: a FrozenMap of tuples of texts is needed"),
            ({"presets": FrozenMap({"A": {}})}, "site: presets: a FrozenMap of Preset is needed"),
            (
                {"adoption": FrozenMap({"HOT-04": datetime(2027, 1, 1, tzinfo=UTC)})},
                "site: adoption: a FrozenMap of dates without a time is needed",
            ),
            ({"waivers": ("HOT-04",)}, "site: waivers: a tuple of Waiver is needed"),
            ({"calendar": None}, "site: calendar: a WorkCalendar is needed"),
        ],
    )
    def test_a_setting_without_meaning_is_named(self, fields, problem):
        """A setting that means nothing stops the site."""
        with pytest.raises(PackError) as error:
            attrs.evolve(SITE, **fields)

        assert error.value.problems == (problem,)

    def test_all_are_named_at_once(self):
        """Several wrong settings are named together."""
        with pytest.raises(PackError) as error:
            Site(zone="Moon/Sea", certain_day=(), upgrade="none")

        assert len(error.value.problems) == 3

    @pytest.mark.parametrize("profile", list(PROFILES))
    def test_profile_says_what_is_kept(self, profile):
        """A profile keeps every group that it does not leave out."""
        site = attrs.evolve(SITE, profile=profile)

        assert site.keeps("something else")
        assert not any(site.keeps(group) for group in PROFILES[profile])

    def test_fingerprint_names_every_setting(self):
        """Any other setting gives another fingerprint; who chose it does not matter."""
        days = [{"date": "2026-01-01", "isOffDay": True}]
        calendar = calendar_of([year_from_data({"year": 2026, "papers": [], "days": days})])
        changes = [
            {},
            {"zone": "UTC"},
            {"certain_day": ("07:00", "18:00")},
            {"night": ("22:00", "06:00")},
            {"mode": Mode.ENFORCE},
            {"profile": "electronic"},
            {"upgrade": "approver-up"},
            {"slots": FrozenMap({"height": ("leader",)})},
            {"approves": FrozenMap({"height": "leader"})},
            {"approvers": FrozenMap({"height": ("base-unit",)})},
            {"presets": PRESETS},
            {"presets": PRESETS, "preset": "A"},
            {"distance_at_limit": "ok"},
            {"guardian_points": True},
            {"adoption": FrozenMap({"MU-01": date(2027, 1, 1)})},
            {"waivers": SITE.waive("MU-01", reason="none", approver="p-1", until=NOON).waivers},
            {"calendar": calendar},
        ]

        assert len({attrs.evolve(SITE, **change).fingerprint for change in changes}) == len(changes)
        assert attrs.evolve(SITE, defaults=("zone",)).fingerprint == SITE.fingerprint


class TestDefault:
    def test_names_all_its_settings_as_defaults(self):
        """Nobody chose the settings of a pack."""
        assert DEFAULT.defaults == SETTINGS
        assert {*SETTINGS} == {field.name for field in attrs.fields(Site)} - {"calendar", "defaults"}

    def test_needs_zone_and_certain_day(self):
        """There is no zone and no certain day for everybody."""
        with pytest.raises(PackError) as error:
            site_from_data({}, None, "pack.toml: [site]")

        assert error.value.problems == tuple(f"pack.toml: [site]: {key}: is missing" for key in ("zone", "certain_day"))


class TestChoosing:
    def test_is_no_default_any_more(self):
        """What a host chooses is not named among the settings that nobody chose; the rest is."""
        site = attrs.evolve(SITE, defaults=("zone", "mode"))
        chosen = site.choosing(mode=Mode.ENFORCE)

        assert (chosen.mode, chosen.defaults) == (Mode.ENFORCE, ("zone",))


class TestSiteFile:
    def test_goes_over_the_default(self):
        """What a file names is chosen, the rest stays a default."""
        site = site_from_toml('night = ["22:00", "06:00"]\nmode = "enforce"', DEFAULT)

        assert (site.night, site.mode, site.zone) == (("22:00", "06:00"), Mode.ENFORCE, "Asia/Shanghai")
        assert site.defaults == tuple(name for name in SETTINGS if name not in ("night", "mode"))

    def test_replaces_slots_one_by_one(self):
        """Slots of one grade can be changed without repeating the others."""
        site = site_from_toml('[slots]\n"hot-work/low" = ["unit"]', DEFAULT)

        assert site.slots == {"hot-work/low": ("unit",), "height": ()}

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("nights = 1", "site.toml: nights: no such setting; known: zone, certain_day, night, mode, profile"),
            ('night = "22:00-06:00"', "site.toml: night: two times of day as HH:MM are needed"),
            ("night = [22, 6]", "site.toml: night: two times of day as HH:MM are needed"),
            ('mode = "hard"', "site.toml: mode: one of record, advise, enforce is needed"),
            ("mode = 1", "site.toml: mode: must be a text"),
            ("slots = 1", "site.toml: slots: must be a table"),
            ("[slots]\na = 'leader'", "site.toml: slots: a: must be a list"),
            ("[slots]\na = [1]", "site.toml: slots: a: must be a list of texts"),
            ("[approves]\na = ['leader']", "site.toml: approves: a: must be a text"),
            ("[approvers]\na = 'base-unit'", "site.toml: approvers: a: must be a list"),
            ("[approvers]\na = []", "site.toml: approvers: 'a': at least one function is needed"),
            ("[presets.C]\nslot = {}", "site.toml: presets: C: slot: no such field; known: approves, slots"),
            ("[presets.C.slots]\na = 1", "site.toml: presets: C: slots: a: must be a list"),
            ("[presets]\nC = 1", "site.toml: presets: C: must be a table"),
            ("preset = 'C'", "site.toml: preset: no such preset 'C'; known: none"),
            ("distance_at_limit = 'no'", "site.toml: distance_at_limit: one of breach, ok is needed"),
            ("guardian_points = 'yes'", "site.toml: guardian_points: must be true or false"),
            ("[adoption]\nMU-01 = 2027", "site.toml: adoption: MU-01: must be a date"),
            ("waivers = [1]", "site.toml: waivers[0]: must be a table"),
            (WAIVER.replace("+08:00", ""), "site.toml: waivers[0]: until: must have an offset, such as +08:00"),
            (WAIVER.replace("T00:00:00+08:00", ""), "site.toml: waivers[0]: until: must be a date with a time"),
            (WAIVER.replace("reason", "excuse"), "site.toml: waivers[0]: reason: is missing"),
            (WAIVER.replace("p-zheng", "p zheng"), "site.toml: waivers[0]: approver: must be text"),
            ("zone = 8", "site.toml: zone: must be a text"),
            ("profile = ['paper']", "site.toml: profile: must be a text"),
            ("upgrade = 1", "site.toml: upgrade: must be a text"),
        ],
    )
    def test_wrong_settings_are_named(self, text, problem):
        """A wrong setting is named with the file."""
        assert slips(text)[0].startswith(problem)

    def test_all_are_named_at_once(self):
        """Settings that cannot be read and settings that mean nothing are told together."""
        assert [found.split(":")[1] for found in slips('mode = 1\nzone = "Moon/Sea"\nnights = 2')] == [
            " nights",
            " mode",
            " zone",
        ]

    def test_a_default_that_lacks_what_it_needs_is_told_with_the_rest(self):
        """The first settings of a pack are judged as far as they can be."""
        with pytest.raises(PackError) as error:
            site_from_data({"zone": "UTC", "mode": 1}, None, "pack.toml: [site]")

        assert error.value.problems == (
            "pack.toml: [site]: certain_day: is missing",
            "pack.toml: [site]: mode: must be a text",
        )

    def test_replaces_what_stands_by_kind_or_row_one_by_one(self):
        """Other keys of the default stay."""
        text = '[{0}]\n"{1}" = {2}'
        site = DEFAULT
        for name, first, second in [
            ("approves", "'leader'", "'unit'"),
            ("approvers", "['a']", "['b']"),
            ("adoption", "2027-01-01", "2028-01-01"),
        ]:
            site = site_from_toml(text.format(name, "one", first), site)
            site = site_from_toml(text.format(name, "two", first), site)
            site = site_from_toml(text.format(name, "two", second), site)

        assert site.approves == {"one": "leader", "two": "unit"}
        assert site.approvers == {"one": ("a",), "two": ("b",)}
        assert site.adoption == {"one": date(2027, 1, 1), "two": date(2028, 1, 1)}

    def test_adds_waivers(self):
        """A waiver of a site file stands beside those of the pack."""
        site = site_from_toml(WAIVER, SITE.waive("MU-01", reason="none", approver="p-1", until=NOON))

        assert [waiver.rule for waiver in site.waivers] == ["MU-01", "acme/hot-work/wind"]
        assert site.waivers[1].until == datetime(2026, 11, 30, 16, tzinfo=UTC)

    def test_no_toml_is_named(self):
        """A file that is no TOML is named."""
        assert slips("=")[0].startswith("site.toml: ")


class TestPresets:
    def test_a_site_file_begins_with_one(self):
        """Slots and approving slots are those of the preset; nobody chose the rest."""
        site = site_from_toml(FILE, SITE)

        assert site.presets == PRESETS
        assert (site.slots, site.approves) == ({"hot-work/low": ("leader",)}, {"hot-work/low": "leader"})

    def test_what_is_written_out_wins_over_it(self):
        """One entry can differ from the preset, wherever it stands in the file."""
        site = site_from_toml('preset = "B"\n[slots]\n"hot-work/high" = ["unit"]', site_from_toml(FILE, SITE))

        assert site.slots == {"hot-work/high": ("unit",), "hot-work/low": ("leader", "approver")}
        assert site.approves == {"hot-work/low": "approver"}

    def test_another_one_replaces_it(self):
        """Nothing of the old preset stays; what was set for other kinds does."""
        low = site_from_toml(FILE + '[slots]\n"height" = ["leader"]', SITE)

        high = low.with_preset("B")
        assert high.slots == {
            "height": ("leader",),
            "hot-work/high": ("approver",),
            "hot-work/low": ("leader", "approver"),
        }
        assert (high.preset, high.with_preset("A")) == ("B", low)

    def test_to_choose_one_chooses_its_slots(self):
        """Slots of a chosen preset are no default any more."""
        default = site_from_data({"zone": "UTC", "certain_day": ["08:00", "18:00"], "presets": {"A": {}}}, None, "x")
        left = tuple(name for name in SETTINGS if name not in ("preset", "slots", "approves"))

        assert default.with_preset("A").defaults == left
        assert site_from_toml('preset = "A"', default).defaults == left

    def test_an_unknown_one_is_told(self):
        """A slip in its name changes nothing."""
        with pytest.raises(PackError, match="no such preset 'C'; known: A, B"):
            attrs.evolve(SITE, presets=PRESETS).with_preset("C")


class TestAdoption:
    @pytest.mark.parametrize(
        ("dates", "expected"),
        [
            ({}, True),
            ({"MU-02": date(2027, 1, 1)}, True),
            ({"MU-01": date(2026, 11, 16)}, True),
            ({"MU-01": date(2026, 11, 17)}, False),
            ({"made-up/row": date(2026, 11, 17)}, False),
            ({"made-up/row": date(2026, 11, 16), "MU-01": date(2026, 11, 17)}, True),
        ],
    )
    def test_says_from_when_a_row_stops_steps(self, dates, expected):
        """A row stops steps from its first day here on; its id counts before its code."""
        site = attrs.evolve(SITE, adoption=FrozenMap(dates))

        assert site.adopted("made-up/row", "MU-01", date(2026, 11, 16)) is expected


class TestWaivers:
    def test_are_added_to_a_copy(self):
        """The site itself is frozen; waivers are no default any more."""
        site = attrs.evolve(SITE, defaults=("waivers", "zone"))
        waived = site.waive("MU-01", reason="none", approver="p-1", until=NOON)

        assert waived.waivers == (Waiver(rule="MU-01", reason="none", approver="p-1", until=NOON),)
        assert (site.waivers, waived.defaults) == ((), ("zone",))

    @pytest.mark.parametrize(
        ("rule", "minute", "found"),
        [("MU-01", 0, True), ("made-up/row", 0, True), ("MU-01", 1, False), ("MU-02", 0, False)],
    )
    def test_hold_to_their_end(self, rule, minute, found):
        """A waiver names a row by id or code, and its last instant counts."""
        site = SITE.waive(rule, reason="none", approver="p-1", until=NOON)

        assert (site.waiver("made-up/row", "MU-01", NOON.replace(minute=minute)) is not None) is found

    def test_a_later_one_may_take_over(self):
        """When one has ended, the next one for the row is found."""
        later = NOON.replace(hour=13)
        site = SITE.waive("MU-01", reason="one", approver="p-1", until=NOON)
        site = site.waive("MU-01", reason="two", approver="p-1", until=later)

        waiver = site.waiver("made-up/row", "MU-01", later)
        assert waiver is not None
        assert waiver.reason == "two"
