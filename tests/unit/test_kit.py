"""The kit: composition, verbs, judgment."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit import (
    EVIDENCE,
    NOT_SIGNED,
    Actor,
    Answer,
    Code,
    Context,
    EnteredFrom,
    Erased,
    Extensions,
    FrozenMap,
    Grading,
    HotWork,
    Kit,
    Lifecycle,
    Line,
    Memory,
    Milestone,
    Mode,
    Move,
    Outcome,
    PackError,
    Period,
    Permit,
    Place,
    Record,
    Refused,
    RenderError,
    Rule,
    Severity,
    SignOff,
    Site,
    Slot,
    SourceMark,
    State,
    Store,
    breach,
    constrained,
    house_rule,
    need,
)
from safetykit.lifecycle.tables import STANDARD_PERMIT
from safetykit.model.evidence import Waiver
from safetykit.model.frozenmap import EMPTY
from safetykit.packs import cn_gb30871
from safetykit.packs.pack import Pack
from tests.stories.form1 import LEADER, at, draft
from tests.stories.test_form1 import told

SITE = Site(zone="Asia/Shanghai", certain_day=("08:00", "18:00"))
NOON = datetime(2026, 11, 16, 4, tzinfo=UTC)


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Diving:
    """A kind of work that only a host knows."""

    kind: ClassVar[str] = "diving"
    depth: Decimal | None = None


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class OtherDiving:
    """Another class with the same kind."""

    kind: ClassVar[str] = "diving"


@house_rule(
    "acme/diving/depth",
    "permit/diving",
    due=Milestone.APPROVE,
    since=date(2026, 1, 1),
    cites="ACME 7.2",
    params={"limit": Decimal(30)},
    zh="深度超过{limit}米；请改用潜水器",
    en="deeper than {limit} m; use a vehicle",
)
def depth(context: Context[Permit[Diving]]) -> Iterator[Answer]:
    """Compare the depth with the limit of the house."""
    metres = context.record.work.depth
    if metres is None:
        yield need("/work/depth")
    elif metres > context.params["limit"]:
        yield breach("/work/depth", "acme/diving/depth", limit=context.params["limit"])


KIT = Kit(site=SITE, works=[Diving], rules=[depth])
GB = Kit(packs=[cn_gb30871.PACK])


def dive(**fields: Any) -> Permit[Diving]:
    return Permit(**{"id": "d-1", "work": Diving(depth=Decimal(40)), **fields})


def problems(**parts: Any) -> tuple[str, ...]:
    with pytest.raises(PackError) as caught:
        Kit(**parts)
    return caught.value.problems


class TestComposition:
    def test_two_kits_do_not_see_each_other(self) -> None:
        """What one knows the other does not; nothing is registered anywhere."""
        stored = KIT.codec.dump(dive())

        assert KIT.codec.load(stored) == dive()
        with pytest.raises(Exception, match="unknown-kind"):
            GB.codec.load(stored)

    def test_parts_that_contradict_each_other_are_refused_at_once(self) -> None:
        """Each repetition is named."""
        pack = cn_gb30871.PACK
        table = attrs.evolve(STANDARD_PERMIT, applies_to="permit/diving")
        twin = attrs.evolve(pack, lifecycles=(table, table))

        assert problems(packs=[twin, pack], works=[Diving, OtherDiving], rules=[depth, depth], locale="fr") == (
            "kit: pack 'cn-gb30871' is there twice; leave one out or name one",
            *(
                f"kit: rule '{rule}' is there twice; leave one out or name one"
                for rule in sorted(["acme/diving/depth", *(rule.id for rule in pack.rules)])
            ),
            "kit: kind of work 'diving' is there twice; leave one out or name one",
            "kit: lifecycle for 'permit/diving' is there twice; leave one out or name one",
            "kit: locale: 'zh' or 'en' is needed",
        )

    def test_a_host_may_settle_two_lifecycles_by_naming_one(self) -> None:
        """Two packs claim one kind; the host's own wins."""
        table = attrs.evolve(STANDARD_PERMIT, id="theirs", applies_to="permit/diving")
        own = attrs.evolve(table, id="own")
        packs = [Pack(id=name, works=(Diving,), lifecycles=(table,)) for name in ("one", "two")]

        assert Kit(packs=packs, site=SITE, lifecycles=[own]).lifecycle(dive()).id == "own"

    def test_a_row_must_fall_due_at_a_moment_of_its_lifecycle(self) -> None:
        """A slip in `due` would make a row that is never judged."""
        late = attrs.evolve(depth, due="lunch")

        assert problems(site=SITE, works=[Diving], rules=[late]) == (
            (
                "kit: rule 'acme/diving/depth': due: 'lunch' is no milestone of lifecycle 'standard-permit'; known: "
                "submit, approve, start, during, close, archive"
            ),
        )

    def test_a_rule_for_a_kind_that_nobody_knows_is_told(self) -> None:
        """A slip in `applies_to` would make a row that is never asked."""
        lost = attrs.evolve(depth, applies_to="permit/divnig")

        assert problems(site=SITE, works=[Diving], rules=[lost]) == (
            "kit: rule 'acme/diving/depth': applies_to: no such kind 'divnig'; known: diving",
        )

    def test_slots_of_the_site_must_exist(self) -> None:
        """So must the kind that they are for."""
        site = attrs.evolve(SITE, slots=FrozenMap({"divnig/first": ("leader",), "diving/first": ("leadr",)}))

        pack = Pack(id="acme", rules=(depth,))
        found = problems(site=site, works=[Diving], packs=[pack])
        assert [problem.partition(";")[0] for problem in found] == [
            "kit: site: slots: 'diving/first': no such slot 'leadr'",
            "kit: site: slots: 'divnig/first': no such kind of work",
        ]

    def test_a_module_is_no_pack(self) -> None:
        """A likely slip gets its answer."""
        module: Any = cn_gb30871

        assert problems(packs=[module], site=SITE) == (
            "kit: packs: a Pack is needed, such as cn_gb30871.PACK, not a module",
        )

    def test_a_kit_needs_a_site(self) -> None:
        """Without a pack that brings one, the host says where it is."""
        assert problems(packs=[Pack(id="bare")]) == ("kit: site: no pack brings a default; pass site=Site(...)",)

    def test_a_record_without_lifecycle_is_told(self) -> None:
        """A record type that no table speaks of cannot be moved."""

        @attrs.frozen
        class Inspection:
            schema: ClassVar[str] = "inspection@1"

        record: Any = Inspection()
        with pytest.raises(PackError, match="no lifecycle for 'inspection'"):
            KIT.lifecycle(record)

    def test_the_fingerprint_tells_kits_apart(self) -> None:
        """Another site or another house rule is another kit; the same parts are the same."""
        stricter = attrs.evolve(depth, params={"limit": Decimal(20)})

        assert KIT.fingerprint == Kit(site=SITE, works=[Diving], rules=[depth]).fingerprint
        assert KIT.fingerprint != Kit(site=SITE, works=[Diving], rules=[stricter]).fingerprint
        assert (
            KIT.fingerprint != Kit(site=attrs.evolve(SITE, mode=Mode.RECORD), works=[Diving], rules=[depth]).fingerprint
        )


