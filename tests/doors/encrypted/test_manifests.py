"""The tests of the same name, on encrypted repositories."""

from ..oci.test_manifests import *  # noqa: F403
