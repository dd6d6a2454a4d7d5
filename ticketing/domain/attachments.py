"""Which files a ticket takes, told by what they are and not by what they are called."""

import re
import unicodedata

from ticketing.errors import Invalid

LARGEST = 10 * 1024 * 1024
MOST_PER_TICKET = 50
LONGEST_NAME = 120

# Ending -> media type, and how such a file begins (at an offset); text has no beginning of its own.
_ZIP = (0, (b"PK\x03\x04",))
_OLE = (0, (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",))
_OOXML = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, tuple[str, tuple[int, tuple[bytes, ...]] | None]] = {
    "png": ("image/png", (0, (b"\x89PNG\r\n\x1a\n",))),
    "jpg": ("image/jpeg", (0, (b"\xff\xd8\xff",))),
    "jpeg": ("image/jpeg", (0, (b"\xff\xd8\xff",))),
    "gif": ("image/gif", (0, (b"GIF87a", b"GIF89a"))),
    "webp": ("image/webp", (8, (b"WEBP",))),
    "pdf": ("application/pdf", (0, (b"%PDF-",))),
    "docx": (_OOXML + "wordprocessingml.document", _ZIP),
    "xlsx": (_OOXML + "spreadsheetml.sheet", _ZIP),
    "pptx": (_OOXML + "presentationml.presentation", _ZIP),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "wav": ("audio/wav", (8, (b"WAVE",))),
    "mp3": ("audio/mpeg", (0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"))),
    "mp4": ("video/mp4", (4, (b"ftyp",))),
    "txt": ("text/plain", None),
    "csv": ("text/csv", None),
}
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\:*?\"<>|]")


def name_of(said: str) -> str:
    """The name as it is shown: no path, no signs that steer a screen or a file system, cut to a length."""
    clean = _UNSEEN.sub("", unicodedata.normalize("NFC", said.replace("\\", "/").rsplit("/", 1)[-1])).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else clean[:LONGEST_NAME]


def media_type(name: str, content: bytes) -> str:
    """What the file is. Raises `Invalid`: `file_empty`, `file_too_large`, `file_type` for an ending that is not taken,
    `file_mismatch` for a content that is something else than its ending says."""
    if not content:
        raise Invalid("file_empty", errors={"file": ["file_empty"]})
    if len(content) > LARGEST:
        raise Invalid("file_too_large", errors={"file": ["file_too_large"]}, most=LARGEST)
    kind = KINDS.get(name.rpartition(".")[2].lower()) if "." in name else None
    if kind is None:
        raise Invalid("file_type", errors={"file": ["file_type"]}, taken=sorted(KINDS))
    if not (_is_text(content) if kind[1] is None else _begins(content, *kind[1])):
        raise Invalid("file_mismatch", errors={"file": ["file_mismatch"]})
    return kind[0]


def _begins(content: bytes, at: int, signs: tuple[bytes, ...]) -> bool:
    return any(content[at : at + len(sign)] == sign for sign in signs)


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
