"""Names in certificates: how they are written, and which hosts they cover."""

from __future__ import annotations

import pytest

from lading.pure.certificates.names import BadName, covers, parse_name

LONG = ".".join(["a" * 63] * 4)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("registry.example.org", "registry.example.org"),
        (" Registry.Example.ORG. ", "registry.example.org"),
        ("*.dkr.ecr.us-east-1.example.org", "*.dkr.ecr.us-east-1.example.org"),
        ("buildhost", "buildhost"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("10.0.0.5", "10.0.0.5"),
        ("[2001:DB8::0:1]", "2001:db8::1"),
        ("::1", "::1"),
    ],
)
def test_a_name_is_read(text: str, value: str) -> None:
    assert str(parse_name(text).value) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "a..b", "-a.b", "a-.b", "a.*.b", "*", "**.a", "a b", "https://a.b", "a.b:443"),
        *("bücher.example", "a" * 64, LONG, "10.0.0.0/8", "a\nb", "a/b"),
    ],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(BadName):
        parse_name(text)


@pytest.mark.parametrize(
    ("names", "host", "covered"),
    [
        (["a.example"], "A.Example.", True),
        (["a.example"], "b.a.example", False),
        (["*.example.org"], "a.example.org", True),
        (["*.example.org"], "a.b.example.org", False),
        (["*.example.org"], "example.org", False),
        (["*.example.org"], ".example.org", False),
        (["10.0.0.5"], "10.0.0.5", True),
        (["2001:db8::1"], "[2001:0DB8::1]", True),
        (["*.0.0.5"], "10.0.0.5", False),
        ([], "a.example", False),
    ],
)
def test_which_hosts_a_certificate_covers(names: list[str], host: str, covered: bool) -> None:
    assert covers(names, host) is covered
