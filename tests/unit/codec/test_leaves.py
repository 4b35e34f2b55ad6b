from typing import ClassVar

import attrs
import pytest

from safetykit.codec.canonical import canonical
from safetykit.codec.leaves import LEAF_LIMIT, fitted, public_facts, shortened
from safetykit.model.changes import AuditEvent, PublicFacts
from safetykit.model.findings import EffectiveGrade, Findings
from safetykit.model.permits import Permit
from safetykit.model.places import Place
from safetykit.model.time import Period
from safetykit.model.works import HotWork
from tests.unit.codec.values import PERMIT, T0


@attrs.frozen
class Inspection:
    """A host's own record, which has little that could be shown."""

    schema: ClassVar[str] = "inspection@1"

    number: str | None = None
    state: str = "open"


def event(**fields):
    """Return an event."""
    given = {"record": "HW-1", "revision": 1, "action": "open", "actor": "p-zhao", "role": "applicant", "at": T0}
    given |= {"recorded": T0, "paths": ("",), "digest": "0" * 64, "facts": PublicFacts(state="draft")}
    return AuditEvent(**{**given, **fields})


def graded(*values):
    """Return findings with effective grades."""
    grades = tuple(EffectiveGrade(scheme="s", value=value) for value in values)
    return Findings(record="HW-1", judged_at=T0, grades=grades)


class TestPublicFacts:
    def test_of_a_permit(self):
        """The log shows kind, number, state, grade, place and the permitted window."""
        assert public_facts(PERMIT) == PublicFacts(
            kind="hot-work",
            number="DH-2026-1116-003",
            state="draft",
            grade="first",
            place="罐区东侧管廊三层，EL+6.5m",
            start=T0,
            end=PERMIT.permitted.end,
        )

    @pytest.mark.parametrize(
        ("findings", "grade"),
        [
            (graded("special"), "special"),
            (graded(None, "special"), "special"),
            (graded(None), "first"),
            (None, "first"),
        ],
    )
    def test_effective_grade_goes_first(self, findings, grade):
        """The grade that was judged by is shown, and the entered one where none was judged."""
        assert public_facts(PERMIT, findings).grade == grade

    def test_planned_window_without_a_permitted_one(self):
        """Before a window is permitted the planned one is shown."""
        permit = attrs.evolve(PERMIT, permitted=None, planned=Period(start=T0))

        assert (public_facts(permit).start, public_facts(permit).end) == (T0, None)

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("  A \n\t B\u2028C ", "A B C"),
            ("管" * 70, "管" * 60),
            ("a" * 59 + " b", "a" * 59),
            (None, None),
        ],
    )
    def test_place_is_one_short_line(self, text, shown):
        """Of a place one line of at most 60 characters is shown."""
        assert public_facts(attrs.evolve(PERMIT, place=Place(text=text))).place == shown

    def test_of_little(self):
        """What a record does not have is not shown."""
        assert public_facts(Permit(id="a", work=HotWork())) == PublicFacts(kind="hot-work", state="draft")
        assert public_facts(Inspection()) == PublicFacts(state="open")


class TestShortened:
    @pytest.mark.parametrize(
        ("paths", "room", "kept"),
        [
            ((), 0, ()),
            (("/a/b", "/c"), 300, ("/a/b", "/c")),
            (("/a/b", "/a/b"), 300, ("/a/b",)),
            (("/a/b", "/a", "/ab", "/a/c/d"), 300, ("/a", "/ab")),
            (("", "/a"), 300, ("",)),
            (("/a/b", "/a/c", "/d"), 18, ("/a/b", "/a/c", "/d")),
            (("/a/b", "/a/c", "/d"), 17, ("/a", "/d")),
            (("/a/b/c", "/a/d", "/e/f/g/h"), 20, ("/a/b", "/a/d", "/e/f")),
            (("/a/b", "/c/d"), 6, ("",)),
            (("/é/b",), 5, ("/é",)),
            (("/é/b",), 4, ("",)),
            (("/a",), 2, ("",)),
            (("/a",), 1, None),
        ],
    )
    def test_to_common_parents(self, paths, room, kept):
        """The deepest paths give way to their parents until all fit; what lies below another goes."""
        assert shortened(paths, room) == kept


class TestFitted:
    MANY = tuple(f"/people/{index}/certificates/0/number" for index in range(200))

    def test_small_event_stays(self):
        """An event that fits is kept as it is."""
        made, leaf = fitted(event(paths=("/number", "/place/text")))

        assert made == event(paths=("/number", "/place/text"))
        assert leaf == canonical(made)

    def test_many_paths(self):
        """Very many paths become few."""
        made, leaf = fitted(event(paths=self.MANY))

        assert made.paths == ("/people",)
        assert len(leaf) <= LEAF_LIMIT

    def test_paths_take_only_the_room_that_is_left(self):
        """In an event with long names paths are shortened further than elsewhere."""
        paths = tuple(f"/gas_tests/{index}" for index in range(15))
        long = event(paths=paths, record="r" * 100, actor="a" * 100, role="x" * 100, findings="0" * 64)
        facts = PublicFacts(state="draft", number="1" * 200, place="x" * 60)

        assert fitted(event(paths=paths))[0].paths == paths
        made, leaf = fitted(attrs.evolve(long, facts=facts))
        assert made.paths == ("/gas_tests",)
        assert made.facts == facts
        assert len(leaf) <= LEAF_LIMIT

    def test_place_goes_last(self):
        """Where not even the shortest path has room the place is left out."""
        long = {"record": "r" * 100, "actor": "a" * 100, "role": "管" * 80, "findings": "0" * 64, "reason": "A" * 43}
        facts = PublicFacts(state="draft", number="1" * 100, place="管" * 60)
        made, leaf = fitted(event(paths=("/a",), facts=facts, **long))

        assert made.facts == attrs.evolve(facts, place=None)
        assert made.paths == ("/a",)
        assert len(leaf) <= LEAF_LIMIT

    def test_names_beyond_measure(self):
        """Ids that alone fill a leaf are refused with what to do."""
        with pytest.raises(ValueError, match="use shorter ids"):
            fitted(event(record="管" * 100, actor="管" * 100, role="管" * 100))