class TestHouseRule:
    def test_it_judges_the_hosts_own_kind(self) -> None:
        """Breach, open question and ok, in both languages."""
        (deep,) = KIT.check(dive(), at=NOON, milestone="approve").breaches

        assert (deep.cites, deep.path, deep.mark, deep.severity) == ("ACME 7.2", "/work/depth", "house", Severity.BLOCK)
        assert KIT.text(deep) == "深度超过30米；请改用潜水器"
        assert KIT.text(deep, "en") == "deeper than 30 m; use a vehicle"
        assert KIT.check(dive(work=Diving()), at=NOON, milestone="approve").needs
        assert KIT.check(dive(work=Diving(depth=Decimal(9))), at=NOON, milestone="approve").ok

    def test_before_its_moment_it_is_still_to_do(self) -> None:
        """A draft is no wall of red."""
        findings = KIT.check(dive(), at=NOON)

        assert [item.outcome for item in findings.items] == [Outcome.NOT_DUE]
        assert findings.kit == KIT.fingerprint


def moved(kit: Kit, record: Record, action: str, role: str, **more: Any) -> Any:
    return kit.move(record, action, by=Actor(id="p", role=role), at=NOON, **more).record


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Photo:
    """Evidence of a record type that only a host knows."""

    at: datetime
    shows: Line


