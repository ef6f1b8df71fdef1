"""An ops.sqlite of an earlier version: brought up to date whole or not at all, nothing lost, still readable."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from etl.actions.kinds import kind_named
from etl.actions.outbox.asking import enqueue, undo
from etl.actions.outbox.reading import Wanted, events_of, list_actions
from etl.actions.states import State
from etl.store.ops.database import open_ops, reading, writing
from etl.store.ops.errors import OpsTooNew
from etl.store.ops.local_events import events_about
from etl.store.ops.migrations import MIGRATIONS, applied_version
from etl.store.ops.presence import Subject, those_present
from etl.store.ops.schema import schema_version
from etl.store.orders.follow_ups import FOLLOW_UPS, standing_follow_ups
from etl.words.catalogues import speaking
from etl.words.notes import note_words

OLD = Path(__file__).parent / "schema_4.sql"
THEN = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

DIES_AT = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from etl.store.ops import database
seen = 0
def count(connection, cursor, statement, *_):
    global seen
    seen += connection.in_transaction() and not statement.startswith(("PRAGMA", "pragma", "SELECT"))
    if seen == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "before_cursor_execute", count)
database.open_ops(sys.argv[1]).dispose()
print("statements", seen)
"""


@pytest.fixture
def old_home(tmp_path: Path) -> Path:
    path = tmp_path / "ops.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("pragma journal_mode = wal")
    connection.executescript(OLD.read_text(encoding="utf-8"))
    connection.close()
    return path


def quoted(column: str) -> str:
    return f'"{column}"'


