from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from safetykit.documents import labels_of, load_locale
from safetykit.documents.locale import LANGUAGES, PRINTED, places, print_locale
from safetykit.errors import PackError, RenderError
from safetykit.model import evidence, gas, works
from safetykit.model.quantities import Qualifier, Quantity, Unit

ZH, EN = (load_locale(lang, "Asia/Shanghai") for lang in LANGUAGES)
BOTH = print_locale("zh+en", "Asia/Shanghai")


class TestTimes:
    def test_minute(self):
        """A time is shown to the minute on the site's clocks, the hour with two digits."""
        at = datetime(2026, 9, 3, 0, 5, 59, tzinfo=UTC)

        assert ("2026年9月3日 08时05分", "2026-09-03 08:05") == (ZH.minute(at), EN.minute(at))

    def test_hour_that_comes_twice(self):
        """In the hour that clocks show twice in autumn the offset tells which one is meant."""
        locale = load_locale("en", "America/New_York")
        first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

        assert ["2026-11-01 01:30 (UTC-0400)", "2026-11-01 01:30 (UTC-0500)", "2026-11-01 02:30"] == [
            locale.minute(first + timedelta(hours=hours)) for hours in range(3)
        ]
        assert "2026-03-08 03:00" == locale.minute(datetime(2026, 3, 8, 7, tzinfo=UTC))

    def test_day(self):
        """A day needs no zone."""
        assert ("2026年9月3日", "2026-09-03") == (ZH.day(date(2026, 9, 3)), EN.day(date(2026, 9, 3)))

    @pytest.mark.parametrize(
        ("span", "zh", "en"),
        [
            (timedelta(hours=7, minutes=19, seconds=59), "7 小时 19 分", "7 h 19 min"),
            (-timedelta(minutes=90), "-1 小时 30 分", "-1 h 30 min"),
        ],
    )
    def test_duration(self, span, zh, en):
        """A span is written in hours and minutes, a negative one with its sign."""
        assert (zh, en) == (ZH.duration(span), EN.duration(span))


class TestQuantity:
    @pytest.mark.parametrize(
        ("quantity", "zh", "en"),
        [
            (Quantity(value=Decimal("0.50"), unit=Unit.VOL_PERCENT), "0.50 %VOL", "0.50 %VOL"),
            (Quantity(value=Decimal("1E+2"), unit=Unit.CELSIUS), "100 ℃", "100 °C"),
            (Quantity(value=Decimal("0.01"), unit=Unit.PPM, qualifier=Qualifier.BELOW), "<0.01 ppm", "<0.01 ppm"),
            (Quantity(value=Decimal(0), unit=Unit.PPM, qualifier=Qualifier.NOT_DETECTED), "未检出", "not detected"),
            (
                Quantity(value=Decimal("0.1"), unit=Unit.PPM, qualifier=Qualifier.NOT_DETECTED),
                "未检出（检出限 0.1 ppm）",
                "not detected (limit 0.1 ppm)",
            ),
        ],
    )
    def test_digits_as_given(self, quantity, zh, en):
        """A quantity keeps the digits and the qualifier that the laboratory gave."""
        assert (zh, en) == (ZH.quantity(quantity), EN.quantity(quantity))

    def test_without_unit(self):
        """The unit may stand in the label instead."""
        assert "6" == ZH.quantity(Quantity(value=Decimal(6), unit=Unit.METER), unit=False)


class TestWords:
    def test_every_label_in_both_languages(self):
        """What one language says the other says too, with the same places."""

        def shape(locale):
            return {
                key: {place for _, place in places(text)} for key, text in locale.labels.items() if "date." not in key
            }

        assert shape(ZH) == shape(EN)

    @pytest.mark.parametrize("enum", [works.HotWorkMethod, gas.PointKind, evidence.AttachmentKind])
    def test_every_option_has_a_word(self, enum):
        """Each member of an enumeration that a form prints has a word in both languages."""
        assert all(ZH.option(member) and EN.option(member) for member in enum)

    def test_missing_label_is_loud(self):
        """A label that is not there is an error that names key and language, never an empty cell."""
        with pytest.raises(RenderError, match=r"locale 'zh' has no label 'no\.such'"):
            ZH.text("no.such")

    def test_places_are_no_expressions(self):
        """Only plain names are places; nothing in a label is executed."""
        locale = load_locale("zh", "UTC", [{"x": "{a.__class__} {a!r} {b}"}])

        assert "{a.__class__} {a!r} 1" == locale.text("x", b="1")

    def test_later_words_win(self):
        """A host's word replaces the library's."""
        assert "号" == load_locale("zh", "UTC", [{"number": "编"}, {"number": "号"}]).text("number")

    def test_states_are_named_by_the_lifecycle(self):
        """The name of a state is the lifecycle's own."""
        assert "作业中" == ZH.text("state.live")


