"""Sign-in: what the console's door does for people, each a console sign-in event on record."""

from lading.operation import Operation
from lading.services.signin import console_login, console_logout, role_switches

OPERATIONS: tuple[Operation, ...] = (
    *console_login.OPERATIONS,
    *console_logout.OPERATIONS,
    *role_switches.OPERATIONS,
)
