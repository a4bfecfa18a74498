"""The closed list of settings: environment `PLAUDIT_*` first, then `plaudit.toml` in the data directory."""

import os
import tomllib
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from plaudit.errors import MisconfiguredError
from plaudit.money import is_currency

PREFIX = "PLAUDIT_"
TEST_PREFIX = "PLAUDIT_TEST_"
FILE_NAME = "plaudit.toml"

Policy = Literal["code_first", "click_first", "code_if_involved", "code_if_winner", "split"]
Model = Literal[
    "last", "first", "last_non_direct", "linear", "u_40_20_40", "j_20_20_60", "inverse_j_60_20_20",
    "time_decay_7d", "markov_1", "markov_2", "markov_3", "shapley",
]  # fmt: skip


def _as_list(value: object) -> object:
    """Takes a comma-separated text for a list, as environment variables carry it."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _check_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no IANA time zone; write it like Europe/Berlin")
    return name


def _check_currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError(f"{code!r} is no ISO 4217 code; write it like EUR")
    return code


def _check_address(name: str) -> str:
    """An address as sockets and the server take it: the name of the machine itself becomes its address."""
    return "127.0.0.1" if name == "localhost" else str(ip_address(name.removeprefix("[").removesuffix("]")))


def _check_networks(networks: list[str]) -> list[str]:
    for network in networks:
        ip_network(network, strict=False)
    return networks


Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseModel):
    """Every setting of every service; the field's description is its documentation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Field(Path("data"), description="Where everything that Plaudit keeps lies.")
    log_url: str = Field("sqlite:", description="The event log: `sqlite:` in the data directory.")
    registry_url: str | None = Field(
        None, description="SQLAlchemy URL of the registry; default: SQLite in the data directory."
    )
    tables_uri: str | None = Field(
        None, description="Where the Delta tables lie; default: `tables` in the data directory."
    )
    bind: Annotated[str, AfterValidator(_check_address)] = Field(
        "127.0.0.1", description="The address that every service listens on."
    )
    redirect_port: Port = Field(8080, description="Port of the public redirect.")
    ingest_port: Port = Field(8081, description="Port of the webhooks and imports.")
    dashboard_port: Port = Field(8082, description="Port of the dashboard.")
    api_port: Port = Field(8083, description="Port of the registry's API.")
    redirect_workers: int = Field(1, ge=1, le=64, description="Redirect processes that share the port.")
    public_url: str | None = Field(
        None, description="What short URLs begin with; default: `http://localhost:<redirect port>`."
    )
    trusted_proxies: Annotated[list[str], BeforeValidator(_as_list), AfterValidator(_check_networks)] = Field(
        [], description="Addresses or networks whose X-Forwarded-For is believed, comma-separated."
    )
    timezone: Annotated[str, AfterValidator(_check_zone)] = Field("UTC", description="The zone of report days.")
    currency: Annotated[str, AfterValidator(_check_currency)] = Field("EUR", description="The reporting currency.")
    policy: Policy = Field("code_first", description="How a code and a click on one order are weighed.")
    model: Model = Field("last", description="The attribution model that pages show first.")
    lookback_days: int = Field(30, ge=1, le=365, description="How long before an order a click may earn credit.")
    visitor: Literal["daily", "none"] = Field("daily", description="Whether visitors are told apart within a day.")
    click_id: Literal["gpc", "always", "never"] = Field(
        "gpc", description="Whether the click id is forwarded to the shop: `gpc` = unless the visitor sends GPC or DNT."
    )
    log_retention_hours: int = Field(
        24 * 7, ge=0, description="How long log files are kept after their records are in the tables."
    )
    publish_interval_ms: int = Field(
        500, ge=50, le=60_000, description="Least time between two publications of the tables."
    )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def short_url_base(self) -> str:
        return (self.public_url or f"http://localhost:{self.redirect_port}").rstrip("/")

    @property
    def registry_database(self) -> str:
        return self.registry_url or f"sqlite:///{self.data_dir / 'registry.sqlite'}"

    @property
    def tables_location(self) -> str:
        return self.tables_uri or str(self.data_dir / "tables")

    @property
    def analytics_file(self) -> Path:
        return self.data_dir / "analytics.duckdb"


def load_settings(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Reads the settings once: overrides, then environment, then file, then defaults.

    Raises MisconfiguredError for an unknown `PLAUDIT_*` name, an unknown key of the file or a bad value.
    """
    found = _from_environment(os.environ if environment is None else environment) | overrides
    data_dir = Path(found.get("data_dir", Settings.model_fields["data_dir"].default)).expanduser().absolute()
    try:
        return Settings.model_validate(_from_file(data_dir / FILE_NAME) | found | {"data_dir": data_dir})
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        if field not in Settings.model_fields:
            raise MisconfiguredError(
                f"{field!r} in {data_dir / FILE_NAME} is no setting of Plaudit; remove it, or see docs/settings.md."
            ) from error
        name = PREFIX + field.upper()
        raise MisconfiguredError(f"{name} can't be used: {first['msg']}.") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    ours = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    named = {name: name.removeprefix(PREFIX).lower() for name in ours if not name.startswith(TEST_PREFIX)}
    for name, field in named.items():
        if field not in Settings.model_fields:
            raise MisconfiguredError(f"{name} is no setting of Plaudit; unset it, or see the list in docs/settings.md.")
    return {field: ours[name] for name, field in named.items()}


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MisconfiguredError(f"{path} can't be read as TOML: {error}.") from error
