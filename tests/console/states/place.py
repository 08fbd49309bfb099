"""Where a browser test looks: an account in a Region, who looks, and what there is to see."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Place:
    """As e2e/states/place.ts reads it; a thing that a place does not have is empty."""

    url: str
    account: str
    region: str
    person: dict[str, str]
    """`{"name", "password"}` of a user, or `{"keyId", "secret"}` of root."""
    repository: str = ""
    digest: str = ""
    index: str = ""
    trail: str = ""
    group: str = ""
    stream: str = ""
    user: str = ""
    role: str = ""
    events: list[str] = field(default_factory=list)
    """Ids, newest first."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def console_user(iam: Any, name: str) -> dict[str, str]:
    """Give a user a password and return how to sign in with it."""
    password = f"A-password-of-{name[:20]}-1"
    iam.create_login_profile(UserName=name, Password=password)
    return {"name": name, "password": password}
