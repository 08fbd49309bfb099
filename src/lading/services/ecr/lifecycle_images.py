"""What a lifecycle policy finds in a repository, and which images go with those it expires.

An image with a subject in the same repository (a signature, an SBOM) is none of a rule's business:
it goes when its subject goes, and counts in no ranking. Once its subject is gone it is an image
like any other. (The guide says only that referrers follow their subject within a day.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from lading.ports import Row, Snapshot
from lading.pure.lifecycle.evaluate import Finding, Image, evaluate
from lading.pure.lifecycle.rule import Rule
from lading.services.ecr.repository import Repository, from_microseconds
from lading.services.ecr.tables import IMAGE_CHILDREN, IMAGES, TAGS

_IMAGES = select(
    IMAGES.c.id, IMAGES.c.digest, IMAGES.c.subject, IMAGES.c.pushed_us, IMAGES.c.pulled_us
).where(IMAGES.c.repository_id == bindparam("repository"))

_TAGS = (
    select(TAGS.c.image_id, TAGS.c.tag)
    .where(TAGS.c.repository_id == bindparam("repository"))
    .order_by(TAGS.c.tag)
)

_PARENTS = select(IMAGE_CHILDREN.c.digest, IMAGES.c.digest.label("parent")).where(
    and_(
        IMAGE_CHILDREN.c.repository_id == bindparam("repository"),
        IMAGES.c.id == IMAGE_CHILDREN.c.image_id,
    )
)


def findings_in(
    tx: Snapshot, repository: Repository, rules: Sequence[Rule], now: datetime
) -> list[Finding]:
    """Return what the rules act on now, by rule and oldest first, each followed by its referrers.

    A finding whose image manifest lists name is a failure; so is a referrer's.
    """
    rows = tx.all(_IMAGES, repository=repository.id)
    images = _images(tx, repository, rows)
    referrers: dict[str, list[Image]] = defaultdict(list)
    for row in rows:
        if row["subject"] in images:
            referrers[row["subject"]].append(images[row["digest"]])
    following = {image.digest for those in referrers.values() for image in those}
    subjects = [image for digest, image in images.items() if digest not in following]
    return list(_with_referrers(evaluate(rules, subjects, now), referrers))


def _images(tx: Snapshot, repository: Repository, rows: Iterable[Row]) -> dict[str, Image]:
    tags: dict[int, list[str]] = defaultdict(list)
    for row in tx.all(_TAGS, repository=repository.id):
        tags[row["image_id"]].append(row["tag"])
    parents: dict[str, list[str]] = defaultdict(list)
    for row in tx.all(_PARENTS, repository=repository.id):
        parents[row["digest"]].append(row["parent"])
    return {
        row["digest"]: Image(
            digest=row["digest"],
            tags=tuple(tags[row["id"]]),
            pushed=from_microseconds(row["pushed_us"]),
            pulled=None if row["pulled_us"] is None else from_microseconds(row["pulled_us"]),
            parents=tuple(sorted(parents[row["digest"]])),
        )
        for row in rows
    }


def _with_referrers(
    findings: Iterable[Finding], referrers: dict[str, list[Image]]
) -> Iterable[Finding]:
    """Yield findings, each with the referrers of its image, and theirs."""
    seen: set[str] = set()
    for finding in findings:
        waiting = [finding]
        while waiting:
            one = waiting.pop()
            if one.image.digest in seen:
                continue  # a manifest may name itself as its subject by way of others
            seen.add(one.image.digest)
            yield one
            if not one.parents:
                waiting += [Finding(image, one.rule) for image in referrers[one.image.digest]]
