import safetykit

NAMES = """
    Acceptance Actor Answer Attachment AttachmentKind AuditEvent Backend Basis Briefing Certificate Change ClockTime
    Code Confirmation Context Covers DailyHours DayKind DecodeError Duty EVIDENCE EffectiveGrade EnteredFrom Erased
    Extensions Files Finding Findings FrozenMap Gas GasTest Grading HotWork HotWorkMethod Instrument Isolation
    IsolationMethod Joining Kit Leaving Lifecycle Line Link Measure Medium Memory Milestone MissingExtra Mode Move
    NOT_SIGNED NotSigned Option Outcome PERSONAL PackError Party Pattern Pause Period Permit Person Place PointKind
    Presence Principle Private Prose Qualifier Quantity Receipt Record Refused RenderError Resumption RiskResult
    Rule SafetykitError SamplePoint Severity Side SignOff Site Slot SourceMark StaleRevision State Step Stop Store
    StoreError Timed Unit Upgrade Waiver Work WorkCalendar WorkEnd WorkStart WorkSurface Year breach constrained
    declared house_rule need not_applicable not_triggered site_from_toml __version__
"""


class TestPublicNames:
    def test_are_these(self):
        """What the library offers changes only on purpose: here and in the package."""
        assert sorted(NAMES.split()) == sorted(safetykit.__all__)

    def test_can_all_be_imported(self):
        """Every public name is there and is listed once."""
        assert all(hasattr(safetykit, name) for name in safetykit.__all__)
        assert len(safetykit.__all__) == len({*safetykit.__all__})