@attrs.frozen(kw_only=True, weakref_slot=False, field_transformer=constrained)
class Inspection:
    """A record that is no permit: the protocol of records and nothing of the envelope."""

    schema: ClassVar[str] = "inspection@1"

    id: Code
    subject: Line | None = None
    number: Line | None = None
    state: Annotated[Code, NOT_SIGNED] = "planned"
    revision: Annotated[int, NOT_SIGNED] = 0
    changed_at: Annotated[datetime | None, NOT_SIGNED] = None
    state_since: Annotated[datetime | None, NOT_SIGNED] = None
    entered_from: Annotated[EnteredFrom | None, NOT_SIGNED] = None
    photos: Annotated[tuple[Photo, ...], EVIDENCE] = ()
    sign_offs: Annotated[tuple[SignOff, ...], NOT_SIGNED] = ()
    external_ids: Annotated[FrozenMap[Line], NOT_SIGNED] = EMPTY
    extensions: Annotated[Extensions, NOT_SIGNED] = EMPTY


INSPECTIONS = Lifecycle(
    id="inspections",
    applies_to="inspection/*",
    milestones=("plan", "report"),
    states=(State(name="planned", amend=("*",)), State(name="reported", final=True, reached="report")),
    moves=(Move(action="report", sources=("planned",), target="reported", slots=("inspector",), milestone="report"),),
    slots=(Slot(name="inspector"),),
)


@house_rule(
    "acme/inspection/photo",
    "inspection/*",
    due="report",
    since=date(2026, 1, 1),
    cites="ACME 9",
    zh="没有照片",
    en="no photo",
)
def photographed(context: Context[Inspection]) -> Iterator[Answer]:
    """A report shows what was seen."""
    if not context.record.photos:
        yield breach("/photos")


class TestOwnRecord:
    def test_it_lives_by_its_own_table_and_rules(self) -> None:
        """Opened, photographed, reported, judged, stored: with milestones that no permit has."""
        kit = Kit(site=SITE, records=[Inspection], lifecycles=[INSPECTIONS], rules=[photographed], locale="en")
        store = Store(Memory(), kit)
        by = Actor(id="p", role="inspector")
        bare = store.commit(kit.open(Inspection(id="i-1", subject="roof"), by=by, at=NOON))
        seen = store.commit(kit.add(bare, Photo(at=NOON, shows="rust"), by=by, at=NOON))
        told_of = store.commit(kit.move(seen, "report", by=by, at=NOON))

        assert [kit.text(item) for item in kit.check(bare, at=NOON, milestone="report").breaches] == ["no photo"]
        assert kit.check(told_of, at=NOON).breaches == ()
        assert store.load("i-1", Inspection) == told_of
        assert kit.moment(told_of) == NOON


class TestMisuse:
    def test_a_naive_time_is_refused(self) -> None:
        """It could be any place's time."""
        naive = NOON.replace(tzinfo=None)
        opened = KIT.open(dive(), by=Actor(id="p", role="applicant"), at=NOON).record

        for call in (
            lambda: KIT.check(dive(), at=naive),
            lambda: KIT.move(opened, "submit", by=Actor(id="p", role="applicant"), at=naive),
            lambda: GB.document(draft(), at=naive),
        ):
            with pytest.raises(ValueError, match="an aware datetime is needed"):
                call()

    def test_an_unknown_milestone_or_language_is_told(self) -> None:
        """With what there is."""
        (deep,) = KIT.check(dive(), at=NOON, milestone="approve").breaches

        with pytest.raises(ValueError, match="use one of submit, approve"):
            KIT.check(dive(), at=NOON, milestone="lunch")
        with pytest.raises(ValueError, match="'zh' or 'en' is needed"):
            KIT.text(deep, "fr")


