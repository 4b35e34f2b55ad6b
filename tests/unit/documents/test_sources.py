from datetime import timedelta
from decimal import Decimal

import attrs
import pytest

from safetykit.documents.sources import (
    Found,
    Path,
    Reading,
    View,
    crew,
    find,
    grading,
    percent,
    person_of,
    selector,
    shape_at,
)
from safetykit.model.erasure import Erased
from safetykit.model.evidence import Attachment, AttachmentKind, Joining, Leaving, Link, Resumption, Stop, Waiver
from safetykit.model.gas import GasTest
from safetykit.model.people import Person
from safetykit.model.permits import Permit
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.signoffs import SignOff
from safetykit.model.works import HotWork
from tests.unit.documents.samples import NOON, record

FORM = record()
VIEW = View(FORM)


def found(text, view=VIEW, start=None):
    return [(one.value, one.pointer) for one in find(view, selector(text), start)]


class TestSelector:
    @pytest.mark.parametrize(
        "text", ["", "a b", "a.", ".a", "party(a b).unit", "a|", "f(x)(y)", "A", "a[0]", "a()b", "a.__class__"]
    )
    def test_no_expressions(self, text):
        """What is no path is refused: there is nothing but names, dots and one word in brackets."""
        with pytest.raises(ValueError, match="is no path"):
            selector(text)

    def test_alternatives(self):
        """Alternatives are separated by a bar."""
        assert (Path(None, "", ("point", "text")), Path("party", "applicant", ("unit",))) == selector(
            "point.text|party(applicant).unit"
        )


class TestShapeAt:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("content", "text"),
            ("work.methods", "enum"),
            ("permitted.start", "instant"),
            ("party(applicant).unit", "text"),
            ("crew(worker).certificates.number", "text"),
            ("crew(leader).who", "text"),
            ("gas_tests.analyst.who", "text"),
            ("gas_tests.percent", "text"),
            ("interruptions().since", "instant"),
            ("changes().joined", "boolean"),
            ("gas_tests", "record"),
        ],
    )
    def test_known(self, text, kind):
        """A path through the record, its work, a source or a step of ours has the shape of what stands at its end."""
        assert kind == shape_at(selector(text)[0], Permit, HotWork).kind

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("contents", "no field 'contents'; there is id, work, number"),
            ("content.text", "no field 'text'; there is nothing below this"),
            ("work.speed", "no field 'speed'"),
            ("content.who", "no field 'who'"),
            ("percent", "no field 'percent'"),
            ("boss(x).name", "no source 'boss'; known: party, crew"),
            ("attachments(film).title", "takes one of analysis-report"),
            ("changes(x).at", "takes one of"),
        ],
    )
    def test_unknown(self, text, problem):
        """A path that leads nowhere is refused, with what there is instead."""
        with pytest.raises(ValueError, match="^.*" + problem.replace("(", r"\(")):
            shape_at(selector(text)[0], Permit, HotWork)

    def test_sources_belong_to_permits(self):
        """Inside a value of the record there are no sources."""
        with pytest.raises(ValueError, match="no source 'crew'; known: none here"):
            shape_at(selector("crew(worker)")[0], GasTest, None)

    def test_unknown_work(self):
        """Without a known kind of work nothing below it is known."""
        with pytest.raises(ValueError, match="no field 'methods'"):
            shape_at(selector("work.methods")[0], Permit, None)


class TestFind:
    def test_field(self):
        """A field is found with its pointer, a list item by item, an absent one not at all."""
        assert [("聚合车间 R-101 出口管线", "/place/text")] == found("place.text", View(record(2)))
        assert "/risk/hazards/1" == found("risk.hazards")[1][1]
        assert [] == found("planned.start")

    def test_first_alternative_that_is_filled(self):
        """Of alternatives the first that is filled counts."""
        assert [("华东检修公司二队", "/parties/2/unit")] == found("party(contractor).unit|party(performing).unit")

    def test_erased(self):
        """Below an erased value there is the erased value."""
        gone = Erased(commitment="a" * 43)
        person = Person(id="p", name=gone)

        assert [(gone, "/x/name")] == found("name.length", start=Found(person, "/x"))

    def test_party_and_grading(self):
        """Units are found by side, gradings by scheme."""
        assert ["储运一部"] == [value for value, _ in found("party(applicant).unit")]
        assert ["first"] == [value for value, _ in found("grading(cn-gb30871/hot-work).value")]
        assert [] == list(grading(VIEW, "other"))

    def test_crew(self):
        """A crew is everybody who took up the duty, each once, in the order in which they did."""
        again = attrs.evolve(FORM, joinings=(*FORM.joinings, Joining(person="p-long", duty="worker", at=NOON)))

        assert ["p-long", "p-wang"] == [one.value.id for one in crew(View(again), "worker")]
        assert ["龙䶮", "王㛃"] == [value for value, _ in found("crew(worker).who")]

    def test_slot(self):
        """A slot gives the last sign-off in it that counts, about the whole record."""
        about_part = attrs.evolve(FORM.sign_offs[1], path="/gas_tests/0")
        signed = attrs.evolve(FORM, sign_offs=(*FORM.sign_offs, FORM.sign_offs[0], about_part))

        assert ["/sign_offs/6"] == [pointer for _, pointer in found("slot(leader)", View(signed))]
        assert ["/sign_offs/0"] == [pointer for _, pointer in found("slot(leader)", View(signed, frozenset({6})))]
        assert ["/sign_offs/1"] == [pointer for _, pointer in found("slot(unit)", View(signed))]
        assert [] == found("slot(leader)", View(signed, frozenset({0, 6})))

    def test_attachments(self):
        """Attachments are found by kind."""
        film = Attachment(kind=AttachmentKind.VIDEO, sha256="0" * 64, media_type="video/mp4", size=1, title="SP-01")
        photo = attrs.evolve(film, kind=AttachmentKind.PHOTO)

        assert [("SP-01", "/attachments/1/title")] == found(
            "attachments(video).title", View(attrs.evolve(FORM, attachments=(photo, film)))
        )

    def test_links(self):
        """Of several links with one kind and number the latest counts."""
        newer = Link(kind="height", number="GC-2026-1116-002", record="r")

        assert ["/links/4", "/links/1", "/links/2", "/links/3"] == [
            pointer for _, pointer in found("links()", View(attrs.evolve(FORM, links=(*FORM.links, newer))))
        ]

    def test_interruptions(self):
        """Pauses and stops come in the order of time, each until work next went on, if it did."""
        (pause,), (resumption,) = FORM.pauses, FORM.resumptions
        stop = Stop(at=resumption.at + timedelta(hours=1), reason="报警")
        early = Resumption(at=pause.at - timedelta(hours=1))
        view = View(attrs.evolve(FORM, stops=(stop,), resumptions=(early, resumption)))
        rows = [value for value, _ in found("interruptions()", view)]

        assert [(pause.at, resumption.at, None), (stop.at, None, "报警")] == [
            (row.since, row.until, row.reason) for row in rows
        ]

    def test_changes(self):
        """Changes of the crew are those with a time, in its order."""
        view = View(
            attrs.evolve(
                FORM,
                joinings=(*FORM.joinings, Joining(person="p-zhou", duty="worker", at=NOON)),
                leavings=(Leaving(person="p-wang", duty="worker", at=NOON - timedelta(minutes=5)),),
            )
        )

        assert [("p-wang", False), ("p-zhou", True)] == [
            (row.person, row.joined) for row, _ in found("changes()", view)
        ]


