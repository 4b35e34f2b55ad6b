import hashlib
from datetime import timedelta
from itertools import count

import attrs
import pytest

from safetykit.codec.codec import Codec
from safetykit.errors import StaleRevision, StoreError
from safetykit.model.changes import AuditEvent, Step
from safetykit.model.erasure import Erased
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork
from safetykit.stores import Files, Memory, Store
from safetykit.testing.contracts import holding
from tests.unit.stores.steps import SUN, T0, ZHAO, Parts, numbered, step


@attrs.frozen
class OtherWork:
    """A kind of work that the kit does not know."""

    kind = "other"


class Clock:
    """A clock that stands still."""

    @staticmethod
    def now(zone):
        return T0.astimezone(zone)


@pytest.fixture
def backend():
    """Return a backend that forgets."""
    return Memory()


@pytest.fixture
def store(backend):
    """Return a store with a clock of its own that steps by seconds."""
    seconds = count()
    return Store(backend, Parts(), now=lambda: T0 + timedelta(seconds=next(seconds)), salts=numbered())


class TestCommit:
    def test_returns_the_record_of_the_first_step(self, store):
        """The record comes back as the step made it."""
        first = step()

        assert store.commit(first, step(revision=2)) is first.record

    def test_keeps_personal_values_apart(self, store, backend):
        """Neither revision nor leaf holds a name; the disclosures do, and loading puts them together."""
        store.commit(step())

        kept = backend.revision("HW-1") + b"".join(backend.leaves(0, 9))
        assert not [text for text in ("赵砚", "13800000001", "孙蓓") if text.encode() in kept]
        assert {row.subject for row in backend.disclosures()} == {"p-zhao", "p-sun"}
        assert store.load("HW-1", Permit[HotWork]) == step().record

    def test_tells_the_log(self, store, backend):
        """The leaf names the revision by its digest, the time by the clock, and the kit by its fingerprint."""
        store.commit(step())

        (entry,) = store.log()
        assert (entry.index, entry.leaf) == (0, backend.leaves(0, 1)[0])
        assert entry.event == store._kit.codec.load(entry.leaf, AuditEvent)
        assert (entry.event.record, entry.event.revision, entry.event.action) == ("HW-1", 1, "test")
        assert (entry.event.at, entry.event.recorded, entry.event.fingerprints) == (T0, T0, "0" * 64)
        assert entry.event.digest == hashlib.sha256(backend.revision("HW-1")).hexdigest()

    def test_reads_the_clock_once(self, store):
        """Steps that are committed together are recorded at one instant, steps committed apart are not."""
        store.commit(step(), step("HW-2"))
        store.commit(step("HW-3"))

        assert [entry.event.recorded for entry in store.log()] == [T0, T0, T0 + timedelta(seconds=1)]

    def test_refuses_a_step_made_from_another_record(self, store):
        """Who skipped a revision that somebody else then made does not overwrite what that one says."""
        store.commit(step())
        store.commit(step(revision=2, content="by B"))
        mine = step(revision=2, content="by A").record
        third = attrs.evolve(mine, revision=3)
        change = step(revision=3).change

        with pytest.raises(StaleRevision):
            store.commit(Step(third, change, mine))
        assert store.load("HW-1", Permit[HotWork]).content == "by B"

    def test_takes_a_step_made_from_what_is_stored(self, store):
        """Written another way the stored record is still the same one."""
        from decimal import Decimal

        from safetykit.model.gas import Gas, GasTest

        def tested(lel):
            return (GasTest(gas=Gas(name="methanol", lel=Decimal(lel))),)

        first = store.commit(step(gas_tests=tested("5.5")))
        same = attrs.evolve(first, gas_tests=tested("5.50"))

        assert store.commit(Step(attrs.evolve(first, revision=2), step(revision=2).change, same)).revision == 2

    def test_keeps_unchanged_disclosures(self, store, backend):
        """A value that did not change keeps its disclosure, across commits and within one."""
        store.commit(step())
        before = backend.disclosures()
        store.commit(step(revision=2, content="切割"), step(revision=3, content="焊接"))
        store.commit(step(revision=4))

        assert backend.disclosures() == before
        assert store.load("HW-1", Permit[HotWork]).people == (ZHAO, SUN)

    def test_keeps_several_records_or_none(self, store, backend):
        """If one of several steps is stale nothing of them is kept."""
        store.commit(step())

        with pytest.raises(StaleRevision, match="revision 1 of 'HW-1' is already stored"):
            store.commit(step("HW-2"), step())

        assert (backend.revision("HW-2"), backend.size()) == (None, 1)
        assert backend.disclosures(record="HW-2") == ()

    def test_lets_the_later_of_two_try_again(self, store):
        """A host that was too late loads the record and makes its step again."""
        store.commit(step())
        store.commit(step(revision=2, content="切割"))
        with pytest.raises(StaleRevision):
            store.commit(step(revision=2, number="DH-1"))

        late = attrs.evolve(store.load("HW-1", Permit[HotWork]), revision=3, number="DH-1")
        store.commit(Step(late, step(revision=3).change))

        assert store.load("HW-1", Permit[HotWork]).content == "切割"

    def test_refuses_a_beginning_in_the_middle(self, store, backend):
        """The first revision is 1: with a step left out nothing is kept."""
        with pytest.raises(StoreError, match=r"revision 2 of 'HW-1' .*commit every step, in order"):
            store.commit(step(revision=2))

        assert backend.size() == 0

    @pytest.mark.parametrize("fields", [{"revision": 0}, {"revision": 2}, {"id": "HW-2"}])
    def test_refuses_a_change_of_something_else(self, store, backend, fields):
        """A record that the change does not speak of, such as one without any step, is not kept."""
        store.commit(step())
        with pytest.raises(ValueError, match="the record is another"):
            store.commit(Step(attrs.evolve(step().record, **fields), step().change))

        assert backend.size() == 1

    def test_refuses_a_gap_after_others(self, store):
        """Each revision is one more than the last."""
        store.commit(step())

        with pytest.raises(StoreError, match="cannot be stored without revision 2"):
            store.commit(step(revision=3))

    def test_refuses_what_could_not_be_loaded_once_it_is_erased(self, backend):
        """The trace of an erased value is longer than a short name; the record stays readable all the same."""
        limit = len(Codec().dump(step().record)) + 3 * 56  # two names and a telephone number

        with pytest.raises(ValueError, match="erased the record could take more than"):
            Store(backend, Parts(Codec(max_bytes=limit - 1)), salts=numbered()).commit(step())
        store = Store(backend, Parts(Codec(max_bytes=limit)), salts=numbered())
        store.commit(step())
        backend.erase([row.digest for row in backend.disclosures()])
        assert isinstance(store.load("HW-1", Permit[HotWork]).people[0].name, Erased)

    def test_refuses_an_erased_value_that_would_come_back(self, store, backend):
        """A commitment that is not erased, of another field, would show that field's value in a place of its own."""
        store.commit(step())
        phone = next(row.digest for row in backend.disclosures() if row.name == "phone")
        thief = attrs.evolve(SUN, name=Erased(commitment=phone))
        later = step(revision=2)

        with pytest.raises(ValueError, match="leave the field blank"):
            store.commit(attrs.evolve(later, record=attrs.evolve(later.record, people=(ZHAO, thief))))
        assert backend.size() == 1

    def test_refuses_what_could_not_be_loaded(self, store, backend):
        """A record of a kind that the kit does not know is refused, for it could never be read again."""
        with pytest.raises(TypeError, match="OtherWork"):
            store.commit(step(work=OtherWork()))

        assert backend.size() == 0

    def test_gives_no_erased_value_back(self, store, backend, monkeypatch):
        """A value that is erased while a step is being committed stays erased."""
        store.commit(step())
        append = backend.append

        def late(batch):
            backend.erase([row.digest for row in backend.disclosures(subject="p-zhao")])
            append(batch)

        monkeypatch.setattr(backend, "append", late)
        store.commit(step(revision=2))

        assert {row.subject for row in backend.disclosures()} == {"p-sun"}