class TestModes:
    @pytest.mark.parametrize(
        ("mode", "metres", "refused"),
        [
            (Mode.RECORD, 40, False),
            (Mode.ADVISE, 40, True),
            (Mode.ADVISE, None, False),
            (Mode.ENFORCE, None, True),
            (Mode.ENFORCE, 9, False),
        ],
    )
    def test_the_mode_decides_what_stops_a_gated_step(self, mode: Mode, metres: int | None, refused: bool) -> None:
        """Record lists, advise stops breaches, enforce stops open questions too."""
        kit = Kit(site=attrs.evolve(SITE, mode=mode), works=[Diving], rules=[depth])
        record = dive(work=Diving(depth=None if metres is None else Decimal(metres)))
        opened = kit.open(record, by=Actor(id="p", role="applicant"), at=NOON).record
        submitted = moved(kit, opened, "submit", "applicant")

        if refused:
            with pytest.raises(Refused) as caught:
                moved(kit, submitted, "approve", "approver")
            assert [item.path for item in caught.value.findings.items] == ["/work/depth"]
        else:
            assert moved(kit, submitted, "approve", "approver").state == "approved"

    def test_a_gated_step_carries_what_was_found(self) -> None:
        """The log keeps the digest of it."""
        kit = Kit(site=attrs.evolve(SITE, mode=Mode.RECORD), works=[Diving], rules=[depth])
        opened = kit.open(dive(), by=Actor(id="p", role="applicant"), at=NOON).record
        submitted = moved(kit, opened, "submit", "applicant")
        step = kit.move(submitted, "approve", by=Actor(id="p", role="approver"), at=NOON)

        assert step.change.findings is not None
        assert step.change.findings.breaches
        assert step.before == submitted


class TestSafeMoves:
    @given(state=st.sampled_from([state.name for state in STANDARD_PERMIT.states if not state.final]))
    def test_from_every_state_a_safe_move_is_open_whatever_the_findings(self, state: str) -> None:
        """Nothing stops a step towards safety, not even for a permit that breaks every rule."""
        enforced = Kit(packs=[cn_gb30871.PACK], site=attrs.evolve(cn_gb30871.PACK.site, mode=Mode.ENFORCE))
        worst: Permit[HotWork] = Permit(id="x", work=HotWork(), state=state, revision=1)
        open_ways = [option for option in enforced.options(worst, at=NOON) if not option.obstacles]

        assert any(not option.gated for option in open_ways)


class TestMoment:
    def test_a_record_under_way_is_judged_at_its_latest_act(self) -> None:
        """The window that is still running makes nothing due."""
        assert GB.moment(told(until="pause")) == at("08:31")

    def test_an_expired_one_at_the_end_of_its_window(self) -> None:
        """By then everything was due."""
        permit = attrs.evolve(told(until="pause"), state="expired")

        assert GB.moment(permit) == at("16:30")

    def test_one_that_knows_no_time_has_none(self) -> None:
        """Then somebody has to say when."""
        assert GB.moment(Permit(id="x", work=HotWork())) is None

    def test_a_closed_one_is_judged_by_the_law_of_its_end(self) -> None:
        """Rows that came into force later do not judge it."""
        newer = Rule(
            id="acme/any/new",
            applies_to="permit/*",
            since=date(2026, 11, 17),
            due=Milestone.APPROVE,
            check=lambda _: [breach("", "acme/any/new")],
            severity=Severity.BLOCK,
            cites="ACME 8",
            mark=SourceMark.HOUSE,
        )
        kit = Kit(packs=[cn_gb30871.PACK], rules=[newer])

        assert not kit.check(told(), at=at("16:30") + timedelta(days=9)).breaches
        assert kit.check(told(until="close"), at=at("16:30") + timedelta(days=9)).breaches


class TestUnknownState:
    def test_a_record_in_a_state_that_nobody_knows_is_not_judged(self) -> None:
        """Everything would look as if it were not due; a misspelled state must not pass."""
        with pytest.raises(Refused) as caught:
            GB.check(attrs.evolve(draft(), state="aproved"), at=NOON)

        assert "draft" in caught.value.findings.items[0].args["known"]


class TestAmend:
    def test_amending_after_signatures_is_refused(self) -> None:
        """People have signed what is on the page."""
        with pytest.raises(Refused) as caught:
            GB.amend(told(until="start"), by=LEADER, at=at("08:25"), place=Place(text="another rack"))

        assert "退回" in GB.text(caught.value.findings.items[0])

    def test_a_change_that_slips_in_voids_the_signatures(self) -> None:
        """A record changed behind the verbs is found by what the signatures cover."""
        forged = attrs.evolve(told(until="start"), place=Place(text="another rack"))
        findings = GB.check(forged, at=at("08:28"), milestone="start")

        assert any(item.code == "GEN-03" for item in findings.breaches)