class TestFiles:
    def test_nested_tables(self):
        """Nested tables give dotted keys."""
        assert {"a.b": "c", "d": "e"} == labels_of('d = "e"\n[a]\nb = "c"', "x.toml")

    @pytest.mark.parametrize(("text", "problem"), [("[", "x.toml: "), ("a = 1\nb = [1]", "x.toml: a: text is needed")])
    def test_wrong_file(self, text, problem):
        """A file that is no TOML or holds anything but text is refused by name."""
        with pytest.raises(PackError, match=problem):
            labels_of(text, "x.toml")

    def test_unknown_language(self):
        """A language that does not ship is refused."""
        with pytest.raises(PackError, match="'de' is not among the languages zh, en"):
            load_locale("de", "UTC")


def both(**layers):
    return print_locale("zh+en", "UTC", [{lang.replace("_", "+"): words for lang, words in layers.items()}])


class TestTwoLanguages:
    def test_dates_in_iso(self):
        """A date is written once, as both readers read it, on the clocks of the site."""
        at = datetime(2026, 11, 16, 0, 10, tzinfo=UTC)

        assert ("2026-11-16 08:10", "2026-11-16") == (BOTH.minute(at), BOTH.day(date(2026, 11, 16)))

    @pytest.mark.parametrize(
        ("key", "words"),
        [
            ("state.live", "作业中 work in progress"),
            ("verdict.true", "合格 pass"),
            ("watermark.void", "已作废\nVOID"),
            ("unused", "/"),
            ("medium.ink", ""),
            ("sep.comma", "、"),
        ],
    )
    def test_in_line(self, key, words):
        """Words of both stand one after the other, a watermark on two lines, what is equal or shared once."""
        assert words == BOTH.text(key)

    def test_words_with_places(self):
        """Words that are no joint ones are joined with their places filled in both."""
        locale = both(zh={"x": "{n} 具", "foot.own": "注 {n}"}, en={"x": "{n} pieces", "foot.own": "note {n}"})

        assert ("4 具 4 pieces", "注 4 / note 4") == (locale.text("x", n="4"), locale.text("foot.own", n="4"))

    def test_each(self):
        """The words are had language by language, each with its tag; the first is the language of the sheet."""
        assert (("甲 签字", ""), ("甲, signed by", "en")) == BOTH.each("flat.signer", label="甲")
        assert (("失效（内容已变更）", ""), ("no longer valid (content changed)", "en")) == BOTH.each("void")
        assert (("{label}：", ""),) == BOTH.each_open("label")
        assert (("失效（内容已变更）", ""),) == ZH.each("void")

    def test_titles(self):
        """A title is had in both languages; in one language the second is empty."""
        assert ("草稿", "draft") == BOTH.titles("state.draft")
        assert ("草稿", "") == ZH.titles("state.draft")

    def test_tags(self):
        """The first language is that of the sheet, the second has its tag."""
        assert ("zh-CN", "en") == (BOTH.text("language"), BOTH.second_language)
        assert ("en", "") == (EN.text("language"), EN.second_language)

    @pytest.mark.parametrize(("layers", "words"), [({"zh": {"x": "甲"}}, "甲"), ({"en": {"x": "a"}}, "a")])
    def test_one_language_has_a_word(self, layers, words):
        """A word that one language lacks stands there in the other."""
        assert words == both(**layers).find("x")

    def test_host_says_what_is_shared(self):
        """A host may write what two languages share under their setting."""
        assert "甲/a" == both(zh={"x": "甲"}, en={"x": "a"}, zh_en={"x": "甲/a"}).text("x")

    def test_missing_label_is_loud(self):
        """A label that neither language has is an error that names the setting."""
        with pytest.raises(RenderError, match=r"locale 'zh\+en' has no label 'no\.such'"):
            BOTH.each("no.such")

    def test_joint_words_have_the_places_of_both(self):
        """What is said once uses no place that the two languages do not have."""

        def used(words):
            return {place for _, place in places(words) if place}

        assert [
            key
            for key, words in BOTH.joint.items()
            if "date." not in key
            and not key.startswith("join.")
            and used(words) != used(ZH.text_of(key)) | used(EN.text_of(key))
        ] == []

    @pytest.mark.parametrize("lang", PRINTED)
    def test_every_setting(self, lang):
        """Each setting has words for every label of the library."""
        locale = print_locale(lang, "UTC")

        assert [key for key in {*ZH.labels, *EN.labels} if locale.find(key) is None] == []

    def test_unknown_setting(self):
        """A setting that does not exist is refused with those that do."""
        with pytest.raises(PackError, match=r"'en\+zh' is not among the settings zh, en, zh\+en"):
            print_locale("en+zh", "UTC")
