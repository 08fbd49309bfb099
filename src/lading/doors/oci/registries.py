"""Which registry a host name means: `<account>.dkr.ecr.<region>.<domain>`, or the caller's own."""

from __future__ import annotations

import re

from lading.caller import Scope
from lading.pure.oci.errors import RegistryError
from lading.settings import Settings

_REGISTRY = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z]{2}(?:-[a-z]+)+-\d)", re.ASCII)
_MARK = ".dkr.ecr."


def named_registry(host: str, settings: Settings) -> Scope | None:
    """Return the account and Region that a Host header names, or None if it names none.

    Case, a port and the final dot of a complete name do not matter. A name of our domain that
    only looks like a registry's is refused (`RegistryError` NAME_UNKNOWN): read as the caller's
    own registry it would send a mistyped push, or pull, to another place than was meant.
    """
    if settings.registry_domain is None:
        return None
    name = host.lower().partition(":")[0].removesuffix(".")
    prefix = name.removesuffix("." + settings.registry_domain.lower())
    if prefix == name or _MARK not in f"{prefix}.":
        return None
    found = _REGISTRY.fullmatch(prefix)
    if found is None:
        raise RegistryError("NAME_UNKNOWN", "no registry has this host name")
    return Scope(found[1], found[2])
