"""Settings from the environment (`VIGIE_*`) and from `.env`; the defaults point at the real marketplace."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from etl.domain.characters import visible

_HOST_NAME: Final = re.compile(r"[0-9a-z.:_-]+")


class SettingsError(Exception):
    """A setting is missing or unusable; the message names the variable and the remedy."""


class Settings(BaseSettings):
    """Everything that differs between two installations. Durations are in seconds."""

    model_config = SettingsConfigDict(env_prefix="VIGIE_", env_file=".env", extra="ignore")

    home: Path = Path("var")
    api_url: str = "https://api.octopia-io.net/seller/v2"
    auth_url: str = "https://auth.octopia-io.net"
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    seller_id: str = ""
    sales_channels: Annotated[list[str], NoDecode] = ["CDISFR"]
    poll_seconds: float = Field(15.0, gt=0, le=86_400)
    undo_seconds: float = Field(10.0, ge=0, le=86_400)
    calls_per_minute: int = Field(100, ge=1, le=1_000_000)
    history_days: int = Field(90, ge=1, le=36_500)
    raw_days: int = Field(30, ge=1, le=36_500)
    ops_url: str = ""
    language: str = "fr"
    user: str = ""
    analysts_group: str = ""
    allowed_hosts: Annotated[list[str], NoDecode] = []

    @field_validator("sales_channels", mode="before")
    @classmethod
    def _split_channels(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _host_names(cls, value: object) -> object:
        """Names alone, in small letters: `https://Vigie.example.com:8443/` is vigie.example.com."""
        written = value.split(",") if isinstance(value, str) else value
        if not isinstance(written, list):
            return value
        names = [_host_name(str(part).strip()) for part in written if str(part).strip()]
        if any(name is None for name in names):
            raise ValueError("must be names such as vigie.example.com, without wildcards, separated by commas")
        return names

    @field_validator("api_url", "auth_url")
    @classmethod
    def _http_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("client_id", "seller_id")
    @classmethod
    def _of_a_header(cls, value: str) -> str:
        if not value.isascii():
            raise ValueError("must be written in ASCII letters, digits and signs, as Octopia gives it")
        return value

    @field_validator("*", mode="before")
    @classmethod
    def _seen(cls, value: object, info: ValidationInfo) -> object:
        """A credential copied from a page may bring what nobody sees; a folder is named as it is."""
        # stands last since the last of these runs first: the others find what is seen
        return visible(value).strip() if isinstance(value, str) and info.field_name != "home" else value

    @property
    def ops_address(self) -> str:
        """The SQLAlchemy URL of the ops store; `ops.sqlite` under the home unless `VIGIE_OPS_URL` says otherwise."""
        return self.ops_url or f"sqlite:///{self.home.resolve() / 'ops.sqlite'}"

    @property
    def undo_window(self) -> timedelta:
        """How long an action is held, and can be undone, before it is sent."""
        return timedelta(seconds=self.undo_seconds)

    @property
    def history(self) -> timedelta:
        """How far back the first sync reads."""
        return timedelta(days=self.history_days)

    def require_credentials(self) -> "Settings":
        """Return these settings, or raise `SettingsError` naming every credential that is missing."""
        given = {
            "VIGIE_CLIENT_ID": self.client_id,
            "VIGIE_CLIENT_SECRET": self.client_secret.get_secret_value(),
            "VIGIE_SELLER_ID": self.seller_id,
        }
        missing = [name for name, value in given.items() if not value.strip()]
        if missing:
            raise SettingsError(
                f"{', '.join(missing)} not set. Copy .env.example to .env and fill it in from your Octopia account, "
                "or run `make demo` for a marketplace on this machine."
            )
        return self


def _host_name(written: str) -> str | None:
    try:
        name = urlsplit(written if "://" in written else f"//{written}").hostname
    except ValueError:
        return None
    return name.rstrip(".") if name and _HOST_NAME.fullmatch(name) else None


def load_settings() -> Settings:
    """Read the settings; a value that does not fit raises `SettingsError` without repeating it (it may be a secret)."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(f"VIGIE_{str(part['loc'][0]).upper()}: {part['msg']}" for part in error.errors())
        raise SettingsError(f"Settings are not usable: {problems}. Correct the environment or .env.") from None


class _Language(BaseSettings):
    model_config = Settings.model_config

    language: str = "fr"


def language_setting() -> str:
    """The language alone, for what needs no other setting and must not fail because one of them is wrong."""
    return _Language().language
