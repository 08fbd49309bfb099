"""The tests of the same name, on encrypted repositories."""

from ..oci.test_blob_uploads import *  # noqa: F403

del test_mounted_blob_needs_no_upload  # noqa: F821  (it does: `test_mounts.py`)
