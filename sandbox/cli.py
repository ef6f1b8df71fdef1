"""The command: `vigie sandbox` and `python -m sandbox`."""

import gc
import logging
import signal
import sys
from datetime import UTC, datetime
from typing import Annotated

import orjson
import typer

from sandbox.contract.choices import parse_choices
from sandbox.contract.errors import SandboxError
from sandbox.engine.faults import parse_faults
from sandbox.marketplace.world import WorldPlan
from sandbox.server.server import CLIENT_ID, CLIENT_SECRET, SandboxServer, ServerPlan

HELP = "The marketplace on your machine: the contract of the Octopia Seller API, a seeded world that lives, faults."


def _start(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        start = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"--start {text!r} is not an ISO 8601 instant.") from error
    return start if start.tzinfo else start.replace(tzinfo=UTC)


def _serve(plan: ServerPlan) -> None:
    server = SandboxServer(plan)
    gc.freeze()  # a million orders' world is never garbage: leaving it out makes each collection cheap
    gc.set_threshold(100_000)  # and a page's objects die without its help
    signal.signal(signal.SIGTERM, server.stop)
    signal.signal(signal.SIGINT, server.stop)
    sys.stdout.buffer.write(orjson.dumps(server.addresses()) + b"\n")
    sys.stdout.flush()
    server.serve()


def sandbox(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 0,
    seed: Annotated[int, typer.Option(help="Same seed, same world.")] = 7,
    orders: Annotated[int, typer.Option(min=0, help="Orders in the past; their rate goes on.")] = 5_000,
    speed: Annotated[float, typer.Option(min=0, help="Virtual seconds per real second.")] = 1.0,
    faults: Annotated[str, typer.Option(help="As in drop_after:writes=0.02,slow=0.1,slow_seconds=5.")] = "",
    start: Annotated[str | None, typer.Option(help="Virtual instant of the start, ISO 8601; now by default.")] = None,
    client_id: Annotated[str, typer.Option(help="Client id that may ask for tokens.")] = CLIENT_ID,
    client_secret: Annotated[str, typer.Option(help="Its secret.")] = CLIENT_SECRET,
    seller_id: Annotated[str, typer.Option(help="The seller that delegated access.")] = "98979",
    choice: Annotated[list[str] | None, typer.Option(help="A contract choice, NAME=VALUE; repeatable.")] = None,
    autopilot: Annotated[float, typer.Option(min=0, max=1, help="Share a simulated seller handles.")] = 0.0,
) -> None:
    """Serve the marketplace; prints one JSON line with its addresses when ready."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    try:
        parse_faults(faults)
        choices = parse_choices(choice or [])
        world = WorldPlan(seed, orders, _start(start), speed, seller_id, autopilot, choices)
        _serve(ServerPlan(world, host, port, client_id, client_secret, faults))
    except (SandboxError, OSError) as error:
        typer.echo(f"The sandbox cannot start at {host}:{port}: {error}", err=True)
        raise typer.Exit(2) from error


def main(argv: list[str]) -> int:
    """Run the command with arguments; returns the exit status."""
    app = typer.Typer(help=HELP, add_completion=False)
    app.command(help=HELP)(sandbox)
    try:
        app(argv)
    except SystemExit as end:
        return int(end.code or 0)
    return 0
