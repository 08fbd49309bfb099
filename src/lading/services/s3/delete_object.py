"""DeleteObject, and DeleteObjects, which the door takes apart."""

from __future__ import annotations

from typing import Any

from lading.operation import Call
from lading.pure.s3.conditions import check_write
from lading.pure.s3.errors import invalid_argument
from lading.pure.wire.xml_input import malformed_xml
from lading.services.s3.bucket import recorded_objects, required
from lading.services.s3.records import note_transfer
from lading.services.s3.s3_operation import bucket_operation, object_operation
from lading.services.s3.stored_object import find_object, remove_object

KEYS_MAX = 1000


@object_operation("DeleteObject", changes=True)
def delete_object(call: Call, request: Any) -> dict[str, Any]:
    """Delete what is under a key, if anything is."""
    if request.get("VersionId") not in (None, "null"):
        raise invalid_argument("Invalid version id specified", "versionId", request["VersionId"])
    found = find_object(call.tx, required(call, request), request["Key"])
    if found is not None:
        check_write(request.get("IfMatch"), None, found.etag)
        remove_object(call.tx, found, call.now)
    note_transfer(call)
    return {}


@bucket_operation(
    "DeleteObjects", open_to_all=True, data=True, resources_of=recorded_objects, policy=None
)
def delete_objects(call: Call, request: Any) -> dict[str, Any]:
    """Begin to delete many objects: each is then a DeleteObject, authorized and recorded as one.

    So AWS has it: one record of this call, and one for each key.
    """
    required(call, request)
    objects = (request.get("Delete") or {}).get("Objects") or []
    if not 0 < len(objects) <= KEYS_MAX or not all(one.get("Key") for one in objects):
        raise malformed_xml()
    note_transfer(call)
    return {}