class TestDocument:
    def test_it_prints_state_and_digest(self) -> None:
        """A draft says so across the page, and every print names the revision."""
        document = GB.document(draft(), at=NOON, by="clerk", serial=2)

        assert document.sheet.watermark
        assert document.sheet.digest == GB.document(draft(), at=NOON).sheet.digest
        assert GB.document(draft(), at=NOON, digest="ab" * 32).sheet.digest == "ab" * 32
        assert document.sheet.number == draft().number

    def test_work_in_progress_carries_no_watermark(self) -> None:
        """The wall of the job shows a clean permit."""
        assert not GB.document(told(until="pause"), at=NOON, lang="en", copy=1).sheet.watermark

    def test_slots_that_the_grade_does_not_use_are_crossed_out(self) -> None:
        """Second grade asks the safety department for nothing; the line for the approver stays."""
        second = attrs.evolve(
            draft(),
            gradings=(Grading(scheme="cn-gb30871/hot-work", value="second"),),
            work=attrs.evolve(draft().work, pipe_rack=False, fire_explosion_area=False, in_dike=False),
        )
        first_page, crossed = (GB.document(each, at=NOON).html() for each in (draft(), second))

        assert crossed.count(">/<") == first_page.count(">/<") + 1

    def test_where_the_site_names_no_slots_none_is_crossed_out(self) -> None:
        """A line too many is signed or not; a line too few cannot be."""
        silent = Kit(packs=[cn_gb30871.PACK], site=attrs.evolve(GB.site, slots=EMPTY, approves=EMPTY))

        assert silent.document(draft(), at=NOON).html().count(">/<") == GB.document(draft(), at=NOON).html().count(
            ">/<"
        )

    def test_a_record_in_an_unknown_state_is_not_printed(self) -> None:
        """Nothing could be said of it, least of all on paper."""
        with pytest.raises(Refused):
            GB.document(attrs.evolve(draft(), state="clsoed"), at=NOON)

    def test_an_unknown_form_names_the_known_ones(self) -> None:
        """Also for a kind that has none."""
        with pytest.raises(PackError, match="known: cn-gb30871/a1"):
            GB.document(draft(), at=NOON, form="a9")
        with pytest.raises(PackError, match="known: none"):
            KIT.document(dive(), at=NOON)

    def test_a_copy_that_does_not_exist_is_refused(self) -> None:
        """There are three."""
        with pytest.raises(RenderError):
            GB.document(draft(), at=NOON, copy=4)

    def test_an_erased_name_is_printed_as_such(self) -> None:
        """The place of the name stays visible."""
        gone = Erased(commitment="A" * 43)
        people = tuple(attrs.evolve(person, name=gone) for person in draft().people)
        html = GB.document(attrs.evolve(draft(), people=people), at=NOON).html()

        assert "〔已依法删除〕" in html


class TestAdopt:
    def test_paper_enters_closed_and_is_judged_afterwards(self) -> None:
        """No gate stands before what already happened."""
        paper = attrs.evolve(draft(), state="closed", permitted=Period(start=at("08:30"), end=at("16:30")))
        record = GB.adopt(paper, by=LEADER, at=NOON).record

        assert record.state == "closed"
        assert GB.check(record, at=NOON).breaches


def test_lifecycles_of_packs_are_used() -> None:
    """A pack may bring the table of its own regulation."""
    table: Lifecycle = attrs.evolve(STANDARD_PERMIT, id="theirs", applies_to="permit/diving")

    assert Kit(packs=[Pack(id="p", works=(Diving,), lifecycles=(table,))], site=SITE).lifecycle(dive()).id == "theirs"


class TestOutlook:
    LIVE = told(until="pause")

    def test_says_what_a_check_says(self) -> None:
        """At every turn of the day of form 1, kept electronically and live."""
        start, end = NOON.replace(hour=2), NOON.replace(hour=12)
        outlook = GB.outlook(self.LIVE, start, end)

        for span in outlook.spans:
            assert outlook.at(span.start) == GB.check(self.LIVE, at=span.start)

    def test_asks_until_when_work_may_begin(self) -> None:
        """Judged as if it started now, an approved permit runs out of fresh samples."""
        approved = told(until="start")
        outlook = GB.outlook(approved, NOON.replace(hour=0, minute=30), NOON, milestone="start")

        assert outlook.valid_until is not None
        assert outlook.valid_until.at == NOON.replace(hour=0, minute=41)
        assert {item.code for item in outlook.valid_until.begins} >= {"HOT-04"}
        for span in outlook.spans:
            assert outlook.at(span.start) == GB.check(approved, at=span.start, milestone="start")

    def test_of_an_unknown_state_is_refused(self) -> None:
        """Nothing could be said of it."""
        with pytest.raises(Refused):
            GB.outlook(attrs.evolve(draft(), state="nowhere"), NOON, NOON)


