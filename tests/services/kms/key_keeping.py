"""The job that keeps keys, run at once."""

from __future__ import annotations

from typing import Any

from lading.inside import Inside
from lading.jobs.keep_keys import keep_keys

from .house import ACCOUNT, REGION, ROOT, House, found


def keep(house: House) -> int:
    """Run the job that destroys and rotates keys, as the clerk does."""

    def ask(inside: Inside) -> dict[str, Any]:
        assert (inside.service, inside.account, inside.region) == (
            "kms.amazonaws.com",
            ACCOUNT,
            REGION,
        )
        return house.run(found(inside.operation), ROOT, inside.request)

    return keep_keys(house.database, ask, house.now)
