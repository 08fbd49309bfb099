"""Amazon S3: buckets and objects."""

from lading.operation import Operation
from lading.services.s3.access_lists import (
    get_bucket_acl,
    get_object_acl,
    put_bucket_acl,
    put_object_acl,
)
from lading.services.s3.buckets import (
    create_bucket,
    delete_bucket,
    get_bucket_location,
    head_bucket,
    list_buckets,
)
from lading.services.s3.complete_upload import complete_multipart_upload
from lading.services.s3.copy_object import copy_object
from lading.services.s3.delete_object import delete_object, delete_objects
from lading.services.s3.get_object import get_object, get_object_attributes, head_object
from lading.services.s3.listing import list_object_versions, list_objects, list_objects_v2
from lading.services.s3.parts import list_parts, upload_part, upload_part_copy
from lading.services.s3.plain_answers import PLAIN_ANSWERS
from lading.services.s3.policies import (
    delete_bucket_policy,
    get_bucket_policy,
    get_bucket_policy_status,
    put_bucket_policy,
)
from lading.services.s3.put_object import put_object
from lading.services.s3.tags import (
    delete_bucket_tagging,
    delete_object_tagging,
    get_bucket_tagging,
    get_object_tagging,
    put_bucket_tagging,
    put_object_tagging,
)
from lading.services.s3.uploads import (
    abort_multipart_upload,
    create_multipart_upload,
    list_multipart_uploads,
)

OPERATIONS: tuple[Operation, ...] = (
    list_buckets,
    create_bucket,
    head_bucket,
    get_bucket_location,
    delete_bucket,
    put_bucket_policy,
    get_bucket_policy,
    get_bucket_policy_status,
    delete_bucket_policy,
    get_bucket_acl,
    put_bucket_acl,
    get_object_acl,
    put_object_acl,
    put_bucket_tagging,
    get_bucket_tagging,
    delete_bucket_tagging,
    *PLAIN_ANSWERS,
    list_objects,
    list_objects_v2,
    list_object_versions,
    put_object,
    get_object,
    head_object,
    get_object_attributes,
    copy_object,
    delete_object,
    delete_objects,
    put_object_tagging,
    get_object_tagging,
    delete_object_tagging,
    create_multipart_upload,
    upload_part,
    upload_part_copy,
    list_parts,
    list_multipart_uploads,
    complete_multipart_upload,
    abort_multipart_upload,
)
