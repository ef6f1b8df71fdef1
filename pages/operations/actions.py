import streamlit as st

from dashboard.actions.batch_detail import batch_detail
from dashboard.actions.batch_queue import batch_queue
from dashboard.actions.detail import action_detail
from dashboard.actions.entity import ACTION, BATCH
from dashboard.actions.queue import action_queue, chosen_actions
from dashboard.actions.words import actions_sentence
from dashboard.orders.entity import ORDER
from dashboard.parts.desk import open_desk
from dashboard.parts.entities import back_button, id_in_address, there_is_none
from dashboard.parts.states import nothing_here
from dashboard.people.access import Role, require
from dashboard.registry import entity_of
from etl.actions.errors import ActionNotFound
from etl.actions.outbox.reading import list_actions, one_action
from etl.words.catalogues import _

desk = open_desk()
require(Role.STAFF, desk.user)
st.title(_("Actions"), anchor=False)

# No st.stop() in here: after it, Streamlit keeps what was typed into forms that have since gone.
if action_id := id_in_address(ACTION):
    back_button(ACTION)
    try:
        action = one_action(desk.ops, action_id)
        action_detail(desk, action, entity_of(action.subject_type))
    except ActionNotFound:
        there_is_none(ACTION, action_id)
elif batch_id := id_in_address(BATCH):
    back_button(BATCH)
    batch_detail(desk, batch_id, ORDER)
else:
    pulse = desk.pulse()
    st.markdown(f"#### {actions_sentence(pulse.waiting, pulse.needing_someone)}", anchors=False)
    wanted = chosen_actions()
    if wanted is None:
        batch_queue(desk)
    elif actions := list_actions(desk.ops, wanted):
        action_queue(desk, actions)
    else:
        nothing_here(_("No action here. Accept, refuse or ship an order, and it appears."), ":material/inbox:")
