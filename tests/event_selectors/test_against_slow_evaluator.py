"""The compiled predicate agrees with the slow evaluator on thousands of random pairs."""

from collections import Counter
from random import Random

import pytest

from lading.pure.event_selectors.advanced import checked_advanced
from lading.pure.event_selectors.basic import checked_basic
from lading.pure.event_selectors.predicate import ADVANCED, BASIC, compiled

from .random_pairs import record, selectors
from .slow_evaluator import wants

PAIRS = 10_000
PARTS = 4
RECORDS_EACH = 5


@pytest.mark.parametrize("part", range(PARTS))
def test_both_evaluators_agree(part: int) -> None:
    """Each selector is checked, compiled and asked about five records."""
    random = Random(f"selectors-{part}")
    outcomes: Counter[tuple[str, bool]] = Counter()
    for _ in range(PAIRS // PARTS // RECORDS_EACH):
        sent = selectors(random)
        (kind,) = sent
        check = checked_advanced if kind == ADVANCED else checked_basic
        matches = compiled({kind: check(sent[kind])})
        for one in (record(random) for _ in range(RECORDS_EACH)):
            expected = wants(sent, one)
            assert matches(one) is expected, (sent, one)
            outcomes[kind, expected] += 1
    least = PAIRS // PARTS // 50
    assert all(
        outcomes[kind, yes] > least for kind in (BASIC, ADVANCED) for yes in (True, False)
    ), f"the generator no longer reaches every outcome: {outcomes}"
