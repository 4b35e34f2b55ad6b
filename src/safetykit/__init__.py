"""
Typed domain models for work permits, hazard lists and audit trails.

The names here are the public ones. Each loads the module that it lives in when it is first asked for, and cattrs,
pendulum, jinja2 and the document engines load on first use.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from safetykit.model.version import VERSION

if TYPE_CHECKING:
    from safetykit.errors import (
        DecodeError,
        MissingExtra,
        PackError,
        Refused,
        RenderError,
        SafetykitError,
        StaleRevision,
        StoreError,
    )
    from safetykit.kit import Kit
    from safetykit.lifecycle.engine import Lifecycle, Move, Slot, State
    from safetykit.lifecycle.options import Option
    from safetykit.model.changes import AuditEvent, Change, Step
    from safetykit.model.erasure import Erased, Private
    from safetykit.model.evidence import (
        Acceptance,
        Attachment,
        AttachmentKind,
        Briefing,
        Delegation,
        Disposal,
        Disposed,
        Duty,
        Joining,
        Leaving,
        Link,
        Occurrence,
        Pause,
        Print,
        Receipt,
        Resumption,
        Stop,
        StopReason,
        Waiver,
        WorkEnd,
        WorkStart,
    )
    from safetykit.model.findings import (
        Basis,
        EffectiveGrade,
        Finding,
        Findings,
        Milestone,
        Mode,
        Outcome,
        Severity,
    )
    from safetykit.model.frozenmap import FrozenMap
    from safetykit.model.gas import Gas, GasTest, Instrument, PointKind, Principle, SamplePoint
    from safetykit.model.marks import EVIDENCE, NOT_SIGNED, PERSONAL, ClockTime, Code, Line, NotSigned, Pattern, Prose
    from safetykit.model.measures import (
        Confirmation,
        Grading,
        Isolation,
        IsolationMethod,
        Measure,
        RiskResult,
        Upgrade,
    )
    from safetykit.model.people import Actor, Certificate, Medium, Party, Person, Side
    from safetykit.model.permits import DailyHours, Permit, Work
    from safetykit.model.places import Place
    from safetykit.model.quantities import Qualifier, Quantity, Unit
    from safetykit.model.records import EnteredFrom, Record
    from safetykit.model.shapes import Extensions, constrained
    from safetykit.model.signoffs import Covers, Presence, SignOff
    from safetykit.model.time import Period
    from safetykit.model.works import (
        BlindPlate,
        ConfinedSpace,
        Excavation,
        FixedArea,
        HeightWork,
        HotWork,
        HotWorkMethod,
        Lifting,
        Nearby,
        NearbyWork,
        RoadClosure,
        TemporaryElectricity,
        WorkSurface,
    )
    from safetykit.packs.company import pack_from_toml
    from safetykit.packs.pack import Pack
    from safetykit.rules.calendars import (
        DayBasis,
        DayKind,
        Provenance,
        Swap,
        WorkCalendar,
        Year,
        year_from_data,
        year_from_json,
    )
    from safetykit.rules.house import house_rule
    from safetykit.rules.outlook import Outlook, Span, Turn
    from safetykit.rules.rows import (
        Answer,
        Context,
        Rule,
        SourceMark,
        Timed,
        Triggered,
        breach,
        declared,
        need,
        not_applicable,
        not_triggered,
        to_do,
        triggered_by,
    )
    from safetykit.rules.site import Preset, Site, site_from_toml
    from safetykit.stores.backend import Backend
    from safetykit.stores.files import Files
    from safetykit.stores.memory import Memory
    from safetykit.stores.store import Store

__version__ = VERSION

_HOMES: Final = MappingProxyType(
    {
        "errors": "DecodeError MissingExtra PackError Refused RenderError SafetykitError StaleRevision StoreError",
        "kit": "Kit",
        "lifecycle.engine": "Lifecycle Move Slot State",
        "lifecycle.options": "Option",
        "model.changes": "AuditEvent Change Step",
        "model.erasure": "Erased Private",
        "model.evidence": "Acceptance Attachment AttachmentKind Briefing Delegation Disposal Disposed Duty Joining Leaving Link Occurrence Pause Print Receipt Resumption Stop StopReason Waiver WorkEnd WorkStart",
        "model.findings": "Basis EffectiveGrade Finding Findings Milestone Mode Outcome Severity",
        "model.frozenmap": "FrozenMap",
        "model.gas": "Gas GasTest Instrument PointKind Principle SamplePoint",
        "model.marks": "EVIDENCE NOT_SIGNED PERSONAL ClockTime Code Line NotSigned Pattern Prose",
        "model.measures": "Confirmation Grading Isolation IsolationMethod Measure RiskResult Upgrade",
        "model.people": "Actor Certificate Medium Party Person Side",
        "model.permits": "DailyHours Permit Work",
        "model.places": "Place",
        "model.quantities": "Qualifier Quantity Unit",
        "model.records": "EnteredFrom Record",
        "model.shapes": "Extensions constrained",
        "model.signoffs": "Covers Presence SignOff",
        "model.time": "Period",
        "model.works": "BlindPlate ConfinedSpace Excavation FixedArea HeightWork HotWork HotWorkMethod Lifting Nearby NearbyWork RoadClosure TemporaryElectricity WorkSurface",
        "packs.company": "pack_from_toml",
        "packs.pack": "Pack",
        "rules.calendars": "DayBasis DayKind Provenance Swap WorkCalendar Year year_from_data year_from_json",
        "rules.house": "house_rule",
        "rules.outlook": "Outlook Span Turn",
        "rules.rows": "Answer Context Rule SourceMark Timed Triggered breach declared need not_applicable not_triggered to_do triggered_by",
        "rules.site": "Preset Site site_from_toml",
        "stores.backend": "Backend",
        "stores.files": "Files",
        "stores.memory": "Memory",
        "stores.store": "Store",
    }
)
"""The public names of each module."""


def __getattr__(name: str) -> Any:
    """Load a public name (PEP 562)."""
    for module, names in _HOMES.items():
        if name in names.split():
            value = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = value  # the next time it is simply there
            return value
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "EVIDENCE",
    "NOT_SIGNED",
    "PERSONAL",
    "Acceptance",
    "Actor",
    "Answer",
    "Attachment",
    "AttachmentKind",
    "AuditEvent",
    "Backend",
    "Basis",
    "BlindPlate",
    "Briefing",
    "Certificate",
    "Change",
    "ClockTime",
    "Code",
    "ConfinedSpace",
    "Confirmation",
    "Context",
    "Covers",
    "DailyHours",
    "DayBasis",
    "DayKind",
    "DecodeError",
    "Delegation",
    "Disposal",
    "Disposed",
    "Duty",
    "EffectiveGrade",
    "EnteredFrom",
    "Erased",
    "Excavation",
    "Extensions",
    "Files",
    "Finding",
    "Findings",
    "FixedArea",
    "FrozenMap",
    "Gas",
    "GasTest",
    "Grading",
    "HeightWork",
    "HotWork",
    "HotWorkMethod",
    "Instrument",
    "Isolation",
    "IsolationMethod",
    "Joining",
    "Kit",
    "Leaving",
    "Lifecycle",
    "Lifting",
    "Line",
    "Link",
    "Measure",
    "Medium",
    "Memory",
    "Milestone",
    "MissingExtra",
    "Mode",
    "Move",
    "Nearby",
    "NearbyWork",
    "NotSigned",
    "Occurrence",
    "Option",
    "Outcome",
    "Outlook",
    "Pack",
    "PackError",
    "Party",
    "Pattern",
    "Pause",
    "Period",
    "Permit",
    "Person",
    "Place",
    "PointKind",
    "Presence",
    "Preset",
    "Principle",
    "Print",
    "Private",
    "Prose",
    "Provenance",
    "Qualifier",
    "Quantity",
    "Receipt",
    "Record",
    "Refused",
    "RenderError",
    "Resumption",
    "RiskResult",
    "RoadClosure",
    "Rule",
    "SafetykitError",
    "SamplePoint",
    "Severity",
    "Side",
    "SignOff",
    "Site",
    "Slot",
    "SourceMark",
    "Span",
    "StaleRevision",
    "State",
    "Step",
    "Stop",
    "StopReason",
    "Store",
    "StoreError",
    "Swap",
    "TemporaryElectricity",
    "Timed",
    "Triggered",
    "Turn",
    "Unit",
    "Upgrade",
    "Waiver",
    "Work",
    "WorkCalendar",
    "WorkEnd",
    "WorkStart",
    "WorkSurface",
    "Year",
    "__version__",
    "breach",
    "constrained",
    "declared",
    "house_rule",
    "need",
    "not_applicable",
    "not_triggered",
    "pack_from_toml",
    "site_from_toml",
    "to_do",
    "triggered_by",
    "year_from_data",
    "year_from_json",
]
