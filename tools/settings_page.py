"""Writes docs/ops/settings.md from the settings themselves: `python -m tools.settings_page`."""

from pathlib import Path

from backend.settings import SettingDoc, describe_settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "ops" / "settings.md"
INTRODUCTION = """\
# Settings

All settings are environment variables. Lists are separated by commas, booleans are `true` or `false`. A value that
cannot be used stops the start with a message that names the variable. `krefeld doctor` looks deeper and says how to
mend what is wrong.

This page is written from `backend/settings.py` by `python -m tools.settings_page`; a test keeps both equal.
"""
SECTIONS = {
    "APP_MAP_": "Map",
    "APP_SENSORS_": "Sensors",
    "APP_PARKING_": "Parking",
    "APP_ACCOUNTS_": "Accounts",
    "APP_SIGN_IN_": "Sign-in",
    "APP_RETENTION_": "Retention",
    "APP_ALERTS_": "Alerts",
}


def _section(setting: SettingDoc) -> str:
    return next((title for prefix, title in SECTIONS.items() if setting.variable.startswith(prefix)), "General")


def render() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    settings = describe_settings()
    for title in ("General", *SECTIONS.values()):
        rows = [
            f"| `{setting.variable}` | {f'`{setting.default}`' if setting.default else ''} | {setting.description} |"
            for setting in settings
            if _section(setting) == title
        ]
        parts.append("\n".join([f"## {title}", "", "| variable | default | meaning |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
