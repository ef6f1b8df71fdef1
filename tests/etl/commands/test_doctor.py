"""`vigie doctor` looks at who can read what, and says how to close it."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.commands.doctor import Finding, examine
from etl.settings import Settings
from etl.store.places import Places
from etl.store.privacy import make_home


def permissions(home: Path) -> Finding:
    return next(finding for finding in examine(Settings(home=home, _env_file=None)) if finding.name == "permissions")


def test_doctor_names_what_other_accounts_can_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    make_home(Places(home))
    assert permissions(home).is_ok
    ops = home / "ops.sqlite"
    ops.touch()
    ops.chmod(0o644)
    finding = permissions(home)
    assert not finding.is_ok
    assert f"Other accounts of this machine can reach {ops} (0644 instead of 0600), one of 1" in finding.words


def test_doctor_looks_at_the_file_that_holds_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_home(Places(tmp_path / "home"))
    secret = tmp_path / ".env"
    secret.write_text("VIGIE_CLIENT_SECRET=x")
    secret.chmod(0o640)
    finding = permissions(tmp_path / "home")
    assert (finding.is_ok, finding.words) == (
        False,
        ".env holds a secret and other accounts can reach it (0640): chmod 600 .env",
    )
    secret.chmod(0o600)
    assert permissions(tmp_path / "home").is_ok
