"""Made-up rows, scales and records for the tests of the engine."""

from datetime import UTC, date, datetime
from decimal import Decimal

from safetykit.model.findings import Milestone, Severity
from safetykit.model.measures import Grading
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork
from safetykit.rules.engine import Situation, judge
from safetykit.rules.grades import GradeScale, Requirement
from safetykit.rules.rows import Rule, SourceMark
from safetykit.rules.site import Site

SITE = Site(zone="Asia/Shanghai", certain_day=("08:00", "18:00"))
SCHEME = "made-up/hot-work"


def at(text: str) -> datetime:
    """Return an instant of 16 November 2026 at +08:00 (``08:30``), or of a day (``2026-11-15 08:30``)."""
    day, _, clock = text.rpartition(" ")
    return datetime.fromisoformat(f"{day or '2026-11-16'}T{clock}+08:00")


def nothing(_context):
    """Find nothing wrong."""
    return ()


def row(check=nothing, **fields):
    """Return a row of a made-up pack."""
    values = {
        "id": "made-up/hot-work/row",
        "code": "MU-01",
        "applies_to": "permit/hot-work",
        "since": date(2020, 1, 1),
        "due": Milestone.START,
        "severity": Severity.BLOCK,
        "cites": "made-up 1.1",
        "mark": SourceMark.TWO,
    }
    return Rule(check=check, **{**values, **fields})


def scale(**fields):
    """Return three grades: running equipment asks for the highest, a hazard area for the middle one."""
    values = {
        "scheme": SCHEME,
        "applies_to": "permit/hot-work",
        "order": ("low", "middle", "high"),
        "requirements": (
            Requirement(value="high", all=("work.running",), message="runs", cites="made-up 2.1"),
            Requirement(
                value="middle",
                all=("work.fire_explosion_area",),
                unless=("work.purged", "work.lower_grade_approved_by"),
                message="hazard-area",
                cites="made-up 2.2",
            ),
        ),
        "since": date(2020, 1, 1),
    }
    return GradeScale(**{**values, **fields})


def permit(entered=None, work=None, **fields):
    """Return a permit, graded as *entered* in the made-up scheme, for work with the facts of *work*."""
    gradings = (Grading(scheme=SCHEME, value=entered),) if entered else ()
    return Permit(id="permit-1", work=HotWork(**(work or {})), gradings=gradings, **fields)


def ask(rule, record=None, *, reached=(Milestone.START,), scales=(), site=SITE, when=None, **situation):
    """Return the findings of one row."""
    return judge(
        record or permit(),
        Situation(subject="permit/hot-work", reached=frozenset(reached), **situation),
        rules=[rule],
        scales=scales,
        site=site,
        at=when or datetime(2026, 11, 16, 1, 0, tzinfo=UTC),
    )


def outcomes(findings):
    """Return what a row answered."""
    return [item.outcome.value for item in findings.items]


LIMIT = Decimal("0.5")
