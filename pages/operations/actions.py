import streamlit as st

from dashboard.access import Role, require
from dashboard.action_detail import action_detail
from dashboard.action_table import action_table, back_to_actions, chosen_actions
from dashboard.answers import actions_answer
from dashboard.batch_list import batch_list
from dashboard.batch_view import back_to_batches, batch_view
from dashboard.desk import open_desk
from dashboard.i18n import _
from dashboard.markdown import escape
from dashboard.states import nothing_here
from etl.actions.errors import ActionNotFound
from etl.actions.listings import list_actions, one_action

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
    st.markdown(f"#### {actions_answer(pulse.waiting, pulse.needing_someone)}", anchors=False)
    wanted = chosen_actions()
    if wanted is None:
        batch_list(desk)
    elif actions := list_actions(desk.ops, wanted):
        action_table(desk, actions)
    else:
        nothing_here(_("No action here. Accept, refuse or ship an order, and it appears."), ":material/inbox:")
