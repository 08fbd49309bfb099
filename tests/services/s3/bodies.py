"""What most objects of these tests hold."""

from __future__ import annotations

import hashlib

BODY = b"0123456789"
MD5 = f'"{hashlib.md5(BODY).hexdigest()}"'
