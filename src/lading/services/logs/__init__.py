"""Amazon CloudWatch Logs: groups, streams, events."""

from lading.operation import Operation
from lading.services.logs.describe_log_groups import describe_log_groups, list_log_groups
from lading.services.logs.describe_log_streams import describe_log_streams
from lading.services.logs.filter_log_events import filter_log_events
from lading.services.logs.get_log_events import get_log_events
from lading.services.logs.groups import (
    create_log_group,
    delete_log_group,
    put_log_group_deletion_protection,
)
from lading.services.logs.put_log_events import put_log_events
from lading.services.logs.remains import remove_log_remains
from lading.services.logs.retention import delete_retention_policy, put_retention_policy
from lading.services.logs.streams import create_log_stream, delete_log_stream
from lading.services.logs.tags import (
    list_tags_for_resource,
    list_tags_log_group,
    tag_log_group,
    tag_resource,
    untag_log_group,
    untag_resource,
)

OPERATIONS: tuple[Operation, ...] = (
    create_log_group,
    create_log_stream,
    delete_log_group,
    delete_log_stream,
    delete_retention_policy,
    describe_log_groups,
    describe_log_streams,
    filter_log_events,
    get_log_events,
    list_log_groups,
    list_tags_for_resource,
    list_tags_log_group,
    put_log_events,
    put_log_group_deletion_protection,
    put_retention_policy,
    remove_log_remains,
    tag_log_group,
    tag_resource,
    untag_log_group,
    untag_resource,
)
