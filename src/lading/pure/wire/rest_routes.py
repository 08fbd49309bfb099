"""Which operation a REST request calls: by method, depth of the path, query and headers.

A model's `requestUri` is a path template with literal query parameters (`/{Bucket}?list-type=2`).
Of the operations that fit, the one that asks for most is meant: `PUT` with `x-amz-copy-source` is
CopyObject, without it PutObject.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from botocore.model import OperationModel

from lading.pure.wire.models import Service


@dataclass(frozen=True, slots=True)
class _Route:
    """What one operation asks of a request."""

    operation: OperationModel
    literals: tuple[tuple[str, str], ...]
    parameters: frozenset[str]
    headers: frozenset[str]

    @property
    def weight(self) -> int:
        """How much it asks for."""
        return 100 * len(self.literals) + len(self.parameters) + len(self.headers)

    def fits(self, query: Mapping[str, str], headers: Collection[str]) -> bool:
        """Whether the request has all of it."""
        return (
            all(name in query and value in ("", query[name]) for name, value in self.literals)
            and all(name in query for name in self.parameters)
            and all(name in headers for name in self.headers)
        )


class Routes:
    """The operations of one REST service, by method and number of labels in the path."""

    def __init__(self, service: Service, *, without: Collection[str] = ()) -> None:
        """Compile the routes; deprecated operations and those in `without` have none."""
        self._routes: dict[tuple[str, int], list[_Route]] = {}
        for name, operation in service.operations.items():
            if name not in without and not operation.deprecated:
                key = (operation.http["method"], _depth(operation))
                self._routes.setdefault(key, []).append(_route(operation))
        for routes in self._routes.values():
            routes.sort(key=lambda route: -route.weight)

    def find(
        self, method: str, depth: int, query: Mapping[str, str], headers: Collection[str]
    ) -> OperationModel | None:
        """Return the operation that a request calls, or None if the method has none here.

        `depth` is the number of labels in its path: 0 service, 1 bucket, 2 object.
        """
        for route in self._routes.get((method, depth), ()):
            if route.fits(query, headers):
                return route.operation
        return None

    def literals(self, depth: int) -> frozenset[str]:
        """Return the names of parameters that choose an operation at a depth."""
        return frozenset(
            name
            for (_, at), routes in self._routes.items()
            if at == depth
            for route in routes
            for name, _ in route.literals
        )


def _depth(operation: OperationModel) -> int:
    path: str = operation.http["requestUri"].partition("?")[0]
    return len([part for part in path.split("/") if part])


def _route(operation: OperationModel) -> _Route:
    literals = parse_qsl(operation.http["requestUri"].partition("?")[2], keep_blank_values=True)
    return _Route(
        operation,
        tuple(pair for pair in literals if pair[0] != "x-id"),
        frozenset(_required(operation, "querystring")),
        frozenset(name.lower() for name in _required(operation, "header")),
    )


def _required(operation: OperationModel, location: str) -> Iterable[str]:
    shape = operation.input_shape
    if shape is None:
        return
    for name in shape.required_members:
        serialization = shape.members[name].serialization
        if serialization.get("location") == location:
            yield serialization["name"]
