"""What can go wrong with an action before or around its sending, in one tree.

ActionError
├── UnknownKind           no such kind of action
├── InvalidAction         the target or a field of the payload does not fit; names field, value and remedy
├── ConflictingAction     another action on the same object is still under way and contradicts this one
├── ActionNotFound        no action has this id
├── IllegalTransition     the action is in a state from which this step does not exist
└── WorkerAlreadyRunning  another process holds the worker's lease

What the marketplace answers is not an error here: it becomes the action's state and evidence.
"""

from __future__ import annotations


class ActionError(Exception):
    """Base of all errors of this layer; the message can be shown to the person who asked."""


class UnknownKind(ActionError):
    """There is no such kind of action."""


class InvalidAction(ActionError):
    """The target or a field of the payload does not fit."""

    @classmethod
    def for_field(cls, field: str, value: object, remedy: str) -> InvalidAction:
        """Name the field, the value that was given (cut at 80 characters) and what to do."""
        return cls(f"{field}: {str(value)[:80]!r} cannot be used. {remedy}")


class ConflictingAction(ActionError):
    """Another action on the same object is still under way and contradicts this one; `action_id` is that one."""

    def __init__(self, message: str, action_id: str) -> None:
        super().__init__(message)
        self.action_id = action_id


class ActionNotFound(ActionError):
    """No action has this id."""

    def __init__(self, action_id: str) -> None:
        super().__init__(f"There is no action {action_id[:64]!r}. `vigie actions list` shows those there are.")


class IllegalTransition(ActionError):
    """The action is in a state from which this step does not exist."""


class WorkerAlreadyRunning(ActionError):
    """Another process holds the worker's lease."""
