"""Hot-work permits for the tests of the pack."""

from pathlib import Path

import attrs

from safetykit.codec.codec import Codec
from safetykit.model.findings import Outcome
from safetykit.packs.cn_gb30871 import PACK
from safetykit.rules.engine import Situation, judge
from safetykit.rules.situation import signed_state

CODEC = Codec(works=PACK.works)
ROOT = Path(__file__).parents[4]
ALL = frozenset({"submit", "approve", "start", "during", "close"})


def form(number):
    """Return one of the two paper forms as typed in."""
    return CODEC.load((ROOT / "examples" / f"hot_work_form{number}.json").read_bytes())


def check(record, when, *, reached=ALL, site=None, profile="paper", started=None):
    """Judge a record by the rows of the pack."""
    void, unsure = signed_state(record)
    return judge(
        record,
        Situation(subject="permit/hot-work", reached=reached, started=started, void=void, unsure=unsure),
        rules=PACK.rules,
        scales=PACK.scales,
        site=attrs.evolve(site or PACK.site, profile=profile),
        at=when,
    )


def answers(findings, code):
    """Return outcome, message and place of what the applicable rows of a code say."""
    return [
        (item.outcome.value, item.message, item.path)
        for item in findings.items
        if item.code == code and item.outcome is not Outcome.NOT_APPLICABLE
    ]
