"""The tests of the same name, on encrypted repositories."""

from ..oci.test_tag_parameters import *  # noqa: F403
