import attrs
import pytest

from safetykit.errors import PackError
from safetykit.model.findings import Mode
from safetykit.model.frozenmap import FrozenMap
from safetykit.rules.calendars import calendar_of, year_from_data
from safetykit.rules.site import PROFILES, Site, site_from_data, site_from_toml
from tests.unit.rules.made_up import SITE

DEFAULT = site_from_data(
    {"zone": "Asia/Shanghai", "certain_day": ["08:00", "18:00"], "slots": {"hot-work/low": ["leader"], "height": []}},
    None,
    "pack.toml: [site]",
)


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
            ({"upgrade": "none"}, "site: upgrade: 'level-up' or 'approver-up' is needed"),
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
        calendar = calendar_of([year_from_data({"year": 2026, "papers": [], "days": []})])
        changes = [
            {},
            {"zone": "UTC"},
            {"certain_day": ("07:00", "18:00")},
            {"night": ("22:00", "06:00")},
            {"mode": Mode.ENFORCE},
            {"profile": "electronic"},
            {"upgrade": "approver-up"},
            {"slots": FrozenMap({"height": ("leader",)})},
            {"calendar": calendar},
        ]

        assert len({attrs.evolve(SITE, **change).fingerprint for change in changes}) == len(changes)
        assert attrs.evolve(SITE, defaults=("zone",)).fingerprint == SITE.fingerprint


class TestDefault:
    def test_names_all_its_settings_as_defaults(self):
        """Nobody chose the settings of a pack."""
        assert DEFAULT.defaults == ("zone", "certain_day", "night", "mode", "profile", "upgrade", "slots")

    def test_needs_zone_and_certain_day(self):
        """There is no zone and no certain day for everybody."""
        with pytest.raises(PackError) as error:
            site_from_data({}, None, "pack.toml: [site]")

        assert error.value.problems == tuple(f"pack.toml: [site]: {key}: is missing" for key in ("zone", "certain_day"))


class TestSiteFile:
    def test_goes_over_the_default(self):
        """What a file names is chosen, the rest stays a default."""
        site = site_from_toml('night = ["22:00", "06:00"]\nmode = "enforce"', DEFAULT)

        assert (site.night, site.mode, site.zone) == (("22:00", "06:00"), Mode.ENFORCE, "Asia/Shanghai")
        assert site.defaults == ("zone", "certain_day", "profile", "upgrade", "slots")

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
            ("mode = 1", "site.toml: mode: one of record, advise, enforce is needed"),
            ("slots = 1", "site.toml: slots: a list of slots for each kind and grade is needed"),
            ("[slots]\na = 'leader'", "site.toml: slots: a list of slots for each kind and grade is needed"),
            ("[slots]\na = [1]", "site.toml: slots: a list of slots for each kind and grade is needed"),
            ("zone = 8", "site.toml: zone: text is needed"),
            ("profile = ['paper']", "site.toml: profile: text is needed"),
            ("upgrade = 1", "site.toml: upgrade: text is needed"),
        ],
    )
    def test_wrong_settings_are_named(self, text, problem):
        """A wrong setting is named with the file."""
        (found,) = slips(text)

        assert found.startswith(problem)

    def test_no_toml_is_named(self):
        """A file that is no TOML is named."""
        assert slips("=")[0].startswith("site.toml: ")
