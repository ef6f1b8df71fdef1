"""The peer of Today: the same elements, drawn by Streamlit from constants. Run it with `streamlit run`."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import plotly.graph_objects as go
import streamlit as st

ASSETS = Path(__file__).parent.parent / "dashboard" / "assets"
BARS = [
    19,
    18,
    17,
    17,
    6,
    18,
    14,
    28,
    24,
    25,
    23,
    11,
    24,
    19,
    17,
    30,
    29,
    26,
    18,
    5,
    22,
    41,
    20,
    28,
    14,
    23,
    22,
    37,
    23,
    1,
]
RATES = [99.9] * 24 + [99.8, 99.4, 98.6, 97.9, 97.6, 97.5]
DAYS = [date(2026, 10, 25) + timedelta(days=number) for number in range(30)]
QUEUE = ["2611112307MMGQJ", "2611120659RRQXS", "2611120933EITWZ", "2611121031NUOMT", "2611121108QKDLB"]
SQL = """-- How often a level was kept over the window that ends today. Grain: a level.
select
    metric, window_days, day, numerator, denominator, value as figure, alert, "limit", direction, state,
    threshold_source, failures_left
from service_levels
where metric = 'ship_in_time' and window_days = 30
order by day desc
limit 1"""
PURPOSE = "Si la boutique est en règle aujourd’hui, et ce qui vient ensuite."
HELP = "Barres : combien ont commencé chacun des 30 derniers jours."


def today() -> None:
    """Everything Today shows."""
    st.title("Aujourd’hui", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        answer = "#### 3 123 commandes doivent partir aujourd’hui, la première avant 23:59."
        st.markdown(answer, anchors=False, width="content")
        query()
    with st.grid(4, min_column_width=165):
        figure("À accepter", "17 197", ":material/error: 107 en retard", "red", BARS)
        figure("À expédier", "35 504", ":material/error: 800 en retard", "red", BARS)
        figure("Acceptées à temps", "100 %", ":material/check_circle: Tenu", "green", RATES)
        figure("Expédiées à temps", "99,3 %", ":material/check_circle: Tenu", "green", RATES)
    first, owed = st.columns([3, 2], gap="medium")
    with first:
        st.subheader("À faire d’abord", anchor=False)
        for order_id in QUEUE:
            queue_row(order_id)
        st.page_link(ORDERS, label="Toute la file", icon=":material/list:")
    with owed:
        st.subheader("À faire, par urgence", anchor=False)
        st.table(urgencies(), border="horizontal")
        query()
    st.subheader("Les délais sont-ils tenus ?", anchor=False)
    st.plotly_chart(trend(), config={"displayModeBar": False}, key="trend")
    st.caption("30 jours glissants, jusqu’au 23 nov. ; source des limites : valeurs par défaut.")
    with st.container(horizontal=True):
        st.page_link(LEVELS, label="Tous les niveaux de service", icon=":material/monitoring:")
        query()


def figure(
    label: str, value: str, delta: str, colour: Literal["red", "green"], points: list[float] | list[int]
) -> None:
    """One bordered figure with its sparkline and caption."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            label, value, delta, delta_color=colour, delta_arrow="off", chart_data=points,
            chart_type="bar" if points is BARS else "line", help=HELP,
        )  # fmt: skip
        st.caption("limite 97,5 % · n = 280 250 · 23 nov.")
        with st.container(horizontal=True, vertical_alignment="center"):
            if points is RATES:
                st.page_link(
                    LEVELS, label="Détails", icon=":material/arrow_forward:", icon_position="right",
                    query_params={"metric": label},
                )  # fmt: skip
            query(2)


def query(texts: int = 1) -> None:
    """The closed popover with the SQL of a figure."""
    with st.popover("SQL", icon=":material/code:", type="tertiary", help="La requête derrière ce chiffre"):
        st.caption("Elle s’exécute telle quelle sur analytics/marketplace.duckdb, et donne cette réponse.")
        for _ in range(texts):
            st.code(SQL, language="sql", wrap_lines=True)


