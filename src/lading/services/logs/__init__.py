"""Amazon CloudWatch Logs: groups, streams, events."""

from lading.operation import Operation

OPERATIONS: tuple[Operation, ...] = ()
