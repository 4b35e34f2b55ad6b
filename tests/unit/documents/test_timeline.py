import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree as ET

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.documents.drawing import wide
from safetykit.documents.timeline import WIDTH, timeline
from safetykit.model.evidence import Pause, Resumption, Stop, WorkEnd, WorkStart
from safetykit.model.findings import Mode, Outcome, Severity
from safetykit.model.gas import Gas, GasTest, PointKind, SamplePoint
from safetykit.model.people import Person
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.time import Period
from safetykit.rules.outlook import Outlook
from tests.unit.documents.outlooks import WORDS, at, finding, outlook, permit
from tests.unit.documents.samples import HOSTILE, record

SVG = "{http://www.w3.org/2000/svg}"
OLD = finding(severity=Severity.BLOCK)
ASKED = finding("Q-1", Outcome.NEEDS_INPUT)
DAY = (("06:00", ()), ("09:00", (ASKED,)), ("12:00", (OLD, ASKED)), ("14:00", ()))


def drawn(parts=DAY, job=None, *, lang="en", now=None, zone="Asia/Shanghai", **more):
    view = parts if isinstance(parts, Outlook) else outlook(*parts, **more)
    return timeline(view, job or permit(), words=WORDS, lang=lang, zone=zone, at=now)


def tree(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own text


def told(svg):
    return tree(svg).find(f"{SVG}desc").text.split("\n")


def words(svg):
    return [element.text for element in tree(svg).iter(f"{SVG}text")]


def bands(svg):
    """Return left end and width of each shade of the band by its name, the legend left out."""
    rects = [element for element in tree(svg).iter(f"{SVG}rect") if element.get("fill", "").startswith("url(")]
    assert all(element.find(f"{SVG}title") is not None for element in rects)
    names = {element.get("id") for element in tree(svg).iter(f"{SVG}pattern")}
    assert {element.get("fill")[5:-1] for element in rects} == names
    return [
        (element.get("fill")[5:].partition("-")[0], float(element.get("x")))
        for element in rects
        if element.get("height") == "24"
    ]


def labels(svg):
    """Return the boxes of the labels of marks: left, right, base line."""
    found = [(group.find(f"{SVG}rect"), group.find(f"{SVG}text")) for group in tree(svg).iter(f"{SVG}g")]
    return [
        (float(rect.get("x")), float(rect.get("x")) + float(rect.get("width")), float(words.get("y")))
        for rect, words in found
    ]


class TestPicture:
    def test_accessible(self):
        """The picture is an image with a name and a description in its own language."""
        root = tree(drawn(lang="zh"))

        assert ("img", "zh-CN") == (root.get("role"), root.get("lang"))
        ids = [root.find(f"{SVG}{name}").get("id") for name in ("title", "desc")]
        assert ids == root.get("aria-labelledby").split()
        assert "DH-1 时间轴" == root.find(f"{SVG}title").text

    def test_description_tells_all(self):
        """The description says in words what is drawn: time, window, shades with codes, turns, acts."""
        job = permit(starts=(WorkStart(at=at("08:40")),))

        assert told(drawn(job=job, now=at("10:00"))) == [
            "2026-11-16 06:00 – 2026-11-16 20:00",
            "Permitted window 08:30 – 16:30",
            "now 2026-11-16 10:00",
            "06:00 – 08:30 outside the window",
            "08:30 – 09:00 no breach found",
            "09:00 – 12:00 caution or question (Q-1)",
            "12:00 – 14:00 next step stopped (X-1, Q-1)",
            "14:00 – 16:31 no breach found",
            "16:31 – 20:00 outside the window",
            "09:00 Q-1 sampled 31 min ago",
            "12:00 X-1 sampled 31 min ago",
            "14:00 X-1 no longer: sampled 31 min ago",
            "14:00 Q-1 no longer: sampled 31 min ago",
            "08:40 work began",
        ]

    def test_same_text(self):
        """The same values give the same text; another time gives other ids, so that two pictures share a page."""
        ids = [set(re.findall(r' id="([^"]+)"', drawn(end=end))) for end in ("20:00", "21:00")]

        assert drawn() == drawn()
        assert not ids[0] & ids[1]

    def test_needs_no_style_and_no_color(self):
        """Nothing depends on style sheets, scripts or other files, and every shade but one has lines of its own."""
        svg = drawn()

        assert not re.search(r"<style|style=|class=|href|<script", svg)
        lines = [pattern.find(f"{SVG}path") for pattern in tree(svg).iter(f"{SVG}pattern")]
        assert 4 == len({None if line is None else line.get("d") for line in lines})

    def test_white_ground(self):
        """The first thing drawn is a white ground over the whole picture."""
        root = tree(drawn())
        ground = root.find(f"{SVG}rect")

        assert ("#fff", root.get("width"), root.get("height")) == (
            ground.get("fill"),
            ground.get("width"),
            ground.get("height"),
        )

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts(self, text):
        """Whatever stands in number and gas stays text: no element more."""
        line = " ".join(text.split())[:200]

        def job(word):
            gas = GasTest(at=at("08:10"), gas=Gas(name=word), point=SamplePoint(kind=PointKind.OTHER, text=word))
            return permit(number=word, gas_tests=(gas,))

        tags = [[element.tag for element in tree(drawn(job=job(word))).iter()] for word in (line, "x")]
        assert tags[0] == tags[1]
        assert tree(drawn(job=job(line))).find(f"{SVG}title").text == f"{line} timeline"

    def test_no_person(self):
        """No name stands in the picture, and no reason, which may name people."""
        job = permit(
            people=(Person(id="p-zhao", name="赵砚"),),
            pauses=(Pause(at=at("10:00"), by="p-zhao", reason="赵砚离开"),),
            stops=(Stop(at=at("11:00"), by="p-zhao", reason="赵砚受伤"),),
        )

        assert not re.search("赵砚|p-zhao", drawn(job=job))

    def test_unnumbered(self):
        """A permit without a number goes by its id."""
        assert "p-1 timeline" in words(drawn(job=permit(number=None)))

    def test_refused(self):
        """An outlook of another record or of no time, and a naive moment, are refused."""
        with pytest.raises(ValueError, match="one of this record"):
            drawn(record="p-2")
        with pytest.raises(ValueError, match="over some time"):
            drawn(Outlook("p-1", Mode.ADVISE, ()))
        with pytest.raises(ValueError, match="aware"):
            drawn(now=datetime(2026, 11, 16, 10))


class TestBand:
    def test_shades(self):
        """The band is stopped, outside, warned or free, each from its moment on."""
        found = bands(drawn())

        assert ["outside", "free", "warned", "stopped", "free", "outside"] == [shade for shade, _ in found]
        assert sorted(found, key=lambda band: band[1]) == found

    def test_mode(self):
        """What is only listed at a site stops nothing in its picture."""
        assert "stopped" not in {shade for shade, _ in bands(drawn(mode=Mode.RECORD))}
        assert ["outside", "free", "stopped", "stopped", "free", "outside"] == [
            shade for shade, _ in bands(drawn(mode=Mode.ENFORCE))
        ]

    def test_stopped_outside(self):
        """What is stopped outside the window stays stopped."""
        assert ["stopped"] == [shade for shade, _ in bands(drawn((("06:00", (OLD,)),)))]

    @pytest.mark.parametrize(
        ("window", "shades"),
        [
            (None, ["free"]),
            (Period(), ["free"]),
            (Period(start=at("08:30")), ["outside", "free"]),
            (Period(end=at("16:30")), ["free", "outside"]),
            (Period(start=at("08:30", 15), end=at("16:30", 17)), ["free"]),
        ],
    )
    def test_half_window(self, window, shades):
        """Only a known end of the window makes time lie outside of it."""
        assert shades == [shade for shade, _ in bands(drawn((("06:00", ()),), permit(permitted=window)))]

    def test_last_minute(self):
        """The last minute of the window is inside."""
        assert "06:00 – 16:31 no breach found" in told(
            drawn((("06:00", ()),), permit(permitted=Period(end=at("16:30"))))
        )


class TestWindow:
    def test_inside(self):
        """The window is a bar with its times."""
        assert "08:30 – 16:30" in words(drawn())

    @pytest.mark.parametrize(
        ("window", "shown", "bars"),
        [
            (Period(start=at("08:30"), end=at("08:35")), "08:30 – 08:35", 1),
            (Period(start=at("19:55"), end=at("19:59")), "19:55 – 19:59", 1),
            (Period(start=at("08:30", 17), end=at("16:30", 17)), "11-17 08:30 – 11-17 16:30", 0),
            (Period(start=at("08:30", 15), end=at("16:30", 15)), "11-15 08:30 – 11-15 16:30", 0),
            (Period(start=at("19:00")), "19:00 – ?", 1),
            (Period(), "? – ?", 1),
        ],
    )
    def test_beside(self, window, shown, bars):
        """Times that have no room in the bar stand beside it, on the page; a bar of another day is not drawn."""
        svg = drawn((("06:00", ()),), permit(permitted=window))

        assert shown in words(svg)
        assert bars == sum(element.get("fill") == "#e4ecf5" for element in tree(svg).iter(f"{SVG}rect"))

    def test_at_the_edge(self):
        """Times beside a bar at the right end, where long ones have no room, stand on its left."""
        long = Period(start=at("19:58", 18), end=at("20:00", 19))
        (words,) = [
            element
            for element in tree(drawn(end="20:00", job=permit(permitted=long))).iter(f"{SVG}text")
            if "11-19" in element.text
        ]

        assert float(words.get("x")) + wide(words.text) / 2 <= WIDTH

    def test_blank(self):
        """A permit without a window says so."""
        svg = drawn((("06:00", ()),), permit(permitted=None))

        assert "blank" in words(svg)
        assert "Permitted window blank" in told(svg)

    def test_planned(self):
        """Until a window is granted, the planned one is shown as what it is, and nothing lies outside of it."""
        job = permit(permitted=None, planned=Period(start=at("08:30"), end=at("16:30")))
        svg = drawn((("06:00", ()),), job)

        assert "Planned window" in words(svg)
        assert 'stroke-dasharray="5 3"' in svg
        assert [("free", 136.0)] == bands(svg)


class TestMarks:
    def test_turns(self):
        """Each turn has its time, its code and its words; what stops is set in heavy type."""
        heavy = [element.text for element in tree(drawn()).iter(f"{SVG}text") if element.get("font-weight")]

        assert "12:00 X-1 sampled 31 min ago" in heavy
        assert "09:00 Q-1 sampled 31 min ago" in words(drawn())
        assert "14:00 X-1 +1 no longer: sampled 31 min ago" in words(drawn())

    def test_harmless_turn(self):
        """A turn after which a row finds no breach is a mere stroke."""
        svg = drawn((("06:00", ()), ("12:00", (finding(outcome=Outcome.OK),))))

        assert "12:00 X-1 sampled 31 min ago" in words(svg)
        assert 'd="M0 -8V0"' in svg

    def test_nothing(self):
        """Without a turn and without an act the picture says so."""
        assert {"no verdict changes in this time", "nothing is recorded in this time"} <= {
            *words(drawn((("06:00", ()),)))
        }

    def test_acts(self):
        """Gas tests, the course of work and its halts are shown with their times; what lies outside is left out."""
        methanol = Gas(name="甲醇")
        reading = Quantity(value=Decimal("0.05"), unit=Unit.VOL_PERCENT)
        job = permit(
            gas_tests=(
                GasTest(at=at("08:10"), gas=methanol, point=SamplePoint(kind=PointKind.INSIDE), reading=reading),
                GasTest(at=at("13:00")),
                GasTest(gas=methanol),
                GasTest(at=at("05:59")),
            ),
            starts=(WorkStart(at=at("08:40")),),
            pauses=(Pause(at=at("11:50")),),
            resumptions=(Resumption(at=at("13:20")),),
            stops=(Stop(at=at("14:00")),),
            ends=(WorkEnd(at=at("15:50")),),
        )
        shown = words(drawn((("06:00", ()),), job))

        expected = [
            "08:10 gas test 甲醇 0.05 %VOL inside equipment",
            "08:40 work began",
            "11:50 paused",
            "13:00 gas test",
            "13:20 work went on",
            "14:00 stopped",
            "15:50 work ended",
        ]
        assert expected == [text for text in reversed(shown) if text in expected]
        assert 6 + 1 == sum(bool(re.match(r"\d\d:\d\d [gpsw]", text)) for text in shown)

    def test_long_words_are_cut(self):
        """Words that have no room are cut; the title of the mark has them all."""
        long = finding(message="long-" + "x" * 90)
        svg = drawn((("06:00", ()), ("19:00", (long,))))
        (group,) = tree(svg).iter(f"{SVG}g")

        assert group.find(f"{SVG}text").text.endswith("…")
        assert group.find(f"{SVG}title").text == f"19:00 X-1 {long.message}"

    @given(
        st.lists(st.tuples(st.integers(0, 14 * 60), st.integers(0, 60)), max_size=25, unique_by=lambda mark: mark[0])
    )
    def test_labels_never_overlap(self, marks):
        """No label lies over another one, none leaves the page, and no line of a mark runs through a label."""
        tests = tuple(
            GasTest(at=at("06:00") + timedelta(minutes=minute), gas=Gas(name="氨" * size or "x"))
            for minute, size in marks
        )
        svg = drawn((("06:00", ()),), permit(gas_tests=tests))
        boxes = labels(svg)

        assert len(marks) == len(boxes)
        assert all(right <= WIDTH for _, right, _ in boxes)
        for one, two in combinations(boxes, 2):
            assert one[2] != two[2] or one[1] <= two[0] or two[1] <= one[0]
            for high, low in ((one, two), (two, one)):
                assert high[2] >= low[2] or not low[0] < high[0] - 6 < low[1]


class TestWork:
    def bars(self, svg):
        rects = [element for element in tree(svg).iter(f"{SVG}rect") if element.get("fill") == "#bbb"]
        return [
            (element.find(f"{SVG}title").text, float(element.get("x")), float(element.get("width")))
            for element in rects
        ]

    def test_sessions(self):
        """Work is a bar from each beginning to the halt after it."""
        job = permit(
            starts=(WorkStart(at=at("08:00")),),
            pauses=(Pause(at=at("11:00")),),
            resumptions=(Resumption(at=at("13:00")),),
        )

        (first, _, width), (second, _, rest) = self.bars(drawn(job=job, now=at("14:00")))
        assert ("08:00 – 11:00", "13:00 – ?") == (first, second)
        assert rest == pytest.approx(width / 3, abs=0.1)

    def test_open_without_now(self):
        """Without a moment called now, work that goes on is drawn to the end."""
        ((_, left, width),) = self.bars(drawn(job=permit(starts=(WorkStart(at=at("08:00")),))))

        assert (227.4, 548.6) == (left, width)

    def test_other_day(self):
        """Work before and after the time shown is left out."""
        job = permit(
            starts=(WorkStart(at=at("08:00", 15)), WorkStart(at=at("08:00", 17))), ends=(WorkEnd(at=at("09:00", 15)),)
        )

        assert [] == self.bars(drawn(job=job))


class TestTime:
    def test_ticks(self):
        """The axis has ticks on full hours of the site's clocks."""
        shown = words(drawn((("06:00", ()),)))

        assert [f"{hour:02}:00" for hour in range(6, 21, 2)] == [
            text for text in shown if re.fullmatch(r"\d\d:00", text)
        ]

    def test_zone(self):
        """Times are those of the site."""
        assert "09:30 – 17:30" in words(drawn(zone="Asia/Tokyo"))

    @pytest.mark.parametrize(
        ("span", "first", "count"),
        [
            (timedelta(), "06:00", 1),
            (timedelta(minutes=10), "06:00", 3),
            (timedelta(hours=72), "06:00", 6),
            (timedelta(days=30), "11-", 4),
            (timedelta(days=365 * 20), "", 11),
        ],
    )
    def test_any_length(self, span, first, count):
        """From one instant to many years there are some ticks, and never too many."""
        one = outlook(("06:00", ()))
        view = attrs.evolve(one, spans=(attrs.evolve(one.spans[0], end=at("06:00") + span),))
        svg = drawn(view)
        ticks = [element.text for element in tree(svg).iter(f"{SVG}text") if element.get("y") == "77.0"]

        assert count <= len(ticks) <= 13
        assert ticks[0].startswith(first)

    def test_days_are_named(self):
        """Over several days midnight shows the date, and times of marks have it too."""
        parts = outlook(("06:00", ()), ("12:00", (OLD,)))
        last = attrs.evolve(parts.spans[1], end=at("12:00", 18))
        shown = words(drawn(attrs.evolve(parts, spans=(parts.spans[0], last))))

        assert {"11-17", "11-18", "11-16 12:00 X-1 sampled 31 min ago"} <= {*shown}

    def test_now(self):
        """The moment of now is a line with its time; one that is not in the time shown is only told."""
        assert "now 10:00" in words(drawn(now=at("10:00")))
        assert "now 10:00" in words(drawn(now=at("10:00").astimezone(UTC)))
        late = drawn(now=at("10:00", 17))
        assert 'stroke-dasharray="7 4"' not in late
        assert "now 2026-11-17 10:00" in told(late)


class TestRealPermits:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("number", [1, 2])
    def test_paper_forms(self, number, lang):
        """The two paper permits are drawn in both languages, without the name of anybody."""
        paper = record(number)
        names = [person.name for person in paper.people if person.name]
        svg = drawn(outlook(*DAY, record=paper.id), paper, lang=lang)

        assert names
        assert [] == [name for name in names if name in svg]
