"""Settings that people change while Vigie runs, each with who changed it and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from etl.store.ops import reading, writing
from etl.store.ops_schema import setting


def setting_value(ops: Engine, key: str) -> str | None:
    """Answer the value of a setting, `None` when nobody has set it."""
    with reading(ops) as connection:
        return connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar_one_or_none()


def change_setting(ops: Engine, key: str, value: str, *, by: str, now: datetime) -> None:
    """Write a setting, with who changed it and when (UTC)."""
    values = {"value": value, "changed_at": now, "changed_by": by}
    with writing(ops) as connection:
        changed = connection.execute(update(setting).where(setting.c.key == key).values(values))
        if changed.rowcount == 0:
            connection.execute(insert(setting).values(key=key, **values))
