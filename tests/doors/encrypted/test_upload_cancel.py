"""The tests of the same name, on encrypted repositories."""

from ..oci.test_upload_cancel import *  # noqa: F403
