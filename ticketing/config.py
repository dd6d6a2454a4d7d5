"""Every setting there is, with its default. Read from the environment once, at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

PREFIX = "REXIAN_"


@dataclass(frozen=True)
class Config:
    """Settings of one process; each is read from `REXIAN_<NAME>`.

    `database_url` and `redis_url` are filled in by the supervisor when it runs its own servers.
    """

    env: str = "production"
    data_dir: str = "var"
    database_url: str = "postgresql+psycopg:///rexian"
    redis_url: str = "unix://var/redis.sock"
    host: str = "127.0.0.1"
    port: int = 8000
    # The origins a browser may come from; empty: http://host:port and http://localhost:port.
    public_urls: str = ""
    proxy_hops: int = 0
    secure_cookies: bool = False
    secret_key: str = ""
    timezone: str = "Asia/Shanghai"
    # The business day begins at this local hour: the night shift belongs to the day it began.
    day_start_hour: int = 4
    phone_region: str = "CN"
    test_clock: bool = False
    lease_s: float = 60.0
    demo: bool = False
    # The mail server; without a host no mail leaves the house. `smtp_tls`: starttls, tls or none.
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = ""
    # The SMS gateway: where its POST goes, its fields and headers as JSON objects of texts with {to}, {text}, {key}.
    sms_url: str = ""
    sms_fields: str = '{"to": "{to}", "text": "{text}", "id": "{key}"}'
    sms_headers: str = "{}"
    # json or form
    sms_format: str = "json"
    # What must stand in the answer beside a status of 2xx; empty: nothing.
    sms_accepted: str = ""
    # Networks of your own that webhooks may reach, as CIDR with commas; without one only public addresses.
    outbound_networks: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """The settings that `env` names, typed as their defaults are; `ValueError` names a bad one."""
        found = {f.name: env[PREFIX + f.name.upper()] for f in fields(cls) if PREFIX + f.name.upper() in env}
        config = cls(**{name: _typed(name, text, getattr(cls, name)) for name, text in found.items()})
        if config.test_clock and config.env == "production":
            raise ValueError("REXIAN_TEST_CLOCK is refused when REXIAN_ENV is production")
        return config

    @property
    def origins(self) -> list[str]:
        """The exact origins that browsers may send; never empty, because empty would switch the check off."""
        if self.public_urls:
            return [url.strip().rstrip("/") for url in self.public_urls.split(",")]
        return [f"http://{host}:{self.port}" for host in dict.fromkeys((self.host, "localhost", "127.0.0.1"))]

    @property
    def data_path(self) -> Path:
        return Path(self.data_dir)


def _typed(name: str, text: str, default: Any) -> Any:
    if isinstance(default, bool):
        return text.strip().lower() in {"1", "true", "yes", "on"}
    try:
        return type(default)(text)
    except ValueError as error:
        raise ValueError(f"{PREFIX}{name.upper()}={text!r} is no {type(default).__name__}") from error
