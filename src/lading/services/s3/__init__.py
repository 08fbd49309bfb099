"""Amazon S3: buckets and objects."""

from lading.operation import Operation

OPERATIONS: tuple[Operation, ...] = ()
