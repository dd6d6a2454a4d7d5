"""Mail by SMTP: one message, one recipient, one connection."""

import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final, NamedTuple

from ticketing.config import Config
from ticketing.domain.deliveries import Fate, one_line
from ticketing.outside.answers import Answer

TIMEOUT_S: Final = 10.0
_NOT_AN_ID: Final = re.compile(r"[^A-Za-z0-9.-]+")


class Hanging(NamedTuple):
    """A file that hangs on a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """`key` becomes the Message-ID: sent twice, because we died before we heard the answer, it is the same message."""

    to: str
    subject: str
    text: str
    key: str
    at: datetime
    files: Sequence[Hanging] = ()


def is_set(config: Config) -> bool:
    return bool(config.smtp_host and config.mail_from)


def send(config: Config, mail: Mail) -> Answer:
    """Hand it to the mail server. A refusal with 5xx is for good, everything else is tried again."""
    if not is_set(config):
        return Answer(Fate.LATER, "no_mail_server")
    try:
        with _connected(config) as server:
            server.send_message(written(config, mail), config.mail_from, [mail.to])
    except smtplib.SMTPRecipientsRefused as refused:
        return _refused(*next(iter(refused.recipients.values())))
    except smtplib.SMTPResponseException as refused:
        return _refused(refused.smtp_code, refused.smtp_error)
    except ssl.SSLError:
        return Answer(Fate.LATER, "bad_certificate")
    except (OSError, smtplib.SMTPException) as error:
        return Answer(Fate.LATER, "timeout" if isinstance(error, TimeoutError) else "unreachable")
    return Answer(Fate.TAKEN, "")


def written(config: Config, mail: Mail) -> EmailMessage:
    """The message as it goes out; what stands in its head is one line each, whatever was filled in."""
    message = EmailMessage(policy=SMTP)
    domain = config.mail_from.rpartition("@")[2]
    message["From"] = Address(addr_spec=config.mail_from)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{_NOT_AN_ID.sub('-', mail.key)}@{domain}>"
    # Nobody's absence note answers a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    for file in mail.files:
        kind, _, sub = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=sub, filename=one_line(file.name))
    return message


def _connected(config: Config) -> smtplib.SMTP:
    where = (config.smtp_host, config.smtp_port)
    if config.smtp_tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(*where, timeout=TIMEOUT_S)
    try:
        if config.smtp_tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if config.smtp_user:
            server.login(config.smtp_user, config.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def _refused(code: int, said: bytes | str) -> Answer:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    # 5xx to a log-in or to the whole session is a matter of settings, which somebody puts right.
    for_good = 550 <= code <= 559
    return Answer(Fate.NEVER if for_good else Fate.LATER, one_line(f"{code} {text}"), code)