def queue_row(order_id: str) -> None:
    """One order of the queue."""
    with st.container(border=True):
        what, act = st.columns([5, 2], vertical_alignment="center")
        what.markdown(
            f":red-badge[:material/error: retard de 3 j 6 h, 19 nov.] **{order_id}**  \n"
            "1 × Salon de jardin 4 places style design,… · 486,85 € · il manque 1 unité"
        )
        act.page_link(
            ORDERS, label="Expédier", icon=":material/arrow_forward:", icon_position="right",
            query_params={"order": order_id},
        )  # fmt: skip


def urgencies() -> list[dict[str, str | int]]:
    """The table of what is owed."""
    counts = {
        ":red-badge[:material/error: En retard]": (107, 800),
        ":orange-badge[:material/timer: Urgent]": (270, 0),
        ":blue-badge[:material/today: Aujourd’hui]": (5749, 3123),
        ":gray-badge[:material/event: Plus tard]": (11071, 31581),
    }
    return [{"Urgence": word, "Accepter": accept, "Expédier": ship} for word, (accept, ship) in counts.items()]


def trend() -> go.Figure:
    """The chart of the kept-rates with their limits."""
    rates = [
        go.Scatter(x=DAYS, y=RATES, name=name, mode="lines", line={"width": 2.5}) for name in ("Acceptées", "Expédiées")
    ]
    limits = [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": limit, "y1": limit,
               "line": {"color": "#d0524a", "width": 1, "dash": "dash"}} for limit in (96.0, 97.5)]  # fmt: skip
    layout = {
        "height": 300, "margin": {"l": 8, "r": 8, "t": 8, "b": 8}, "hovermode": "x unified", "showlegend": True,
        "legend": {"orientation": "h", "y": 1.12, "x": 0}, "yaxis": {"range": [94.5, 100.4], "ticksuffix": " %"},
        "xaxis": {"tickformat": "%d/%m", "showgrid": False}, "shapes": limits,
    }  # fmt: skip
    return go.Figure(data=rates, layout=layout)


def elsewhere() -> None:
    """A page that is only linked to."""
    st.title("Ailleurs")


@st.fragment(run_every=2)
def freshness() -> None:
    """The line that looks again by itself."""
    st.caption(":orange[:material/warning:] Données de 07:04 · âge 0 s · 0 action en attente · service arrêté")


st.set_page_config(page_title="Vigie", page_icon=str(ASSETS / "vigie-icon.svg"), layout="wide")
st.logo(str(ASSETS / "vigie.svg"), icon_image=str(ASSETS / "vigie-icon.svg"))
ORDERS = st.Page(elsewhere, title="Commandes", icon=":material/inventory_2:", url_path="orders", help=PURPOSE)
TODAY = st.Page(today, title="Aujourd’hui", icon=":material/wb_twilight:", default=True, help=PURPOSE)
LEVELS = st.Page(
    elsewhere, title="Niveaux de service", icon=":material/monitoring:", url_path="service_levels", help=PURPOSE
)
ACTIONS = st.Page(elsewhere, title="Actions", icon=":material/send:", url_path="actions", help=PURPOSE)
SYNC = st.Page(elsewhere, title="Synchronisation", icon=":material/sync:", url_path="sync", help=PURPOSE)
sections = {"": [TODAY], "Opérations": [ORDERS, ACTIONS], "Analyses": [LEVELS], "Administration": [SYNC]}
chosen = st.navigation(sections, position="sidebar")
with st.sidebar:
    st.segmented_control("Langue", ["Français", "English", "中文"], default="Français", label_visibility="collapsed")
freshness()
st.warning("Le service de synchronisation est arrêté : rien n’est lu ni envoyé.", icon=":material/power_off:")
chosen.run()