class TestOptions:
    def test_tell_what_falls_due_with_a_move_and_does_not_stop_it(self) -> None:
        """A question of approval is shown with the approval, whether or not it is refused for another reason."""
        opened = KIT.open(attrs.evolve(dive(), work=Diving()), by=Actor(id="p", role="applicant"), at=NOON).record
        submitted = moved(KIT, opened, "submit", "applicant")

        (approve,) = (each for each in KIT.options(submitted, at=NOON) if each.action == "approve")
        (refused,) = (
            each
            for each in KIT.options(submitted, at=NOON, by=Actor(id="p", role="nobody"))
            if each.action == "approve"
        )

        assert approve.obstacles == ()
        assert [item.outcome.value for item in approve.open] == ["needs-input"]
        assert [item.code for item in refused.obstacles] == ["LC-02"]
        assert refused.open == approve.open

    def test_a_move_that_no_rule_gates_is_refused_without_asking_any(self) -> None:
        """Whoever may not submit is told so; there is nothing to judge."""
        (submit, *_) = KIT.options(dive(), at=NOON, by=Actor(id="p", role="nobody"))

        assert ("submit", False, ()) == (submit.action, submit.gated, submit.open)
        assert [item.code for item in submit.obstacles] == ["LC-02"]


class TestSarif:
    def test_is_a_log_of_the_kits_findings(self) -> None:
        """In the language of the kit, or another one."""
        found = {"dive.json": KIT.check(dive(), at=NOON, milestone="approve")}

        zh, en = KIT.sarif(found), KIT.sarif(found, lang="en")

        assert zh["version"] == "2.1.0"
        assert [each["runs"][0]["results"][0]["kind"] for each in (zh, en)] == ["fail", "fail"]
        assert zh["runs"][0]["results"][0]["message"] != en["runs"][0]["results"][0]["message"]

    def test_speaks_no_other_language(self) -> None:
        """A wrong one is named."""
        with pytest.raises(ValueError, match="is no language of the kit"):
            KIT.sarif({}, lang="fr")


class TestDefaults:
    def test_name_only_what_the_host_left_as_it_was(self) -> None:
        """A setting that was changed is nobody's default any more, however the site was made."""
        assert GB.site.defaults
        night = attrs.evolve(GB.site, night=("22:00", "06:00"))
        kit = Kit(packs=[cn_gb30871.PACK], site=night)

        found = [each.check(draft(), at=NOON, milestone="close").defaults for each in (GB, kit)]

        assert {*found[0]} - {*found[1]} == {"night"}
        assert "calendar" in found[1]


class TestFingerprint:
    def test_goes_over_lifecycles_too(self) -> None:
        """A table whose gates are open judges otherwise, so it is another kit."""
        ungated = tuple(attrs.evolve(move, gated=False) for move in STANDARD_PERMIT.moves)
        open_table = attrs.evolve(STANDARD_PERMIT, moves=ungated)

        assert Kit(packs=[cn_gb30871.PACK], lifecycles=[open_table]).fingerprint != GB.fingerprint


class TestWaivers:
    def test_are_printed_on_the_form(self) -> None:
        """Who works by the page reads which rule is set aside, until when, and that the law still holds."""
        assert GB.site is not None
        until = datetime(2026, 12, 31, 8, tzinfo=UTC)
        site = GB.site.waive("HOT-21", reason="one shift leader for two units", approver="p-9", until=until)
        kit = Kit(packs=[cn_gb30871.PACK], site=site)

        foot = kit.document(draft(), at=NOON).sheet.foot
        english = kit.document(draft(), at=NOON, lang="en").sheet.foot

        assert foot[-1] == "HOT-21 企业豁免至2026年12月31日 16时00分，不免除法定义务"
        assert english[-1].startswith("HOT-21 waived by the company until 2026-12-31 16:00")
        assert not any("HOT-21" in word for word in GB.document(draft(), at=NOON).sheet.foot)

    def test_of_a_permit_that_nobody_signed_are_not(self) -> None:
        """What does not count sets nothing aside."""
        waiver = Waiver(rule="HOT-21", reason="trial", approver="p-9", until=NOON + timedelta(days=1))

        foot = GB.document(attrs.evolve(draft(), waivers=(waiver,)), at=NOON).sheet.foot

        assert not any("HOT-21" in word for word in foot)
