"""The house of S3's operations, with its door."""

from __future__ import annotations

from ...services.s3.conftest import empty, house, s3

__all__ = ["empty", "house", "s3"]
