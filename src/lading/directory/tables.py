"""Where the directory keeps its state.

    accounts ─┬─ users ─────┬─ access_keys ─ key_uses      of root: entity_id is the account
              │             ├─ login_profiles
              │             ├─ mfa_devices                  also without a user
              │             ├─ console_sessions             of root, too
              │             └─ group_members
              ├─ user_groups ─┘
              ├─ roles ─ role_uses
              ├─ managed_policies ─ policy_versions
              ├─ account_aliases
              ├─ credential_reports
              └─ password_policies
    entity_id of a user, group or role: inline_policies, attached_policies, boundaries
    entity_id of a user, role, policy or the serial of a device: entity_tags
    identity_version                          one row, counts every change of the others
                                              (but not what only notes when something was used)

Times are milliseconds since 1970 in UTC. `name_folded` is the name in lower case: names are
unique in an account whatever their case (AWS IAM User Guide, "IAM quotas: name requirements").
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint

from lading.schema import METADATA

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("created_ms", BigInteger, nullable=False),
)

ACCESS_KEYS = Table(
    "access_keys",
    METADATA,
    Column("access_key_id", Text, primary_key=True),
    Column("sealed_secret", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    # 1: this root key comes from the settings and goes when they name another.
    Column("from_settings", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Index("access_keys_of_entity", "entity_id"),
)

USERS = Table(
    "users",
    METADATA,
    Column("user_id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    UniqueConstraint("account", "name_folded"),
)

ROLES = Table(
    "roles",
    METADATA,
    Column("role_id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("description", Text),
    Column("trust_policy", Text, nullable=False),
    Column("session_seconds_max", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    UniqueConstraint("account", "name_folded"),
)

INLINE_POLICIES = Table(
    "inline_policies",
    METADATA,
    Column("entity_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("document", Text, nullable=False),
)

GROUPS = Table(
    "user_groups",
    METADATA,
    Column("group_id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    UniqueConstraint("account", "name_folded"),
)

GROUP_MEMBERS = Table(
    "group_members",
    METADATA,
    Column("group_id", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Index("group_members_of_user", "user_id"),
)

MANAGED_POLICIES = Table(
    "managed_policies",
    METADATA,
    Column("policy_id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("description", Text),
    Column("default_version", Integer, nullable=False),
    # Version numbers only grow, also past deleted ones.
    Column("newest_version", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    UniqueConstraint("account", "name_folded"),
)

POLICY_VERSIONS = Table(
    "policy_versions",
    METADATA,
    Column("policy_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

# Policies are named by ARN here: those of AWS have no row of their own.
ATTACHED_POLICIES = Table(
    "attached_policies",
    METADATA,
    Column("entity_id", Text, primary_key=True),
    Column("policy_arn", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Index("attached_policies_by_policy", "policy_arn", "account"),
)

BOUNDARIES = Table(
    "boundaries",
    METADATA,
    Column("entity_id", Text, primary_key=True),
    Column("policy_arn", Text, nullable=False),
    Column("account", Text, nullable=False),
    Index("boundaries_by_policy", "policy_arn", "account"),
)

ENTITY_TAGS = Table(
    "entity_tags",
    METADATA,
    Column("entity_id", Text, primary_key=True),
    Column("key_folded", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
)

ACCOUNT_ALIASES = Table(
    "account_aliases",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("alias", Text, nullable=False, unique=True),
)

PASSWORD_POLICIES = Table(
    "password_policies",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("characters_min", Integer, nullable=False),
    Column("symbols", Integer, nullable=False),
    Column("numbers", Integer, nullable=False),
    Column("uppercase", Integer, nullable=False),
    Column("lowercase", Integer, nullable=False),
    Column("users_may_change", Integer, nullable=False),
    Column("age_days_max", Integer),
    Column("reuse_prevention", Integer),
    Column("hard_expiry", Integer, nullable=False),
)

CREDENTIAL_REPORTS = Table(
    "credential_reports",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("content", Text, nullable=False),
    Column("generated_ms", BigInteger, nullable=False),
)

LOGIN_PROFILES = Table(
    "login_profiles",
    METADATA,
    Column("user_id", Text, primary_key=True),
    Column("verifier", Text, nullable=False),
    # Verifiers of earlier passwords, newest first, one a line.
    Column("earlier_verifiers", Text, nullable=False),
    Column("reset_required", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
)

MFA_DEVICES = Table(
    "mfa_devices",
    METADATA,
    Column("serial", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("sealed_seed", Text, nullable=False),
    # Whose it is, once it is enabled.
    Column("user_id", Text),
    Column("enabled_ms", BigInteger),
    # The device's clock against ours, and the last step whose code was used.
    Column("drift_steps", Integer, nullable=False),
    Column("used_step", BigInteger, nullable=False),
    Index("mfa_devices_of_account", "account", "serial"),
    Index("mfa_devices_of_user", "user_id"),
)

KEY_USES = Table(
    "key_uses",
    METADATA,
    Column("access_key_id", Text, primary_key=True),
    Column("used_ms", BigInteger, nullable=False),
    Column("service", Text, nullable=False),
    Column("region", Text, nullable=False),
)

ROLE_USES = Table(
    "role_uses",
    METADATA,
    Column("role_id", Text, primary_key=True),
    Column("used_ms", BigInteger, nullable=False),
    Column("region", Text, nullable=False),
)

IDENTITY_VERSION = Table(
    "identity_version",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)

CONSOLE_SESSIONS = Table(
    "console_sessions",
    METADATA,
    Column("session_id", Text, primary_key=True),
    # SHA-256 of what the cookie holds.
    Column("secret_hash", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    # Who signed in, and the role that is worn: callers as JSON.
    Column("caller", Text, nullable=False),
    Column("role", Text),
    Column("role_ends_ms", BigInteger),
    # Stands for the password that was shown; null if it was an access key.
    Column("password_mark", Text),
    Column("address", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger, nullable=False),
    Column("ends_ms", BigInteger, nullable=False),
    Index("console_sessions_of_entity", "entity_id", "created_ms"),
    Index("console_sessions_by_end", "ends_ms"),
)
