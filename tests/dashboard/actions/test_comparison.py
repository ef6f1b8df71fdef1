"""An action that was held back because what was seen has changed: both states side by side, and one way to send it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from etl.actions.kinds import kind_named
from etl.actions.notes import result_of
from etl.actions.outbox.asking import enqueue
from etl.actions.outbox.reading import one_action
from etl.actions.sender.comparing import CHANGED, COMPARISON
from etl.actions.states import State, Step, take_step
from etl.store.ops.database import writing

ACTIONS = "pages/operations/actions.py"
NOW = datetime.now(UTC)


def held_back(shop):
    asked = enqueue(shop.ops, kind_named("approve_order"), "A1", {}, requested_by="ana", hold=timedelta(), now=NOW)
    facts = {COMPARISON: {"seen": {"left to refund": "20.00"}, "now": {"left to refund": "5.00"}}}
    steps = ((State.QUEUED, State.SENDING, {}), (State.SENDING, State.NEEDS_HUMAN, {"evidence": facts}))
    for before, after, changes in steps:
        with writing(shop.ops) as connection:
            step = Step(asked.action_id, before, after, NOW, "worker", CHANGED)
            assert take_step(connection, step, **result_of(CHANGED), **changes)
    return asked.action_id


def test_both_states_are_shown_and_sending_it_all_the_same_is_one_click_with_a_note(shop):
    action_id = held_back(shop)
    app = shop.open(ACTIONS, action=action_id)
    [table] = [frame.value for frame in app.table if "As you saw it" in frame.value.columns]
    shown = [str(table[name][0]).replace("\\", "") for name in ("As you saw it", "As it is now")]
    assert shown == ["20.00", "5.00"]
    shown = "\n".join(block.value for block in app.markdown)
    assert "Nothing was sent: look at what has changed, then decide." in shown
    assert "Nobody could prove" not in shown
    app.text_input(key=f"note_{action_id}").input("agreed on the phone").run()
    button = app.button(key=f"again_{action_id}")
    assert button.label == "Send it all the same"
    button.click().run()
    assert one_action(shop.ops, action_id).state is State.QUEUED
