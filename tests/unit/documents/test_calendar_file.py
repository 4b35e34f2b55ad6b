import builtins
from datetime import UTC, datetime, timedelta

import attrs
import icalendar
import pytest

from safetykit.documents.calendar_file import calendar_file
from safetykit.errors import MissingExtra
from safetykit.model.findings import Outcome, Severity
from safetykit.model.people import Person
from safetykit.model.places import Place
from safetykit.model.time import Period
from tests.unit.documents.outlooks import WORDS, at, finding, outlook, permit
from tests.unit.documents.samples import HOSTILE

OLD = finding()
ASKED = finding("Q-1", Outcome.NEEDS_INPUT, path="/work/outdoors")
DAY = (("06:00", ()), ("09:00", (ASKED,)), ("12:00", (ASKED, OLD)), ("14:00", ()))


def made(parts=DAY, job=None, *, lang="en", **more):
    given = {"words": WORDS, "zone": "Asia/Shanghai", "at": at("06:00"), **more}
    return calendar_file(outlook(*parts), job or permit(), lang=lang, **given)


def events(data):
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


class TestFile:
    def test_lines(self):
        """Lines end in CR LF and take at most 75 octets, none of which tears a character apart."""
        lines = made(lang="zh").removesuffix(b"\r\n").split(b"\r\n")

        assert (b"BEGIN:VCALENDAR", b"END:VCALENDAR") == (lines[0], lines[-1])
        assert max(map(len, lines)) <= 75
        assert not any("\n" in line.decode() or "\r" in line.decode() for line in lines)

    def test_head(self):
        """The calendar says which version of the format it is, who made it, and that it is no invitation."""
        calendar = icalendar.Calendar.from_ical(made())

        assert ("2.0", "-//safetykit//permit calendar//EN", "PUBLISH") == tuple(
            calendar[name] for name in ("version", "prodid", "method")
        )

    def test_same_bytes(self):
        """The same values give the same bytes; the time of making comes from outside."""
        assert made() == made()
        assert {datetime(2026, 11, 15, 22, tzinfo=UTC)} == {event["dtstamp"].dt for event in events(made())}

    def test_unknown_engine(self, monkeypatch):
        """Without icalendar the error says what to install."""
        real = builtins.__import__

        def without(name, *args, **more):
            if name == "icalendar":
                raise ModuleNotFoundError(name)
            return real(name, *args, **more)

        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(MissingExtra, match=r'pip install "safetykit\[ical\]"'):
            made()

    def test_refused(self):
        """An outlook of another record, a naive moment and a reminder after the fact are refused."""
        with pytest.raises(ValueError, match="one of this record"):
            made(job=permit(id="p-2"))
        with pytest.raises(ValueError, match="aware"):
            made(at=datetime(2026, 11, 16, 6))
        with pytest.raises(ValueError, match="zero or more"):
            made(alarm=timedelta(minutes=-1))


class TestWindow:
    def test_event(self):
        """The permitted window is an event that takes time, with number and place."""
        window = events(made(job=permit(place=Place(text="管廊三层\n东侧"), revision=7)))[0]

        assert (at("08:30"), at("16:30")) == (window["dtstart"].dt, window["dtend"].dt)
        assert ("p-1/window@safetykit", "DH-1 permitted window", "OPAQUE", 7) == tuple(
            window[name] for name in ("uid", "summary", "transp", "sequence")
        )
        assert "管廊三层\n东侧" == window["location"]
        assert ["work permit", "permitted window"] == window["categories"].cats

    @pytest.mark.parametrize(
        ("window", "expected"),
        [
            (None, []),
            (Period(), []),
            (Period(start=at("08:30")), [("window.start", "08:30")]),
            (Period(end=at("16:30")), [("window.end", "16:30")]),
            (Period(start=at("16:30"), end=at("08:30")), [("window.start", "16:30"), ("window.end", "08:30")]),
            (Period(start=at("08:30"), end=at("08:30")), [("window.start", "08:30"), ("window.end", "08:30")]),
        ],
    )
    def test_incomplete(self, window, expected):
        """A window with a blank end, or whose end is not after its start, becomes events without a length."""
        found = events(made((("06:00", ()),), permit(permitted=window, number=None)))

        assert [(f"p-1/{name}@safetykit", at(clock)) for name, clock in expected] == [
            (event["uid"], event["dtstart"].dt) for event in found
        ]
        assert not any("dtend" in event for event in found)
        assert all(event["summary"].startswith("p-1 permitted window ") for event in found)


