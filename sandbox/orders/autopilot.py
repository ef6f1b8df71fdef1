"""A simulated seller for demos and load: answers and ships a share of the orders from the start on."""

from sandbox.engine.ledger import Ledger
from sandbox.nature.draws import draw, stream
from sandbox.nature.paris import moment
from sandbox.orders.life import Life
from sandbox.orders.statuses import ACCEPTED, IN_PREPARATION, REFUSED, SELLER, SHIPPED, WAITING_ACCEPTANCE


class Autopilot:
    """Follows transitions and plans the seller's answers to a seeded share of the orders."""

    def __init__(self, seed: int, share: float, life: Life, ledger: Ledger) -> None:
        self._key, self._share = stream(seed, "autopilot"), share
        self._life, self._habits, self._ledger = life, life.rules.habits, ledger
        life.agenda.handlers |= {"autopilot answer": self._answer, "autopilot ship": self._ship}

    def follow(self, row: int, status: int, at: int) -> None:
        """Plan what the seller will do about an order that has just changed."""
        if draw(self._key, row) >= self._share:
            return
        orders = self._life.book.orders
        if status == WAITING_ACCEPTANCE:
            deadline = self._life.rules.fates.deadline(orders.value("created", row))
            self._life.agenda.plan(int(self._habits.answer(row, at, deadline)), "autopilot answer", row)
        elif status == IN_PREPARATION and orders.value("supply", row) == SELLER:
            self._life.agenda.plan(
                int(self._habits.shipping(row, at, orders.value("ship_by", row))), "autopilot ship", row
            )

    def _answer(self, row: int, at: int) -> None:
        if self._life.book.status(row) == WAITING_ACCEPTANCE:
            is_refused = bool(self._habits.refuses(row))
            self._life.enter(row, REFUSED if is_refused else ACCEPTED, at)
            self._note("refuse_order" if is_refused else "approve_order", row, at)

    def _ship(self, row: int, at: int) -> None:
        if self._life.book.status(row) == IN_PREPARATION:
            self._life.enter(row, SHIPPED, at)
            self._note("ship_order", row, at)

    def _note(self, kind: str, row: int, at: int) -> None:
        self._ledger.note(kind, self._life.book.id_of(row), moment(at), "autopilot", {})