def contents(path: Path, like: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """Every row of every table, in the columns of `like`."""
    connection = sqlite3.connect(path)
    try:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        columns = like or {
            name: [row[1] for row in connection.execute(f"pragma table_info({name})")]
            for name in names
            if name != "schema_version"
        }
        rows = {
            name: connection.execute(f"select {', '.join(map(quoted, chosen))} from {name} order by 1").fetchall()
            for name, chosen in columns.items()
        }
    finally:
        connection.close()
    return {"columns": columns, "rows": rows}


def test_nothing_that_was_written_is_lost_or_changed(old_home: Path) -> None:
    before = contents(old_home)
    assert len(before["rows"]["action"]) == 12
    assert len(before["rows"]["event"]) == 41
    ops = open_ops(old_home)
    with reading(ops) as connection:
        assert applied_version(connection) == len(MIGRATIONS) > 4
    ops.dispose()
    assert contents(old_home, before["columns"])["rows"] == before["rows"]


def test_actions_and_people_present_learn_what_they_are_about(old_home: Path) -> None:
    ops = open_ops(old_home)
    assert {row.target: row.subject_type for row in list_actions(ops)} == {
        **dict.fromkeys(("A1", "B1", "C1", "D1", "E1", "F1", "G1", "H1", "I1", "I2", "K1"), "order"),
        "SKU-1": "offer",
    }
    [one] = those_present(ops, datetime(2026, 11, 23, 9, 25, tzinfo=UTC)) or [None]
    assert one is None or one.subject == Subject("order", "A1")
    assert list(standing_follow_ups(ops, "A1")) == ["confirm_acceptance"]
    assert list(standing_follow_ups(ops, "B1")) == []
    told = events_about(ops, FOLLOW_UPS, Subject("order", "B1"))
    assert [(event.code, event.actor, event.data) for event in told] == [
        ("wished", "ana", {"kind": "confirm_shipment"}),
        ("withdrawn", "bob", {"kind": "confirm_shipment"}),
    ]
    ops.dispose()


def test_undo_the_audit_and_asking_twice_go_on_as_before(old_home: Path) -> None:
    ops = open_ops(old_home)
    [held] = list_actions(ops, Wanted(targets={"I1"}))
    again = enqueue(ops, kind_named("refuse_order"), "I1", {}, requested_by="bo", hold=timedelta(), now=THEN)
    assert (again.action_id, again.is_new) == (held.action_id, False)
    assert undo(ops, held.action_id, by="ana", now=THEN)
    assert [event.to_state for event in events_of(ops, held.action_id)] == [State.QUEUED, State.UNDONE]
    for statement in ("update event set actor = 'eve'", "delete from event"):
        with pytest.raises(Exception, match="append-only"), writing(ops) as connection:
            connection.exec_driver_sql(statement)
    ops.dispose()


def test_old_notes_are_read_in_the_readers_language(old_home: Path) -> None:
    ops = open_ops(old_home)
    told: dict[str, list[str]] = {}
    with speaking("fr"):
        for row in list_actions(ops):
            steps = [note_words(event.told) for event in events_of(ops, row.action_id) if event.note]
            told[row.target] = [*steps, note_words(row.outcome)]
    assert told == {
        "A1": ["demandé", "Commande A1\xa0: Acceptée.", "Commande A1\xa0: Acceptée."],
        "B1": [
            "demandée malgré : boîte postale, forme du numéro",
            "Le colis 6A1 est sur la commande B1.",
            "Le colis 6A1 est sur la commande B1.",
        ],
        "C1": [
            "demandé",
            *["La place de marché a répondu 400\xa0: Bad: Cannot switch to shipped status"] * 2,
        ],
        "D1": [
            "demandé",
            "Aucune réponse n’est revenue.",
            "La commande D1 est toujours à\xa0: En attente d’acceptation. Nouvel envoi.",
            *["Commande D1\xa0: Acceptée."] * 2,
        ],
        "E1": [
            "demandé",
            "Le quota de la place de marché est épuisé jusqu’à 09:00:40 UTC.",
            *["Commande E1\xa0: Refusée."] * 2,
        ],
        "F1": ["demandé", "La place de marché est injoignable.", *["Commande F1\xa0: Acceptée."] * 2],
        "G1": [
            "demandé",
            "La place de marché a répondu 500.",
            "Pas encore visible. La réponse de la place de marché est illisible.",
            "Non confirmé depuis le 23\xa0nov. 2026, 10:02. La commande G1 a un statut inconnu\xa0: Strange.",
            "seen in the portal",
            "Réglé à la main\xa0: seen in the portal",
        ],
        "H1": ["demandé", *["annulé avant l’envoi"] * 2],
        "I1": ["demandé", ""],
        "I2": ["demandé", ""],
        "SKU-1": ["demandé", ""],
        "K1": ["demandé", ""],
    }
    ops.dispose()


def test_killed_in_the_middle_it_migrates_at_the_next_start_and_nothing_is_lost(old_home: Path) -> None:
    before = contents(old_home)
    for statement in (1, 2, 4, 7, 11, 15):
        killed = subprocess.run([sys.executable, "-c", DIES_AT, old_home, str(statement)], check=False, timeout=60)
        assert killed.returncode == -signal.SIGKILL
        assert contents(old_home) == before, "the transaction that died left something behind"
    whole = subprocess.run([sys.executable, "-c", DIES_AT, old_home, "-1"], check=True, capture_output=True, timeout=60)
    assert int(whole.stdout.split()[1]) >= 15, "fewer statements than were killed at"
    assert contents(old_home, before["columns"])["rows"] == before["rows"]


def test_a_home_of_a_newer_version_is_refused_and_not_touched(old_home: Path) -> None:
    ops = open_ops(old_home)
    with writing(ops) as connection:
        connection.execute(insert(schema_version).values(version=len(MIGRATIONS) + 1))
    ops.dispose()
    digest = hashlib.sha256(old_home.read_bytes()).hexdigest()
    with pytest.raises(OpsTooNew, match=rf"has schema {len(MIGRATIONS) + 1}, this Vigie knows up to {len(MIGRATIONS)}"):
        open_ops(old_home)
    assert hashlib.sha256(old_home.read_bytes()).hexdigest() == digest
