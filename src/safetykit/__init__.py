"""
Typed domain models for work permits, hazard lists and audit trails.

The names here are the public ones. cattrs, pendulum, jinja2 and the document engines load on first use.
"""

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
from safetykit.model.version import VERSION
from safetykit.model.works import FixedArea, HotWork, HotWorkMethod, Nearby, NearbyWork, WorkSurface
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
    breach,
    declared,
    need,
    not_applicable,
    not_triggered,
    to_do,
)
from safetykit.rules.site import Preset, Site, site_from_toml
from safetykit.stores.backend import Backend
from safetykit.stores.files import Files
from safetykit.stores.memory import Memory
from safetykit.stores.store import Store

__version__ = VERSION

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
    "Briefing",
    "Certificate",
    "Change",
    "ClockTime",
    "Code",
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
    "Extensions",
    "Files",
    "Finding",
    "Findings",
    "FixedArea",
    "FrozenMap",
    "Gas",
    "GasTest",
    "Grading",
    "HotWork",
    "HotWorkMethod",
    "Instrument",
    "Isolation",
    "IsolationMethod",
    "Joining",
    "Kit",
    "Leaving",
    "Lifecycle",
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
    "Timed",
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
    "year_from_data",
    "year_from_json",
]