class TestLoad:
    def test_checks_the_kind(self, store):
        """A record of another kind than asked for is an error."""
        store.commit(step())

        with pytest.raises(TypeError):
            store.load("HW-1", Permit[OtherWork])
        assert store.load("HW-1", Permit[HotWork]).work == HotWork()

    def test_tells_what_is_unknown(self, store):
        """An id that the store does not have is named, with what to do."""
        with pytest.raises(StoreError, match="no record 'HW-9' in this store; correct the id or commit"):
            store.load("HW-9", Permit[HotWork])
        with pytest.raises(StoreError, match="no record 'HW-9'"):
            store.history("HW-9", Permit[HotWork])

    def test_shows_what_was_erased(self, tmp_path):
        """An erased name is gone from every file and every revision, while the digests of the log hold."""
        with Files(tmp_path) as backend:
            store = Store(backend, Parts())
            store.commit(step(), step(revision=2))
            rows = backend.disclosures(subject="p-zhao")
            backend.erase([row.digest for row in rows])

            for permit, entry in zip(store.history("HW-1", Permit[HotWork]), store.log(), strict=True):
                zhao, sun = permit.people
                assert (type(zhao.name), type(zhao.phone), sun) == (Erased, Erased, SUN)
                stored = backend.revision("HW-1", permit.revision)
                assert entry.event.digest == hashlib.sha256(stored).hexdigest()
            assert [file for row in rows for file in holding(tmp_path, row.text)] == []

            store.commit(Step(attrs.evolve(permit, revision=3), step(revision=3).change))
            assert store.load("HW-1", Permit[HotWork]).people == permit.people


class TestHistory:
    def test_gives_all_revisions(self, store):
        """Revisions come oldest first."""
        steps = [step(), step(revision=2, content="切割"), step(revision=3, content="焊接")]
        store.commit(*steps[:2])
        store.commit(steps[2])

        assert store.history("HW-1", Permit[HotWork]) == tuple(each.record for each in steps)


class TestLog:
    def test_goes_through_all_pages(self, store, monkeypatch):
        """Events come in the order of commit, each once, whatever the size of the pages."""
        store.commit(*(step(f"HW-{number}") for number in range(7)))

        for page in (1, 3, 7, 1000):
            monkeypatch.setattr("safetykit.stores.store.PAGE", page)
            found = [(entry.index, entry.event.record) for entry in store.log(2)]
            assert found == [(number, f"HW-{number}") for number in range(2, 7)]

    def test_of_nothing_is_empty(self, store):
        """A log without events, or asked for beyond its end, is empty."""
        assert [*store.log(), *store.log(5)] == []

    def test_begins_nowhere_before_its_start(self, store):
        """An index below 0 is refused."""
        with pytest.raises(ValueError, match="start"):
            list(store.log(-1))


class TestEdge:
    def test_has_a_clock_of_its_own(self, backend, monkeypatch):
        """Without being told a store asks the machine for the time in UTC."""
        store = Store(backend, Parts())
        monkeypatch.setattr("safetykit.stores.store.datetime", Clock)
        store.commit(step())

        assert next(store.log()).event.recorded == T0

    def test_has_chance_of_its_own(self, backend):
        """Without being told a store takes 128 new bits of chance for each value."""
        store = Store(backend, Parts())
        store.commit(step())
        store.commit(step("HW-2"))

        assert len({row.digest for row in backend.disclosures()}) == len(backend.disclosures()) == 6