class TestUnsigned:
    WAIVER = Waiver(rule="r", reason="x", approver="p-sun", until=NOON)
    SIGNED = SignOff(slot="waiver", path="/waivers/0", actor="p-sun", signed_at=NOON)

    @pytest.mark.parametrize(
        ("signs", "void", "expected"),
        [
            ((), (), ["unsigned"]),
            ((SIGNED,), (), []),
            ((SIGNED,), (0,), ["unsigned"]),
            ((attrs.evolve(SIGNED, actor="p-wu"),), (), ["unsigned"]),
            ((attrs.evolve(SIGNED, path=""),), (), ["unsigned"]),
            ((SIGNED, attrs.evolve(SIGNED, agrees=False)), (), ["unsigned"]),
        ],
    )
    def test_waiver(self, signs, void, expected):
        """A waiver that its approver has not signed for says so, also once the signature is void or taken back."""
        view = View(attrs.evolve(FORM, waivers=(self.WAIVER,), sign_offs=signs), frozenset(void))

        assert expected == [value for value, _ in found("waivers.unsigned", view)]


class TestWho:
    def test_newest_entry(self):
        """A person is shown by the newest entry."""
        view = View(attrs.evolve(FORM, people=(*FORM.people, Person(id="p-long", name="龙小䶮"))))

        assert "/people/9" == person_of(view, "p-long").pointer

    @pytest.mark.parametrize(
        ("person", "shown"),
        [
            (Person(id="p", name="钱枫", post="安全员"), ("钱枫", "/people/0/name")),
            (Person(id="p", name=Erased(commitment="b" * 43)), (Erased(commitment="b" * 43), "/people/0/name")),
            (Person(id="p", post="车间主任"), ("车间主任", "/people/0/post")),
            (Person(id="p"), ("p", "/sign_offs/0/actor")),
        ],
    )
    def test_name_post_or_id(self, person, shown):
        """A person is named by the name, else the post, else the id."""
        signed = attrs.evolve(FORM, people=(person,), sign_offs=(attrs.evolve(FORM.sign_offs[0], actor="p"),))

        assert [shown] == found("slot(leader).actor.who", View(signed))

    def test_person_without_a_name(self):
        """A person of the list itself falls back to the id there."""
        assert [("p", "/people/0/id")] == found("people.who", View(attrs.evolve(FORM, people=(Person(id="p"),))))

    def test_stranger(self):
        """An id that the list of people lacks is shown as it is."""
        assert [("p-x", "/people/id")] == found(
            "crew(worker).who", View(attrs.evolve(FORM, joinings=(Joining(person="p-x", duty="worker"),)))
        )


class TestPercent:
    def test_converted(self):
        """A reading carries its volume fraction where gas and instrument allow it."""
        reading = percent(VIEW, Found(FORM.gas_tests[1], "/gas_tests/1")).value

        assert Decimal("0.055") == reading.volume.value

    def test_unknown_instrument(self):
        """Without the instrument the reading stands alone."""
        test = attrs.evolve(FORM.gas_tests[1], instrument=None)
        lel = Quantity(value=Decimal(1), unit=Unit.LEL_PERCENT)

        assert Found(Reading(lel, None), "/g/reading") == percent(VIEW, Found(test, "/g"))

    def test_no_reading(self):
        """A test without a reading has none."""
        assert percent(VIEW, Found(GasTest(), "/g")).value is None
