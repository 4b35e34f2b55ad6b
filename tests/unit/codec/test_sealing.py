import base64
import json
from pathlib import Path

import attrs
import pytest

from safetykit.codec.canonical import canonical, digest
from safetykit.codec.codec import Codec
from safetykit.codec.sealing import (
    Disclosure,
    SealContext,
    Sealed,
    commitment,
    opened,
    seal,
    seal_step,
    unseal,
)
from safetykit.errors import StoreError
from safetykit.model.changes import AuditEvent, Step
from safetykit.model.erasure import Erased
from safetykit.model.findings import Findings
from safetykit.model.frozenmap import FrozenMap
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork
from tests.unit.codec.values import LONG, NAMES, PERMIT, STORED, T0, ZHAO, change, salts

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "sd-jwt-disclosures" / "disclosures.json").read_bytes())
CODEC = Codec()
SEALED = seal(PERMIT, salts=salts())


def disclosure(text, digest=None):
    """Return a row of the disclosure table."""
    return Disclosure(digest or commitment(text), text, "p-long", "HW-1", "name")


def encoded(data):
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def rows(sealed, subject):
    """Return what tells of a person, by field."""
    return {row.name: row for row in sealed.disclosures if row.subject == subject}


class TestPublishedDisclosures:
    @pytest.mark.parametrize("case", VECTORS["disclosures"], ids=lambda case: case["value"])
    def test_digest(self, case):
        """The digests are those of RFC 9901."""
        assert commitment(case["disclosure"]) == case["digest"]

    def test_array_element(self):
        """The disclosure of an array element is opened, however it was laid out; one of a member is none of ours."""
        member, element = (disclosure(case["disclosure"]) for case in VECTORS["disclosures"])

        assert opened(element) == '"FR"'
        with pytest.raises(StoreError):
            opened(member)

    def test_our_form_is_processed_as_theirs(self):
        """What seal leaves is an array element of the RFC: a reader of it finds digest and value as there."""
        element = VECTORS["payload_array"]["nationalities"][1]
        sealed = json.loads(SEALED.stored)["record"]["people"][0]["name"]
        found = {
            commitment(row.text): json.loads(base64.urlsafe_b64decode(row.text + "==")) for row in SEALED.disclosures
        }

        assert [set(each) for each in sealed] == [set(element)]
        assert found[sealed[0]["..."]] == ["salt000000000000000001", "龙䶮"]


class TestSeal:
    def test_no_personal_value_stays(self):
        """Names and numbers of people leave the stored bytes; all else stays as it was."""
        assert not [name for name in NAMES if name.encode() in SEALED.stored]
        assert SEALED.stored.startswith(STORED[: STORED.index(b'"people"')])

    def test_disclosures_say_whose_they_are(self):
        """Each value has a row that names record, person and field, and does not show the value by itself."""
        assert [(row.record, row.subject, row.name) for row in SEALED.disclosures] == [
            ("HW-1", "p-long", "number"),
            ("HW-1", "p-long", "name"),
            ("HW-1", "p-long", "phone"),
            ("HW-1", "p-zhao", "name"),
        ]
        assert all(row.text not in repr(row) for row in SEALED.disclosures)

    def test_round_trip(self):
        """Unsealed bytes are the canonical bytes, ready to be loaded."""
        assert unseal(SEALED.stored, SEALED.disclosures) == STORED

    def test_unchanged_values_keep_their_disclosure(self):
        """A new revision has new disclosures for new values only."""
        changed = attrs.evolve(PERMIT, revision=1, people=(attrs.evolve(LONG, phone="13800000002"), ZHAO))
        again = seal(changed, known=SEALED.disclosures, salts=salts(100))

        new = set(again.disclosures) - set(SEALED.disclosures)
        assert [(row.subject, row.name) for row in new] == [("p-long", "phone")]

    def test_each_occurrence_has_its_own(self):
        """A value that stands twice has two disclosures, so that no digest does."""
        twice = attrs.evolve(PERMIT, people=(LONG, LONG))
        sealed = seal(twice, known=SEALED.disclosures, salts=salts(100))

        assert len({row.digest for row in sealed.disclosures}) == 6
        assert set(rows(SEALED, "p-long").values()) <= set(sealed.disclosures)

    def test_disclosures_are_not_shared_between_people_fields_and_records(self):
        """The same words of another person, field or record are another value."""
        other = attrs.evolve(PERMIT, people=(attrs.evolve(ZHAO, name=LONG.name, phone=ZHAO.name),))
        foreign = [attrs.evolve(row, record="HW-2") for row in SEALED.disclosures]

        assert not set(seal(other, known=SEALED.disclosures, salts=salts(100)).disclosures) & set(SEALED.disclosures)
        assert not set(seal(PERMIT, known=foreign, salts=salts(100)).disclosures) & set(foreign)

    def test_erased_values_keep_their_commitment(self):
        """A record that was erased in part seals to the same bytes, and again later with other changes."""
        kept = [row for row in SEALED.disclosures if row.subject != "p-long"]
        erased = CODEC.load(unseal(SEALED.stored, kept), Permit[HotWork])

        assert erased.people[0].name == Erased(commitment=rows(SEALED, "p-long")["name"].digest)
        assert erased.people[1] == ZHAO
        assert seal(erased, known=kept, salts=salts(100)) == Sealed(SEALED.stored, tuple(kept))
        later = attrs.evolve(erased, revision=1)
        assert unseal(seal(later, known=kept, salts=salts(100)).stored, kept) == CODEC.dump(later)

    @pytest.mark.parametrize("salt", ["short", "x" * 21, "é" * 22, 'a"' * 11])
    def test_weak_salts_are_refused(self, salt):
        """A salt of less than 128 bits would let the value be guessed."""
        with pytest.raises(ValueError, match="a salt needs at least 128 bits"):
            seal(PERMIT, salts=lambda: salt)

    def test_repeated_salts_are_refused(self):
        """A source that repeats itself is no source of chance."""
        with pytest.raises(ValueError, match="a salt came twice"):
            seal(attrs.evolve(PERMIT, people=(LONG, LONG)), salts=lambda: "x" * 22)

    def test_keys_of_sealing_are_refused(self):
        """No host data can pass for a sealed value."""
        forged = FrozenMap(a=(FrozenMap({"...": "A" * 43}),))

        with pytest.raises(ValueError, match="which sealing needs"):
            seal(attrs.evolve(PERMIT, extensions=forged), salts=salts())

    def test_text_cannot_pass_for_a_sealed_value(self):
        """A text that looks like a sealed value comes back as it was."""
        permit = attrs.evolve(PERMIT, content='[{"...":"' + SEALED.disclosures[0].digest + '"}]')
        sealed = seal(permit, salts=salts())

        assert CODEC.load(unseal(sealed.stored, SEALED.disclosures + sealed.disclosures)) == permit


