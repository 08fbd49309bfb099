"""Redeeming the download URL of a sealed layer: ECR itself has KMS open its data key.

The URL was given to an authorized caller, who is on record with it; who redeems it shows nothing
else. So the Decrypt on record has ECR as its caller, and a key that was disabled meanwhile opens
nothing.
"""

from __future__ import annotations

from typing import Any

from lading.operation import Call, operation
from lading.services.ecr.layer_bytes import OPENED_LAYER, opened_layer
from lading.services.ecr.layers import find_layer, layer_not_found
from lading.services.ecr.repository import required, resource_of


@operation("ecr:OpenLayer", internal=True, resource=resource_of)
def open_layer(call: Call, request: Any) -> dict[str, Any]:
    """Leave in the memo what opens the layer `layerDigest` of a repository."""
    repository, digest = required(call, request), request["layerDigest"]
    row = find_layer(call.tx, repository, digest)
    if row is None:
        raise layer_not_found(call, repository, digest)
    call.memo[OPENED_LAYER] = opened_layer(call, repository, row)
    return {}
