"""Whether a grant's constraints hold (AWS KMS API Reference, "GrantConstraints")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Context = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the encryption context of a call must be: exactly `equals`, or contain `subset`."""

    equals: Context | None = None
    subset: Context | None = None

    def hold(self, context: Context) -> bool:
        """Return whether a call with this encryption context satisfies them."""
        if self.equals is not None and dict(context) != dict(self.equals):
            return False
        return self.subset is None or self.subset.items() <= context.items()

    def allow(self, child: Constraints) -> bool:
        """Return whether another grant with the constraints `child` allows nothing more."""
        if self.equals is not None:
            return child.equals is not None and self.hold(child.equals)
        if self.subset is None:
            return True
        narrowest = child.equals if child.equals is not None else child.subset
        return narrowest is not None and self.subset.items() <= narrowest.items()
