from datetime import UTC, datetime
from itertools import count

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetykit.errors import StaleRevision, StoreError
from safetykit.model.erasure import Erased
from safetykit.model.permits import Permit
from safetykit.model.works import HotWork
from safetykit.stores import Files, Memory, Store
from tests.unit.stores.steps import SUN, ZHAO, Parts, numbered, step

RECORDS = st.sampled_from(["HW-1", "HW-2", "HW-3"])
OFF_BY = st.sampled_from([0, 0, 0, 0, -1, 1])
"""How far a step is from the next revision of its record: mostly not at all."""
COMMITS = st.tuples(st.just("commit"), st.lists(st.tuples(RECORDS, OFF_BY), min_size=1, max_size=4))
ERASURES = st.tuples(st.just("erase"), st.sampled_from([ZHAO, SUN]))
REOPENINGS = st.tuples(st.just("reopen"), st.none())


@attrs.frozen
class Expected:
    """A plain model of a store: the revisions of each record, the order of the log, the names that are gone."""

    revisions: dict
    log: list
    gone: set

    def after(self, steps):
        """Return the model after a commit; StaleRevision or StoreError if it must fail."""
        new = {record: dict(revisions) for record, revisions in self.revisions.items()}
        stale = False
        for each in steps:
            record, number = each.record.id, each.record.revision
            revisions = new.setdefault(record, {})
            if number != 1 and number - 1 not in revisions:
                raise StoreError
            stale = stale or number in revisions
            revisions.setdefault(number, each.record)
        if stale:
            raise StaleRevision(record, number)
        return Expected(new, [*self.log, *((each.record.id, each.record.revision) for each in steps)], self.gone)

    def seen(self, permit):
        """Return a permit as it must come back: erased names as such."""
        gone = [person.id for person in permit.people if (permit.id, permit.revision, person.id) in self.gone]
        return [(person.id, None if person.id in gone else person.name) for person in permit.people]


def names(permit):
    """Return the people of a permit, an erased name as None."""
    return [(person.id, None if isinstance(person.name, Erased) else person.name) for person in permit.people]


def drawn(expected, record, off_by, serial, within):
    """Return a step to the next revision of a record, or beside it."""
    number = max(1, len(expected.revisions.get(record, {})) + within.count(record) + 1 + off_by)
    within.append(record)
    return step(record, number, content=f"内容 {serial}")


@pytest.mark.parametrize("durable", [False, True])
class TestRandomCommits:
    @given(st.lists(COMMITS | ERASURES | REOPENINGS, max_size=12))
    def test_store_does_what_a_dict_does(self, tmp_path_factory, durable, operations):
        """Whatever is committed, erased and opened again, the store holds what a plain dict of revisions holds."""
        folder = tmp_path_factory.mktemp("store")
        backend = Files(folder) if durable else Memory()
        salts, serials = numbered(), count()
        expected = Expected({}, [], set())

        for operation, argument in operations:
            if operation == "reopen" and durable:
                backend.close()
                backend = Files(folder)
            store = Store(backend, Parts(), now=lambda: datetime(2026, 11, 16, tzinfo=UTC), salts=salts)
            if operation == "erase":
                backend.erase([row.digest for row in backend.disclosures(subject=argument.id)])
                expected.gone.update((*place, argument.id) for place in expected.log)
            if operation == "commit":
                within = []
                steps = [drawn(expected, record, off, next(serials), within) for record, off in argument]
                try:
                    after = expected.after(steps)
                except (StaleRevision, StoreError) as error:
                    with pytest.raises(type(error)):
                        store.commit(*steps)
                else:
                    assert store.commit(*steps) is steps[0].record
                    expected = after

            for record, revisions in expected.revisions.items():
                found = store.history(record, Permit[HotWork])
                assert [each.content for each in found] == [each.content for each in revisions.values()]
                assert [names(each) for each in found] == [expected.seen(each) for each in revisions.values()]
                assert store.load(record, Permit[HotWork]) == found[-1]
            assert [(entry.event.record, entry.event.revision) for entry in store.log()] == expected.log
            assert [entry.index for entry in store.log()] == [*range(backend.size())]
