"""The tests of the same name, on encrypted repositories."""

from ..oci.test_blob_downloads import *  # noqa: F403
