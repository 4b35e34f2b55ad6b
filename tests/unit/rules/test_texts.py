import pytest

from safetykit.model.frozenmap import FrozenMap
from safetykit.rules.texts import Message, Texts
from tests.unit.rules.made_up import at

TEXTS = Texts(
    FrozenMap(
        {
            "en": FrozenMap(
                {
                    "far": Message("{distance} m, limit {limit} m", "move it by {by:minute}"),
                    "why": Message("{reasons:message}"),
                    "day": Message("{on:day}"),
                    "long": Message("{length:duration}"),
                    "who": Message("{duties:duty}"),
                }
            ),
            "zh": FrozenMap(
                {
                    "far": Message("{distance} m", "{by:minute}"),
                    "why": Message("{reasons:message}"),
                    "day": Message("{on:day}"),
                    "long": Message("{length:duration}"),
                    "who": Message("{duties:duty}"),
                }
            ),
        }
    ),
    FrozenMap(
        {
            "en": FrozenMap(
                {"duty.worker": "worker", "duty.guardian": "guardian", "unit.hour": "h", "unit.minute": "min"}
            ),
            "zh": FrozenMap(
                {"duty.worker": "作业人", "duty.guardian": "监护人", "unit.hour": "小时", "unit.minute": "分钟"}
            ),
        }
    ),
)
ZONE = "Asia/Shanghai"


def render(key, lang, **args):
    """Return both texts of a message."""
    return TEXTS.render(key, FrozenMap(args), lang, ZONE)


class TestRender:
    def test_fills_both_texts(self):
        """What is wrong and what to do take the same arguments."""
        assert render("far", "en", distance="12", limit="10", by="2026-11-16T05:20:00Z") == (
            "12 m, limit 10 m",
            "move it by 2026-11-16 13:20",
        )

    def test_shows_times_on_the_clocks_of_the_site(self):
        """Times are shown in the zone of the site, in the manner of the language."""
        assert render("far", "zh", distance="12", by="2026-11-16T05:20:00Z")[1] == "2026年11月16日 13时20分"

    @pytest.mark.parametrize(
        ("value", "lang", "expected"),
        [
            ("2026-09-30", "en", "2026-09-30"),
            ("2026-09-30", "zh", "2026年09月30日"),
            ("2026-09-30T16:30:00Z", "en", "2026-10-01"),
        ],
    )
    def test_shows_days(self, value, lang, expected):
        """A date stays that date in every zone; an instant falls on a day of the site."""
        assert render("day", lang, on=value)[0] == expected

    @pytest.mark.parametrize(
        ("minutes", "en", "zh"),
        [
            ("600", "10 h", "10小时"),
            ("481", "8 h 1 min", "8小时1分钟"),
            ("45", "45 min", "45分钟"),
            ("0", "0 min", "0分钟"),
        ],
    )
    def test_shows_durations(self, minutes, en, zh):
        """Minutes are shown as hours and minutes."""
        assert (render("long", "en", length=minutes)[0], render("long", "zh", length=minutes)[0]) == (en, zh)

    def test_lists_labels(self):
        """Several keys become a list of words."""
        assert render("who", "en", duties="worker guardian")[0] == "worker, guardian"
        assert render("who", "zh", duties="worker guardian")[0] == "作业人、监护人"

    def test_lists_messages(self):
        """Reasons are shown by what their messages say is wrong."""
        assert render("why", "en", reasons="day")[0] == "{on:day}"

    def test_a_missing_argument_is_a_question_mark(self):
        """A place without an argument does not hide the rest."""
        assert render("far", "en", limit="10") == ("? m, limit 10 m", "move it by ?")

    @pytest.mark.parametrize(("lang", "key"), [("en", "absent"), ("fr", "far")])
    def test_unknown_message_or_language(self, lang, key):
        """A message that nobody wrote shows its key: no finding is lost for want of words."""
        assert render(key, lang) == (key, "")

    def test_a_word_without_label_is_shown_as_it_is(self):
        """A role that only the host knows is no reason to hide a sentence."""
        texts = Texts(messages=FrozenMap(en=FrozenMap(who=Message("ask {role:role}"))))

        assert texts.render("who", FrozenMap(role="diver"), "en", "UTC") == ("ask diver", "")


class TestTexts:
    def test_label_without_words_is_its_key(self):
        """A label that no language has shows its key."""
        assert TEXTS.label("duty.worker", "en") == "worker"
        assert TEXTS.label("duty.diver", "en") == "duty.diver"
        assert TEXTS.label("duty.worker", "fr") == "duty.worker"

    def test_including_lets_the_other_win(self):
        """Words of a pack go over the words of the engine, key by key."""
        other = Texts(
            FrozenMap({"en": FrozenMap({"day": Message("day")}), "fr": FrozenMap()}),
            FrozenMap({"en": FrozenMap({"duty.worker": "hand"})}),
        )
        both = TEXTS.including(other)

        assert both.messages["en"]["day"] == Message("day")
        assert both.messages["en"]["who"] == TEXTS.messages["en"]["who"]
        assert (both.label("duty.worker", "en"), both.label("duty.worker", "zh")) == ("hand", "作业人")
        assert both.messages["fr"] == {}

    def test_time(self):
        """An instant is shown to the minute."""
        assert TEXTS.time(at("13:20"), "en", ZONE) == "2026-11-16 13:20"

    def test_places_of_a_message(self):
        """A message knows the arguments of both its texts."""
        assert TEXTS.messages["en"]["far"].places == {"distance", "limit", "by"}
