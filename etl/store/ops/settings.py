"""Settings that people change while Vigie runs, each with who changed it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from etl.store.ops.database import reading, writing
from etl.store.ops.schema import setting


def setting_value(ops: Engine, key: str) -> str | None:
    """Answer the value of a setting, `None` when nobody has set it."""
    with reading(ops) as connection:
        return connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar_one_or_none()


def setting_values(ops: Engine, prefix: str) -> dict[str, str]:
    """Answer the values of all settings whose key begins so."""
    with reading(ops) as connection:
        rows = connection.execute(select(setting.c.key, setting.c.value).where(setting.c.key.startswith(prefix)))
        return {row.key: row.value for row in rows}


@dataclass(frozen=True)
class SettingEntry:
    """A setting with who changed it last and when (UTC)."""

    value: str
    changed_at: datetime
    changed_by: str


def setting_entry(ops: Engine, key: str) -> SettingEntry | None:
    """Answer a setting whole, `None` when nobody has set it."""
    chosen = select(setting.c.value, setting.c.changed_at, setting.c.changed_by).where(setting.c.key == key)
    with reading(ops) as connection:
        row = connection.execute(chosen).one_or_none()
    return None if row is None else SettingEntry(*row)


def change_setting(ops: Engine, key: str, value: str, *, by: str, now: datetime) -> None:
    """Write a setting, with who changed it and when (UTC)."""
    values = {"value": value, "changed_at": now, "changed_by": by}
    with writing(ops) as connection:
        changed = connection.execute(update(setting).where(setting.c.key == key).values(values))
        if changed.rowcount == 0:
            connection.execute(insert(setting).values(key=key, **values))
