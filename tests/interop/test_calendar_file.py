from datetime import timedelta

import pytest
from ical.calendar_stream import IcsCalendarStream

from safetykit.documents.calendar_file import calendar_file
from safetykit.model.findings import Outcome
from safetykit.model.places import Place
from tests.unit.documents.outlooks import WORDS, at, finding, outlook, permit
from tests.unit.documents.samples import HOSTILE

DAY = (
    ("06:00", ()),
    ("09:00", (finding("Q-1", Outcome.NEEDS_INPUT),)),
    ("12:00", (finding(), finding("Y-1"))),
    ("14:00", ()),
    ("16:31", (finding("Z-1"),)),
)


def read(job, lang="zh"):
    """Return the events of a permit's calendar as a second, independent library reads them."""
    data = calendar_file(
        outlook(*DAY),
        job,
        words=WORDS,
        lang=lang,
        zone="Asia/Shanghai",
        at=at("06:00"),
        alarm=timedelta(minutes=15),
    )
    return IcsCalendarStream.calendar_from_ics(data.decode()).events


class TestSecondLibrary:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_finds_every_event(self, lang):
        """A second library finds the window and every turn again, at the same instants and with the same words."""
        window, *turns = read(permit(place=Place(text="管廊三层")), lang)

        assert (at("08:30"), at("16:30"), "管廊三层") == (window.dtstart, window.dtend, window.location)
        assert [at("09:00"), at("12:00"), at("16:31")] == [turn.dtstart for turn in turns]
        assert ["Q-1", "X-1", "Z-1"] == [turn.summary.split()[1] for turn in turns]
        assert len({event.uid for event in (window, *turns)}) == 4
        assert {at("06:00")} == {event.dtstamp for event in (window, *turns)}
        assert {-timedelta(minutes=15)} == {alarm.trigger for event in (window, *turns) for alarm in event.alarm}
        assert turns[1].description.count("\n") == 2

    @pytest.mark.parametrize("text", [text for text in HOSTILE if text == text.strip()])
    def test_hostile_texts(self, text):
        """A second library reads whatever stands in a place as it was."""
        window, *turns = read(permit(place=Place(text=text)))

        assert text == window.location
        assert 3 == len(turns)
