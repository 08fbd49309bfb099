"""AWS KMS: keys, aliases, grants."""

from lading.operation import Operation

OPERATIONS: tuple[Operation, ...] = ()
