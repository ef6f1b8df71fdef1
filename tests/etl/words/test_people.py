"""The names that stand in the audit: fit to be shown, and never one of the product's own."""

from __future__ import annotations

import pytest

from etl.actions.sender.drain import Manners
from etl.preflight.orders.acceptance import REQUESTER
from etl.settings import Settings, SettingsError
from etl.words.people import COMMAND_LINE, cleaned_name, is_own_name, person_asking
from etl.worker.worker import WORKER


@pytest.mark.parametrize(
    ("given", "name"),
    [("李伟", "李伟"), ("  Ana \n B ", "Ana B"), ("\u202eevil", "evil"), ("…", ""), ("x" * 99, "x" * 40)],
)
def test_a_name_is_made_fit_to_be_shown(given: str, name: str) -> None:
    assert cleaned_name(given) == name


@pytest.mark.parametrize("own", [REQUESTER, WORKER, Manners().actor, COMMAND_LINE])
def test_whatever_the_product_signs_with_is_its_own(own: str) -> None:
    assert is_own_name(own)


@pytest.mark.parametrize(
    "given",
    ["Worker", "WORKER ", "w\u200borker", "wörker", "ＷＯＲＫＥＲ", "w.o.r.k.e.r", "automatic  Acceptance",
     "automatic\u00a0acceptance", "Acceptation automatique", "自动接单", "后台服务", "\u202eworker", "Command-Line",
     "wоrker", "Wοrkеr", "ԝоrkеr", "w0rker", "WORKΕR", "ᴡᴏʀᴋᴇʀ", "𝐰𝐨𝐫𝐤𝐞𝐫", "vvorker", "autornatic acceptance",
     "autоmatіc acceptance", "аutomatic ассерtance", "АССЕРТАТІОN automatique", "comrnand 1ine",
     "自動接單", "後臺服務"],
)  # fmt: skip
def test_no_person_is_called_what_the_product_is(given: str) -> None:
    assert cleaned_name(given) == ""
    with pytest.raises(SettingsError, match=r"--by.*Write another name"):
        person_asking(Settings(user="ana", _env_file=None), by=given)
    with pytest.raises(SettingsError, match=r"VIGIE_USER.*Write another name"):
        person_asking(Settings(user=given, _env_file=None))


@pytest.mark.parametrize("given", ["Walter Worker", "workers", "Ana", "Анна", "Ωmega", "Lili", "张伟"])
def test_a_name_that_only_holds_one_of_them_is_a_persons(given: str) -> None:
    assert cleaned_name(given) == given
    assert person_asking(Settings(user="x", _env_file=None), by=given) == given


def test_an_account_called_like_the_worker_is_said_to_be_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "worker")
    assert person_asking(Settings(user="", _env_file=None)) == "account worker"
