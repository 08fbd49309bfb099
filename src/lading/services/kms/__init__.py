"""KMS: keys and their policies, aliases and grants, and what is encrypted under them."""

from lading.operation import Operation
from lading.services.kms import (
    alias_operations,
    data_keys,
    deletion,
    encryption,
    grant_ends,
    grant_lists,
    grant_making,
    key_changes,
    key_making,
    key_reads,
    policy_operations,
    re_encryption,
    rotation,
    tag_operations,
)

OPERATIONS: tuple[Operation, ...] = (
    *key_making.OPERATIONS,
    *key_reads.OPERATIONS,
    *key_changes.OPERATIONS,
    *deletion.OPERATIONS,
    *alias_operations.OPERATIONS,
    *policy_operations.OPERATIONS,
    *grant_making.OPERATIONS,
    *grant_lists.OPERATIONS,
    *grant_ends.OPERATIONS,
    *encryption.OPERATIONS,
    *re_encryption.OPERATIONS,
    *data_keys.OPERATIONS,
    *rotation.OPERATIONS,
    *tag_operations.OPERATIONS,
)
