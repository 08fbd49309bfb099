"""Users: CreateUser, GetUser, ListUsers, UpdateUser, DeleteUser."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from lading.directory import users as directory
from lading.directory.accounts import account_created
from lading.directory.arns import root_arn, user_arn
from lading.directory.attachments import attached_arns, clear_boundary
from lading.directory.keys import keys_of
from lading.directory.logins import find_login, login_uses
from lading.directory.memberships import groups_of
from lading.directory.mfa_devices import devices_of
from lading.directory.names import ENTITY_NAME, PATH, checked
from lading.directory.policies import policy_names
from lading.directory.tags import asked_tags, forget_tags, set_tags, tags_of
from lading.directory.users import USERS_PER_ACCOUNT_MAX, User
from lading.operation import Call, Operation
from lading.ports import Conflict
from lading.services.iam.boundaries import bound, boundary_shape
from lading.services.iam.entity_tags import tags_shape
from lading.services.iam.iam_operation import iam_operation
from lading.services.iam.paging import asked_page
from lading.services.iam.second_resource import require_allowed_on
from lading.services.iam.targets import (
    calling_user,
    new_user_resource,
    required_user,
    user_resource,
    users_resource,
)

if TYPE_CHECKING:
    from types_boto3_iam.type_defs import (
        CreateUserRequestTypeDef,
        DeleteUserRequestTypeDef,
        GetUserRequestTypeDef,
        ListUsersRequestTypeDef,
        UpdateUserRequestTypeDef,
        UserTypeDef,
    )


@iam_operation("CreateUser", changes=True, resource=new_user_resource)
def create_user(call: Call, request: CreateUserRequestTypeDef) -> dict[str, Any]:
    """Make a user under a name that no other has, in whatever case."""
    name = checked(request["UserName"], "UserName", ENTITY_NAME)
    path = checked(request.get("Path") or "/", "Path", PATH)
    tags = asked_tags(request.get("Tags"))
    account = call.caller.account
    if directory.count_users(call.tx, account) >= USERS_PER_ACCOUNT_MAX:
        raise call.error(
            "LimitExceededException",
            f"Cannot exceed quota for UsersPerAccount: {USERS_PER_ACCOUNT_MAX}",
        )
    try:
        user = directory.add_user(call.tx, account, name, path, call.now)
    except Conflict as conflict:
        raise _name_taken(call, name) from conflict
    set_tags(call.tx, user.user_id, tags)
    bound(call, user.user_id, request.get("PermissionsBoundary"))
    return {"User": _details(call, user)}


@iam_operation("GetUser", resource=user_resource)
def get_user(call: Call, request: GetUserRequestTypeDef) -> dict[str, Any]:
    """Tell of a user or, without a name, of the caller; root has no user name."""
    if request.get("UserName") is not None:
        return {"User": _details(call, required_user(call, request))}
    if call.caller.identity.type == "Root":
        return {"User": _root_shape(call)}
    return {"User": _details(call, calling_user(call))}


@iam_operation("ListUsers", resource=users_resource)
def list_users(call: Call, request: ListUsersRequestTypeDef) -> dict[str, Any]:
    """List users by name, below a path if one is given."""
    page = asked_page(call, request)
    found = directory.list_users(
        call.tx,
        call.caller.account,
        path_prefix=request.get("PathPrefix") or "/",
        after=page.after,
        limit=page.look_ahead,
    )
    last = found[-1].name if found else ""
    uses = login_uses(call.tx, call.caller.account, after=page.after, last=last)

    def shape(user: User) -> UserTypeDef:
        return _with_use(user_shape(user), uses.get(user.user_id))

    return page.answer("Users", found, shape, lambda user: user.name)


@iam_operation("UpdateUser", changes=True, resource=user_resource)
def update_user(call: Call, request: UpdateUserRequestTypeDef) -> dict[str, Any]:
    """Give a user another name or path; the id and all that hangs on it stay."""
    user = required_user(call, request)
    name = checked(request.get("NewUserName") or user.name, "NewUserName", ENTITY_NAME)
    path = checked(request.get("NewPath") or user.path, "NewPath", PATH)
    require_allowed_on(call, user_arn(user.account, path, name))
    try:
        directory.rename_user(call.tx, user.user_id, name, path)
    except Conflict as conflict:
        raise _name_taken(call, name) from conflict
    return {}


@iam_operation("DeleteUser", changes=True, resource=user_resource)
def delete_user(call: Call, request: DeleteUserRequestTypeDef) -> dict[str, Any]:
    """Delete a user who has nothing any more but tags and a boundary."""
    user = required_user(call, request)
    for what, left in (
        ("delete access keys", keys_of(call.tx, user.user_id)),
        ("delete login profile", find_login(call.tx, user.user_id)),
        ("remove referenced objects", devices_of(call.tx, user.user_id)),
        ("detach all policies", attached_arns(call.tx, user.user_id)),
        ("delete policies", policy_names(call.tx, user.user_id, limit=1)),
        ("remove users from group", groups_of(call.tx, user.user_id)),
    ):
        if left:
            raise call.error("DeleteConflictException", f"Cannot delete entity, must {what} first.")
    directory.delete_user(call.tx, user.user_id)
    forget_tags(call.tx, user.user_id)
    clear_boundary(call.tx, user.user_id)
    return {}


def user_shape(user: User) -> UserTypeDef:
    """Return the `User` shape of the IAM API."""
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.user_id,
        "Arn": user.arn,
        "CreateDate": user.created,
    }


def _details(call: Call, user: User) -> dict[str, Any]:
    """Return the `User` shape with what lists leave out."""
    login = find_login(call.tx, user.user_id)
    shape = _with_use(user_shape(user), None if login is None else login.used)
    tags = tags_of(call.tx, user.user_id)
    return {
        **shape,
        **boundary_shape(call, user.user_id),
        **({"Tags": tags_shape(tags)} if tags else {}),
    }


def _with_use(shape: UserTypeDef, used: datetime | None) -> UserTypeDef:
    """Add when the password was last used: only GetUser and ListUsers say it (IAM API, "User")."""
    if used is not None:
        shape["PasswordLastUsed"] = used
    return shape


def _name_taken(call: Call, name: str) -> Exception:
    return call.error("EntityAlreadyExistsException", f"User with name {name} already exists.")


def _root_shape(call: Call) -> dict[str, Any]:
    account = call.caller.account
    return {
        "Path": "/",
        "UserId": account,
        "Arn": root_arn(account),
        "CreateDate": account_created(call.tx, account) or call.now,
    }


OPERATIONS: tuple[Operation, ...] = (
    create_user,
    get_user,
    list_users,
    update_user,
    delete_user,
)
