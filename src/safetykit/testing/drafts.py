"""The permit of a job as the applicant fills it in, and the permits that it links to."""

from typing import Any

from safetykit.model.evidence import Attachment, AttachmentKind, Duty, Joining, Link
from safetykit.model.frozenmap import EMPTY, FrozenMap
from safetykit.model.measures import Grading, Isolation, IsolationMethod, Measure, RiskResult, Upgrade
from safetykit.model.people import Party, Side
from safetykit.model.permits import DailyHours, Permit, Work
from safetykit.model.places import Place
from safetykit.model.signoffs import SignOff
from safetykit.model.time import Period
from safetykit.model.works import (
    BlindPlate,
    ConfinedSpace,
    HeightWork,
    HotWork,
    HotWorkMethod,
    TemporaryElectricity,
    WorkSurface,
)
from safetykit.rules.site import Site
from safetykit.testing.cast import DETECTOR, LONG, PEOPLE, WANG, WU, ZHAO, ZHOU
from safetykit.testing.jobs import GRADES, SCHEME, Job, Spot, isolated, work_of


def measures_of(job: Job, site: Site) -> tuple[Measure, ...]:
    """Tick the sixteen rows of form A.1."""
    work = work_of(job, site)
    special = job.grade(site) == "special"
    involved = {
        1: bool(work.purged and work.held_flammables),
        2: isolated(job),
        4: work.in_dike,
        5: work.at_height,
        6: work.surface is WorkSurface.INSIDE,
        7: job.method is HotWorkMethod.GAS_CUTTING,
        9: job.method is HotWorkMethod.ARC_WELDING,
        12: work.cross_work,
        14: special,
    }
    blanks = {
        8: FrozenMap({"extinguishers": "4", "blankets": "2", "hoses": "1"}),
        **({2: FrozenMap({"blinds": "2"})} if isolated(job) else {}),
    }
    listed = (Measure(row=row, involved=involved.get(row, True), blanks=blanks.get(row, EMPTY)) for row in range(1, 16))
    return (*listed, Measure(row=16, involved=True, text="铺设防火毯，设接火盆 3 个", drafted_by=ZHAO.id))


def draft_of(job: Job, site: Site) -> Permit[HotWork]:
    """
    Write the permit as the applicant fills it in: no signature, no test, no window granted yet.

    Args:
        job: The job.
        site: The site, for its clocks, its calendar and the way that it upgrades.
    """
    upgrade = None
    if job.upgraded(site):
        upgrade = Upgrade(
            from_grade=job.spot.grade,
            to_grade=job.grade(site),
            reason="节假日作业",
            extra="主管厂长现场带班" if job.spot.grade == GRADES[-1] else None,
            approver=job.approver(site),
        )
    return Permit(
        id=f"hot-work-{job.spot.value}",
        work=work_of(job, site),
        number=f"DH-{job.day:%Y-%m%d}-003",
        parties=(
            Party(unit="储运一部", side=Side.APPLICANT),
            Party(unit="储运一部", side=Side.AREA_OWNER),
            Party(unit="华东检修公司二队", side=Side.PERFORMING),
        ),
        applied_at=job.at("07:20", site),
        content="DN150 甲醇管线法兰更换，切割旧支架，焊接新支架",
        place=Place(text="罐区东侧 P-2031 管线支架"),
        gradings=(Grading(scheme=SCHEME, value=job.grade(site)),),
        upgrade=upgrade,
        risk=RiskResult(hazards=("火灾", "爆炸", "中毒", "触电", "灼烫")),
        isolations=(Isolation(method=IsolationMethod.BLIND, count=2),) if isolated(job) else (),
        measures=measures_of(job, site),
        links=links_of(job),
        attachments=(_plan(),) if job.grade(site) == "special" else (),
        planned=job.window(site),
        daily_hours=DailyHours(start="08:00", end="17:00"),
        people=PEOPLE,
        joinings=(
            Joining(person=LONG.id, duty=Duty.WORKER),
            *(() if job.relieved else (Joining(person=WANG.id, duty=Duty.WORKER),)),
            Joining(person=ZHAO.id, duty=Duty.LEADER),
            Joining(person=ZHOU.id, duty=Duty.GUARDIAN),
            Joining(person=WU.id, duty=Duty.COORDINATOR),
        ),
        instruments=(DETECTOR,),
    )


def _plan() -> Attachment:
    return Attachment(
        kind=AttachmentKind.WORK_PLAN, sha256="a" * 64, media_type="application/pdf", size=40960, title="动火作业方案"
    )


def links_of(job: Job) -> tuple[Link, ...]:
    """Name the permits of the other special works that belong to the job."""
    return tuple(
        Link(kind=work.kind, number=number, record=f"{work.kind}-{number[-3:]}") for work, number in _other_works(job)
    )


def _other_works(job: Job) -> tuple[tuple[type[Work], str], ...]:
    works: list[tuple[type[Work], str]] = [(TemporaryElectricity, f"LD-{job.day:%Y-%m%d}-005")]
    if job.spot is Spot.PIPE_RACK:
        works.append((HeightWork, f"GC-{job.day:%Y-%m%d}-002"))
    if job.spot is Spot.VESSEL:
        works.append((ConfinedSpace, f"SX-{job.day:%Y-%m%d}-001"))
    if isolated(job):
        works += [(BlindPlate, f"MB-{job.day:%Y-%m%d}-{number}") for number in ("011", "012")]
    return tuple(works)


def related_to(job: Job, site: Site) -> tuple[Permit[Any], ...]:
    """Make the linked permits as they stand while the job goes on: blinds are set, the others are worked under."""
    draft = draft_of(job, site)
    back = Link(kind=draft.work.kind, number=str(draft.number), record=draft.id)
    made = zip(links_of(job), _other_works(job), strict=True)
    return tuple(_related(link, work(), back, job, site) for link, (work, _) in made)


def _related(link: Link, work: Work, back: Link, job: Job, site: Site) -> Permit[Any]:
    """Make one linked permit; that of a blind has no window and is closed."""
    blind = isinstance(work, BlindPlate)
    done = job.at("16:00", site, -1)
    accepted = SignOff(slot="acceptance", actor=WU.id, action="close", signed_at=done)
    return Permit(
        id=str(link.record),
        work=work,
        number=link.number,
        state="closed" if blind else "live",
        state_since=done if blind else job.at("08:00", site),
        place=Place(text="罐区"),
        permitted=None if blind else Period(start=job.at("08:00", site), end=job.at("20:00", site, job.days - 1)),
        joinings=(Joining(person="p-other", duty=Duty.GUARDIAN),),
        links=(back,),
        sign_offs=(accepted,) if blind else (),
    )
