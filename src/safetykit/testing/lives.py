"""
Lives of hot-work permits that keep every rule, told verb by verb through a kit.

::

    life = life_of(kit, Job(spot=Spot.PIPE_RACK))
    for moment in life:
        assert kit.check(moment.permit, at=moment.at, related=moment.related).breaches == ()

Between one moment and the next the permit keeps every rule at every instant. People and plant are made up.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

import attrs

from safetykit.kit import Kit
from safetykit.model.changes import Step
from safetykit.model.evidence import (
    Acceptance,
    Attachment,
    AttachmentKind,
    Briefing,
    Duty,
    Joining,
    Leaving,
    Receipt,
    StopReason,
    WorkEnd,
    WorkStart,
)
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.gas import Gas, GasTest, SamplePoint
from safetykit.model.measures import Confirmation
from safetykit.model.people import Actor
from safetykit.model.permits import Permit
from safetykit.model.quantities import Quantity, Unit
from safetykit.model.signoffs import Presence
from safetykit.model.time import Period
from safetykit.model.works import HotWork, WorkSurface
from safetykit.rules.site import Site
from safetykit.testing.cast import (
    AROUND,
    DETECTOR,
    FENG,
    INSIDE,
    LONG,
    METHANOL,
    OXYGEN,
    QIAN,
    SUN,
    WANG,
    WU,
    ZHAO,
    ZHENG,
    ZHOU,
)
from safetykit.testing.drafts import draft_of, related_to
from safetykit.testing.jobs import Job, work_of


@attrs.frozen
class Act:
    """
    One thing that somebody does: the verb of the kit, its *name* (an action or a slot), and what comes with it.

    *evidence* is what is added, *changes* are the fields that a move sets.
    """

    at: datetime
    by: Actor
    verb: Literal["add", "sign_off", "move"]
    name: str
    opinion: str | None = None
    evidence: tuple[object, ...] = ()
    changes: FrozenMap[Any] = EMPTY


@attrs.frozen
class Moment:
    """
    A permit right after one act of its life.

    Attributes:
        name: The act: a move, a slot, or a word for the evidence that was added.
        step: What the verb returned.
        at: When it was done.
        until: When the next act is due; until then nothing needs to be done.
        related: The records that it links to.
    """

    name: str
    step: Step[Permit[HotWork]]
    at: datetime
    until: datetime
    related: tuple[Permit[Any], ...]

    @property
    def permit(self) -> Permit[HotWork]:
        """The permit."""
        return self.step.record


LEADER: Final = ZHAO.acting("leader")
ANALYST: Final = SUN.acting("analyst")
GUARDIAN: Final = ZHOU.acting("guardian")


def life_of(kit: Kit, job: Job | None = None) -> tuple[Moment, ...]:
    """
    Tell the life of a permit from the draft to its closing.

    Args:
        kit: A kit with the pack ``cn_gb30871``; its site says who signs and how work on days off is upgraded.
        job: What the permit is for; a first-grade job on a pipe rack if left out.

    Raises:
        Refused: If the kit asks for more than such a permit holds, such as by a rule of the host's own.
    """
    job = job or Job()
    return tell(kit, draft_of(job, kit.site), acts_of(job, kit.site), related=related_to(job, kit.site))


def tell(
    kit: Kit, draft: Permit[HotWork], acts: Iterable[Act], *, related: tuple[Permit[Any], ...] = ()
) -> tuple[Moment, ...]:
    """
    Open a draft and do one act after the other.

    Args:
        kit: The kit.
        draft: The permit as the applicant filled it in.
        acts: What is done, in order of time.
        related: The records that it links to.

    Raises:
        Refused: If the kit refuses an act.
    """
    opened = draft.applied_at
    if opened is None:
        msg = "draft: applied_at is needed: the life begins then"
        raise ValueError(msg)
    done = [("open", kit.open(draft, by=ZHAO.acting("applicant"), at=opened), opened)]
    for act in acts:
        done += [(act.name, step, act.at) for step in _steps(kit, done[-1][1].record, act, related)]
    ends = [*(at for _, _, at in done[1:]), done[-1][2]]
    return tuple(Moment(name, step, at, until, related) for (name, step, at), until in zip(done, ends, strict=True))


def _steps(
    kit: Kit, permit: Permit[HotWork], act: Act, related: tuple[Permit[Any], ...]
) -> Iterator[Step[Permit[HotWork]]]:
    if act.verb == "sign_off":
        yield kit.sign_off(permit, slot=act.name, by=act.by, at=act.at, opinion=act.opinion, presence=Presence.DECLARED)
    elif act.verb == "move":
        yield kit.move(
            permit,
            act.name,
            by=act.by,
            at=act.at,
            opinion=act.opinion,
            presence=Presence.DECLARED,
            related=related,
            **act.changes,
        )
    for evidence in act.evidence:
        step = kit.add(permit, evidence, by=act.by, at=act.at)
        permit = step.record
        yield step


EXITS: Final = ("pause", "stop", "collect", "withdraw", "cancel", "expire", "void")
"""The moves by which a permit may leave its course; none is ever gated."""


def leave(kit: Kit, moment: Moment, action: str) -> Moment:
    """
    Leave the course of a life: pause, stop, collect, expire, cancel, withdraw or void the permit, in the next minute.

    Args:
        kit: The kit.
        moment: The moment to leave from.
        action: One of :data:`EXITS` that the state is open for.

    Raises:
        Refused: If it is not.
    """
    at = min(moment.at + timedelta(minutes=1), moment.until) if action != "expire" else _end(moment)
    step = kit.move(moment.permit, action, by=LEADER, at=at, opinion="现场条件变化", related=moment.related)
    return Moment(action, step, at, at, moment.related)


def _end(moment: Moment) -> datetime:
    window = moment.permit.valid_until
    return moment.at if window is None else max(moment.at, window)


def acts_of(job: Job, site: Site) -> tuple[Act, ...]:
    """Say who does what when on a job, from submitting the permit to closing it."""
    return (*_preparation(job, site), *_work(job, site), *_ending(job, site))


def _preparation(job: Job, site: Site) -> Iterator[Act]:
    present = (LONG, ZHOU, ZHAO) if job.relieved else (LONG, WANG, ZHOU, ZHAO)
    yield Act(job.at("07:30", site), ZHAO.acting("applicant"), "move", "submit")
    yield _briefing(job.at("08:05", site), *(person.id for person in present))
    yield _tests(job, site, job.at("08:10", site))
    confirmations = tuple(Confirmation(row=row, by=QIAN.id, at=job.at("08:13", site)) for row in range(1, 17))
    yield Act(job.at("08:13", site), QIAN.acting("confirmer"), "add", "confirmations", evidence=confirmations)
    yield Act(job.at("08:14", site), LEADER, "sign_off", "leader", "措施已落实，申请动火。")
    yield Act(job.at("08:18", site), WU.acting("unit-head"), "sign_off", "unit", "同意。")
    if "safety" in site.slots.get(f"hot-work/{job.grade(site)}", ()):
        yield Act(job.at("08:22", site), ZHENG.acting("safety-head"), "sign_off", "safety", "现场核查合格，同意。")
    approver = Actor(id=job.approver(site), role="approver")
    granted = FrozenMap({"permitted": job.window(site)})
    yield Act(job.at("08:24", site), approver, "move", "approve", "同意动火。", changes=granted)
    yield Act(job.at("08:28", site), FENG.acting("shift-leader"), "move", "start", "已验票。")
    yield Act(
        job.at("08:31", site), GUARDIAN, "add", "begin", evidence=(WorkStart(at=job.at("08:31", site), by=ZHOU.id),)
    )


def _work(job: Job, site: Site) -> Iterator[Act]:
    for day in range(job.days):
        if day:
            yield _tests(job, site, job.at("08:10", site, day))
            yield Act(job.at("08:30", site, day), LEADER, "move", "resume")
        if job.relieved and not day:
            yield from _relief(job, site)
        if job.pause:
            noon = job.at("12:00", site, day)
            yield Act(noon, LEADER, "move", "pause")
            back = noon + timedelta(minutes=job.pause)
            if job.pause > _SHORT:
                yield _tests(job, site, back - timedelta(minutes=_SHORT))
            yield Act(back, LEADER, "move", "resume")
        if job.stopped:
            yield from _stop(job, site, day)
        if day + 1 < job.days:
            yield Act(job.at("16:00", site, day), LEADER, "move", "pause")


_SHORT: Final = 15
"""Minutes of a pause after which the samples of this job are taken again."""


def _relief(job: Job, site: Site) -> Iterator[Act]:
    at = job.at("10:00", site)
    yield _briefing(job.at("09:50", site), WANG.id, QIAN.id)
    comes = (Joining(person=WANG.id, duty=Duty.WORKER, at=at), Joining(person=QIAN.id, duty=Duty.GUARDIAN, at=at))
    yield Act(at, LEADER, "add", "join", evidence=comes)
    later = job.at("10:02", site)
    goes = (Leaving(person=ZHOU.id, duty=Duty.GUARDIAN, at=later), Leaving(person=LONG.id, duty=Duty.WORKER, at=later))
    yield Act(later, LEADER, "add", "leave", evidence=goes)


def _stop(job: Job, site: Site, day: int) -> Iterator[Act]:
    cause = FrozenMap({"cause": StopReason.LIFTING_FAULT.value})
    yield Act(job.at("14:30", site, day), GUARDIAN, "move", "stop", "吊具异常，停止作业", changes=cause)
    yield _tests(job, site, job.at("14:40", site, day))
    gone = FrozenMap({"cause_removed": True})
    yield Act(job.at("14:55", site, day), LEADER, "move", "resume", changes=gone)


def _ending(job: Job, site: Site) -> Iterator[Act]:
    last = job.days - 1
    ended = job.at("15:50", site, last)
    yield Act(ended, GUARDIAN, "add", "end", evidence=(WorkEnd(at=ended, by=ZHOU.id),))
    if job.grade(site) == "special":
        period = Period(start=job.at("08:20", site), end=job.at("16:00", site, last))
        yield Act(job.at("16:00", site, last), LEADER, "add", "recordings", evidence=_recordings(period))
    yield Act(job.at("16:05", site, last), LEADER, "move", "finish")
    done = FrozenMap({"acceptance": Acceptance(site_clear=True, people_out=True, tools_out=True)})
    yield Act(
        job.at("16:20", site, last), WU.acting("acceptor"), "move", "close", "现场无余火，工完料净。", changes=done
    )


def _recordings(period: Period) -> tuple[Attachment, ...]:
    video = Attachment(
        kind=AttachmentKind.VIDEO,
        sha256="b" * 64,
        media_type="video/mp4",
        size=734003200,
        title="作业影像",
        period=period,
    )
    monitor = Attachment(
        kind=AttachmentKind.MONITORING_RECORD,
        sha256="c" * 64,
        media_type="text/csv",
        size=81920,
        title="连续检测记录",
        period=period,
    )
    return (video, monitor)


def _briefing(at: datetime, *people: str) -> Act:
    receipts = tuple(Receipt(person=person, at=at) for person in people)
    given = Briefing(by=WU.id, at=at - timedelta(minutes=5), receipts=receipts)
    return Act(at, WU.acting("unit-head"), "add", "briefing", evidence=(given,))


def _tests(job: Job, site: Site, at: datetime) -> Act:
    """Sample gas wherever the surface asks for it, one point after the other, and oxygen inside its own equipment."""
    work = work_of(job, site)
    points: dict[WorkSurface | None, tuple[SamplePoint, ...]] = {
        WorkSurface.INSIDE: (INSIDE,),
        WorkSurface.SURROUNDINGS: (AROUND,),
    }
    times = (at, at - timedelta(minutes=2))
    taken = [_test(when, point) for when, point in zip(times, points.get(work.surface, (AROUND, INSIDE)), strict=False)]
    if work.oxygen_service:
        taken.append(_test(times[1], INSIDE, OXYGEN, "20.9"))
    return Act(at, ANALYST, "add", "gas_tests", evidence=tuple(reversed(taken)))


def _test(at: datetime, point: SamplePoint, gas: Gas = METHANOL, value: str = "0.05") -> GasTest:
    return GasTest(
        at=at,
        gas=gas,
        point=point,
        reading=Quantity(value=Decimal(value), unit=Unit.VOL_PERCENT),
        passed=True,
        analyst=SUN.id,
        instrument=DETECTOR.id,
    )
