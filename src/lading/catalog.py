"""Every operation of the server: the one list that a new service joins."""

from lading.operation import Catalog
from lading.services import cloudtrail, ecr, iam, kms, logs, s3, signin, sts

CATALOG = Catalog(
    ecr.OPERATIONS,
    cloudtrail.OPERATIONS,
    iam.OPERATIONS,
    kms.OPERATIONS,
    logs.OPERATIONS,
    s3.OPERATIONS,
    signin.OPERATIONS,
    sts.OPERATIONS,
)
