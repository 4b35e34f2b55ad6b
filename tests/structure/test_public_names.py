import safetykit

NAMES = """
    Acceptance Actor Answer Attachment AttachmentKind AuditEvent Backend Basis Briefing Certificate Change ClockTime
    Code Confirmation Context Covers DailyHours DayBasis DayKind DecodeError Delegation Disposal Disposed Duty
    EVIDENCE EffectiveGrade EnteredFrom Erased Extensions Files Finding Findings FixedArea FrozenMap Gas GasTest
    Grading HotWork HotWorkMethod Instrument Isolation IsolationMethod Joining Kit Leaving Lifecycle Line Link
    Measure Medium Memory Milestone MissingExtra Mode Move NOT_SIGNED Nearby NearbyWork NotSigned Occurrence Option
    Outcome Outlook PERSONAL Pack PackError Party Pattern Pause Period Permit Person Place PointKind Presence Preset
    Principle Print Private Prose Provenance Qualifier Quantity Receipt Record Refused RenderError Resumption RiskResult
    Rule SafetykitError SamplePoint Severity Side SignOff Site Slot SourceMark Span StaleRevision State Step Stop
    StopReason Store StoreError Swap Timed Triggered Turn Unit Upgrade Waiver Work WorkCalendar WorkEnd WorkStart WorkSurface
    Year breach constrained declared house_rule need not_applicable not_triggered pack_from_toml site_from_toml
    to_do triggered_by year_from_data year_from_json BlindPlate ConfinedSpace Excavation HeightWork Lifting RoadClosure TemporaryElectricity __version__
"""


class TestPublicNames:
    def test_are_these(self):
        """What the library offers changes only on purpose: here and in the package."""
        assert sorted(NAMES.split()) == sorted(safetykit.__all__)

    def test_can_all_be_imported(self):
        """Every public name is there and is listed once."""
        assert all(hasattr(safetykit, name) for name in safetykit.__all__)
        assert len(safetykit.__all__) == len({*safetykit.__all__})
