import streamlit as st

from dashboard.actions.batch_list import batch_list
from dashboard.actions.batch_view import back_to_batches, batch_view
from dashboard.actions.detail import action_detail
from dashboard.actions.table import action_table, back_to_actions, chosen_actions
from dashboard.actions.words import actions_sentence
from dashboard.parts.desk import open_desk
from dashboard.parts.states import nothing_here
from dashboard.people.access import Role, require
from etl.actions.errors import ActionNotFound
from etl.actions.outbox.reading import list_actions, one_action
from etl.words.catalogues import _
from etl.words.markdown import escape

desk = open_desk()
require(Role.STAFF, desk.user)
st.title(_("Actions"), anchor=False)

action_id = st.query_params.get("action", "").strip()
batch_id = st.query_params.get("batch", "").strip()

# No st.stop() in here: after it, Streamlit keeps what was typed into forms that have since gone.
if action_id:
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=back_to_actions, type="tertiary")
    try:
        action_detail(desk, one_action(desk.ops, action_id))
    except ActionNotFound:
        st.subheader(
            _("There is no action {action} here").format(action=escape(action_id, 64)), icon=":material/search_off:"
        )
        st.markdown(_("The link may be cut off. The list has all actions."))
elif batch_id:
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=back_to_batches, type="tertiary")
    batch_view(desk, batch_id)
else:
    pulse = desk.pulse()
    st.markdown(f"#### {actions_sentence(pulse.waiting, pulse.needing_someone)}", anchors=False)
    wanted = chosen_actions()
    if wanted is None:
        batch_list(desk)
    elif actions := list_actions(desk.ops, wanted):
        action_table(desk, actions)
    else:
        nothing_here(_("No action here. Accept, refuse or ship an order, and it appears."), ":material/inbox:")
