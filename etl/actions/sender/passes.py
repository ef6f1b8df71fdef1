"""One pass over the outbox: what is due, sent or read by a few senders at once, each action on its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime

from etl.actions.sender.answers import unforeseen
from etl.actions.sender.claims import Due, due_actions
from etl.actions.sender.reconcile import reconcile_action
from etl.actions.sender.sending import Desk, Turn, send_action
from etl.actions.states import SETTLED, State

OnSettled = Callable[[Turn], None]


@dataclass
class Summary:
    """What a pass did: the states its turns ended in, the objects touched, in order, and what went wrong.

    `paused_until` (UTC) is set when the marketplace's quota was spent; `failures` counts turns that could not be
    written down, which leaves their actions to the next pass.
    """

    states: dict[State, int] = field(default_factory=dict)
    targets: list[str] = field(default_factory=list)
    paused_until: datetime | None = None
    failures: int = 0

    @property
    def turns(self) -> int:
        """How many actions were sent or read."""
        return sum(self.states.values())


@dataclass
class Pass:
    """A pass under way: the desk, how many senders at once, whom to tell, and when to stop early."""

    desk: Desk
    senders: int
    on_settled: OnSettled | None
    should_stop: Callable[[], bool]
    on_turn: Callable[[], None]
    summary: Summary = field(default_factory=Summary)
    _running: dict[Future[Turn | None], Due] = field(default_factory=dict)

    def run(self) -> Summary:
        """Take turns until nothing is due, the quota is spent, a turn failed or a stop is asked for."""
        with ThreadPoolExecutor(self.senders, thread_name_prefix="sender") as pool:
            while True:
                self._start_turns(pool)
                if not self._running:
                    return self.summary
                finished, _ = wait(self._running, timeout=1, return_when=FIRST_COMPLETED)
                for turn in finished:
                    self._end_turn(turn)
                self.on_turn()

    def _start_turns(self, pool: ThreadPoolExecutor) -> None:
        free = self.senders - len(self._running)
        # After a turn that could not be written down nothing more is begun: the next could not be either.
        if free <= 0 or self.summary.failures or self.summary.paused_until or self.should_stop():
            return
        taken = [due.action_id for due in self._running.values()]
        for due in due_actions(self.desk.ops, self.desk.clock(), free, besides=taken):
            take = send_action if due.state is State.QUEUED else reconcile_action
            self._running[pool.submit(take, self.desk, due.action_id)] = due

    def _end_turn(self, finished: Future[Turn | None]) -> None:
        due = self._running.pop(finished)
        try:
            turn = finished.result()
        except Exception as error:
            unforeseen(error, due.action_id)
            self.summary.failures += 1
            return
        if turn is not None:
            self._count(turn)

    def _count(self, turn: Turn) -> None:
        summary = self.summary
        summary.states[turn.state] = summary.states.get(turn.state, 0) + 1
        if turn.target not in summary.targets:
            summary.targets.append(turn.target)
        if turn.paused_until is not None:
            summary.paused_until = max(turn.paused_until, summary.paused_until or turn.paused_until)
        if turn.state in SETTLED and self.on_settled is not None:
            self._tell(self.on_settled, turn)

    def _tell(self, on_settled: OnSettled, turn: Turn) -> None:
        try:
            on_settled(turn)
        except Exception as error:
            unforeseen(error, turn.action_id)