class TestUnseal:
    def test_missing_disclosures_come_back_as_erased(self):
        """Without its disclosure a value is erased; its commitment stays."""
        erased = CODEC.load(unseal(SEALED.stored, ()), Permit[HotWork])

        assert all(isinstance(person.name, Erased) for person in erased.people)

    @pytest.mark.parametrize(
        "text",
        [
            SEALED.disclosures[1].text[:-1] + "A",
            encoded(b'["salt000000000000000000","x",1]'),
            encoded(b'["salt000000000000000000",1.5]'),
            encoded(b"5"),
            encoded(b"\xff"),
            encoded(b"[" * 5000),
            "!",
        ],
        ids=len,
    )
    def test_tampered_disclosures_are_refused(self, text):
        """A disclosure that does not hold what was sealed is an error; its words are not repeated."""
        for row in (disclosure(text, SEALED.disclosures[1].digest), disclosure(text)):
            stored = b'[{"...":"' + row.digest.encode() + b'"}]'
            with pytest.raises(StoreError, match=f"{row.digest} of record 'HW-1' does not hold") as refused:
                unseal(stored, [row])
            assert text not in str(refused.value)
            assert refused.value.__context__ is None

    def test_unused_disclosures_do_no_harm(self):
        """Rows of other revisions may be among those at hand."""
        assert unseal(SEALED.stored, [disclosure("!", "unused"), *SEALED.disclosures]) == STORED


class TestSealStep:
    CONTEXT = SealContext(T0, "f" * 64)
    FIRST = attrs.evolve(PERMIT, revision=1)

    def test_first_step(self):
        """The event names who did what, and binds the sealed revision by its digest."""
        done = seal_step(Step(self.FIRST, change(paths=("",))), None, salts(), self.CONTEXT)

        assert unseal(done.sealed.stored, done.sealed.disclosures) == CODEC.dump(self.FIRST)
        assert done.leaf == canonical(done.event)
        assert CODEC.load(done.leaf, AuditEvent) == done.event
        assert done.event.digest == digest(done.sealed.stored)
        assert (done.event.recorded, done.event.fingerprints) == (T0, "f" * 64)
        assert (done.event.record, done.event.revision, done.event.action) == ("HW-1", 1, "open")
        assert (done.event.actor, done.event.role, done.event.paths) == ("p-zhao", "applicant", ("",))
        assert (done.event.reason, done.event.findings) == (None, None)

    def test_later_step_keeps_disclosures_of_the_revision_before(self):
        """Only what stood in the revision before is used again, not what the record had at some other time."""
        first = seal_step(Step(self.FIRST, change()), None, salts(), self.CONTEXT).sealed
        stale = seal(attrs.evolve(PERMIT, people=(attrs.evolve(LONG, phone="13800000002"),)), salts=salts(50))
        second = attrs.evolve(PERMIT, revision=2, people=(attrs.evolve(LONG, phone="13800000002"), ZHAO))
        before = Sealed(first.stored, first.disclosures + stale.disclosures)
        done = seal_step(Step(second, change(revision=2)), before, salts(100), self.CONTEXT)

        new = set(done.sealed.disclosures) - set(before.disclosures)
        assert [row.name for row in new] == ["phone"]

    def test_reason_is_only_committed_to(self):
        """Free words may name people, so the log holds a commitment, and a disclosure the words."""
        given = change(reason="赵砚 改写")
        done = seal_step(Step(self.FIRST, given), None, salts(), self.CONTEXT)
        row = done.sealed.disclosures[-1]

        assert (row.name, row.subject, row.record) == ("reason", None, "HW-1")
        assert opened(row) == '"赵砚 改写"'
        assert done.event.reason == row.digest
        assert "赵砚".encode() not in done.leaf

    def test_findings_are_bound_by_digest(self):
        """What the gate found is bound by the digest of its canonical bytes."""
        findings = Findings(record="HW-1", judged_at=T0)
        done = seal_step(Step(self.FIRST, change(findings=findings)), None, salts(), self.CONTEXT)

        assert done.event.findings == digest(canonical(findings))

    @pytest.mark.parametrize("fields", [{"record": "HW-2"}, {"revision": 2}])
    def test_change_must_belong_to_the_record(self, fields):
        """A change of another record or revision is no explanation."""
        with pytest.raises(ValueError, match="the record is another"):
            seal_step(Step(self.FIRST, change(**fields)), None, salts(), self.CONTEXT)
