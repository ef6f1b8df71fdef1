"""What `vigie up` keeps running: a part that dies comes back, and the others go on meanwhile."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from etl.commands.processes import running, watch
from etl.commands.stack import _worker_and_app


def test_the_app_comes_back_as_the_worker_does(tmp_path: Path) -> None:
    parts = _worker_and_app(tmp_path, 8501, os.environ)
    assert [(part.name, part.may_restart) for part in parts] == [("worker", True), ("app", True)]
    for part in parts:
        part.arguments = ["-c", "import time; time.sleep(60)"]
    stop = threading.Event()
    with running(parts):
        worker, app = (part.process for part in parts)
        assert worker is not None
        assert app is not None
        app.kill()
        watching = threading.Thread(target=watch, args=(parts, stop))
        watching.start()
        deadline = time.monotonic() + 20
        while parts[1].process is app and time.monotonic() < deadline:
            time.sleep(0.1)
        stop.set()
        watching.join()
        assert parts[1].process is not app
        assert not parts[1].has_ended
        assert parts[0].process is worker
        assert not parts[0].has_ended
