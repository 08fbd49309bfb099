"""AWS CloudTrail: the event history, and trails that deliver what happens."""

from lading.operation import Operation
from lading.services.cloudtrail.event_selectors import get_event_selectors, put_event_selectors
from lading.services.cloudtrail.import_events import create_import_stream, import_events
from lading.services.cloudtrail.insight_selectors import (
    get_insight_selectors,
    put_insight_selectors,
)
from lading.services.cloudtrail.log_group_delivery import open_log_stream
from lading.services.cloudtrail.lookup_events import lookup_events
from lading.services.cloudtrail.public_keys import list_public_keys
from lading.services.cloudtrail.signing_keys import create_signing_key
from lading.services.cloudtrail.trail_changes import (
    create_trail,
    delete_trail,
    forget_trail,
    update_trail,
)
from lading.services.cloudtrail.trail_logging import start_logging, stop_logging
from lading.services.cloudtrail.trail_status import get_trail_status
from lading.services.cloudtrail.trail_tags import add_tags, list_tags, remove_tags
from lading.services.cloudtrail.trails import describe_trails, get_trail, list_trails

OPERATIONS: tuple[Operation, ...] = (
    lookup_events,
    create_trail,
    update_trail,
    delete_trail,
    forget_trail,
    describe_trails,
    get_trail,
    list_trails,
    get_trail_status,
    start_logging,
    stop_logging,
    put_event_selectors,
    get_event_selectors,
    put_insight_selectors,
    get_insight_selectors,
    add_tags,
    remove_tags,
    list_tags,
    list_public_keys,
    create_signing_key,
    open_log_stream,
    import_events,
    create_import_stream,
)