class TestTurns:
    def test_asking_ones(self):
        """Each turn that begins a breach or a question is an event without a length; what merely ends is none."""
        found = events(made())[1:]

        assert [at("09:00"), at("12:00")] == [event["dtstart"].dt for event in found]
        assert not any("dtend" in event for event in found)
        assert {"TRANSPARENT"} == {event["transp"] for event in found}

    def test_words(self):
        """An event says number, code and what is wrong; below, what to do, the clause and the place."""
        found = events(made())[2]

        assert "DH-1 X-1 sampled 31 min ago" == found["summary"]
        first, note = found["description"].split("\n")
        assert "X-1 sampled 31 min ago. To do: sample again (XX 1-2026, X-1; /)" == first
        assert note.endswith("not therefore safe.")
        assert ["work permit", "breach"] == found["categories"].cats

    def test_several(self):
        """Several findings at once are one event; the gravest gives it its name."""
        caution = finding("W-1", severity=Severity.WARN, message="grade")
        found = events(made((("06:00", ()), ("09:00", (ASKED, caution, OLD)))))[1]

        assert "DH-1 X-1 +2 sampled 31 min ago" == found["summary"]
        assert ["X-1", "W-1", "Q-1"] == [line.split()[0] for line in found["description"].split("\n")[:-1]]
        assert "W-1 raised. To do: - (" in found["description"]
        assert "/work/outdoors)" in found["description"]

    def test_still_to_do(self):
        """A row that is not due yet is an event only if its words say what to do."""
        later = [finding(code, Outcome.NOT_DUE, message=message) for code, message in (("A", "old"), ("B", "grade"))]
        found = events(made((("06:00", ()), ("09:00", (later[0],)), ("10:00", (later[0], later[1])))))

        assert [at("08:30"), at("09:00")] == [event["dtstart"].dt for event in found]

    def test_uid(self):
        """The uid follows from record, row and instant, so that two turns of one second have two."""
        spans = outlook(("06:00", ()), ("09:00", (OLD,)))
        uids = [event["uid"] for event in events(made((("06:00", ()), ("09:00", (OLD,)))))]

        assert spans.turns[0].at == at("09:00")
        assert ["p-1/window@safetykit", "p-1/x/X-1/20261116T010000.000000Z@safetykit"] == uids

    def test_full_second(self):
        """A turn between two seconds stands at the earlier one."""
        view = outlook(("06:00", ()), ("09:00", (OLD,)))
        late = view.spans[1].start + timedelta(microseconds=1)
        first, second = view.spans
        view = attrs.evolve(view, spans=(attrs.evolve(first, end=late), attrs.evolve(second, start=late)))
        data = calendar_file(view, permit(), words=WORDS, lang="en", zone="UTC", at=at("06:00"))

        turn = events(data)[1]
        assert at("09:00") == turn["dtstart"].dt
        assert "20261116T010000.000001Z" in turn["uid"]

    def test_times_in_texts(self):
        """Times of events are UTC, so that no reader needs a description of a zone."""
        data = made()

        assert b"DTSTART:20261116T003000Z" in data
        assert b"TZID" not in data
        assert b"VTIMEZONE" not in data


class TestAlarm:
    def test_none(self):
        """Nobody is reminded unless that is asked for."""
        assert b"VALARM" not in made()

    def test_before(self):
        """A reminder comes before both ends of the window, and before each turn."""
        window, *turns = events(made(alarm=timedelta(minutes=20)))

        alarms = [
            [(alarm["trigger"].dt, alarm["trigger"].params["related"]) for alarm in event.walk("VALARM")]
            for event in (window, turns[0])
        ]
        early = -timedelta(minutes=20)
        assert [[(early, "START"), (early, "END")], [(early, "START")]] == alarms
        (alarm,) = turns[0].walk("VALARM")
        assert ("DISPLAY", turns[0]["summary"]) == (alarm["action"], alarm["description"])


class TestTexts:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile(self, text):
        """Whatever stands in place and number comes back as it was, and makes no property more."""
        line = " ".join(text.split())[:200]
        data = made(job=permit(place=Place(text=text), number=line))
        plain = made(job=permit(place=Place(text="x"), number="x"))

        assert text == events(data)[0]["location"]
        assert f"{line} permitted window" == events(data)[0]["summary"]
        assert [[*event] for event in events(plain)] == [[*event] for event in events(data)]

    def test_no_person(self):
        """No name of a person is in the file."""
        data = made(job=permit(people=(Person(id="p-zhao", name="赵砚"),)))

        assert "赵砚" not in data.decode().replace("\r\n ", "")
