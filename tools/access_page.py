"""Writes docs/dev/access.md, who may call which route, from the routes themselves: `python -m tools.access_page`."""

from pathlib import Path

from backend.app import build_context, build_slices, create_litestar
from backend.core.policy import Audience, Policy, routes_by_policy
from backend.settings import read_settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "dev" / "access.md"
INTRODUCTION = """\
# Who may call what

Each route states its policy (`backend/core/policy.py`); a route without one keeps the app from starting. This page is
written from the routes by `python -m tools.access_page`, and a test keeps both equal, so a change of rights shows in
review. `tests/accounts/test_matrix.py` calls every route as everybody.

- **everybody**: no cookie is looked at. **everybody, device known**: a device may have or get an identity.
- **machine**: a program with a secret of its own. **signed in**: any account. Names of roles: city roles, anywhere.
- **member**: with this role inside the organisation of the path, or an administrator.
- *fresh*: signed in within the last ten minutes.

| method | route | who |
|---|---|---|
"""
_SKIPPED = {"HEAD", "OPTIONS"}
_WORDS = {
    Audience.PUBLIC: "everybody",
    Audience.MACHINE: "machine",
    Audience.DEVICE: "everybody, device known",
    Audience.ACCOUNT: "signed in",
}


def _who(policy: Policy) -> str:
    roles = ", ".join(sorted(policy.roles))
    if policy.audience is Audience.MEMBER:
        words = f"member: {roles}" + (" who manages" if policy.manages else "")
    else:
        words = _WORDS.get(policy.audience, roles)
    return f"{words}, *fresh*" if policy.max_age else words


def render() -> str:
    """The page as it should be."""
    context = build_context(read_settings({"APP_DATABASE_URL": "sqlite:///:memory:", "APP_DEMO": "true"}))
    routes = routes_by_policy(create_litestar(context, build_slices(context)))
    shown = sorted(
        {(path, method, _who(policy)) for method, path, policy in routes if method not in {"HEAD", "OPTIONS"}}
    )
    return INTRODUCTION + "".join(f"| {method} | `{path}` | {who} |\n" for path, method, who in shown)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
