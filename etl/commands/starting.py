"""`vigie up` and `vigie demo`: everything at once."""

from typing import Annotated

import typer

from etl.commands.failures import explained
from etl.commands.stack import DEMO_ORDERS, run_demo, run_own
from etl.settings import load_settings

Port = Annotated[int, typer.Option(help="Port of the app.")]


def up(port: Port = 8501) -> None:
    """Start worker and app on your own account."""
    with explained():
        run_own(load_settings(), port, typer.echo)


def demo(
    port: Port = 8501, orders: Annotated[int, typer.Option(min=0, help="Orders in the past.")] = DEMO_ORDERS
) -> None:
    """Start a marketplace, worker and app on this machine; every demo begins anew."""
    with explained():
        run_demo(load_settings(), port, orders, typer.echo)
