"""Keep the customers' files: their words and numbers, two files made one, the black list, the person's own rights."""

from ticketing.actions.customers.black_list import allow, bar
from ticketing.actions.customers.keep import (
    EDITABLE,
    CustomerWish,
    add,
    add_phone,
    drop_phone,
    edit,
    named_or_found,
    pinyin,
    write_note,
)
from ticketing.actions.customers.merge import merge, part
from ticketing.actions.customers.personal import ask_erasure, copied, correct, where_found

__all__ = [
    "EDITABLE",
    "CustomerWish",
    "add",
    "add_phone",
    "allow",
    "ask_erasure",
    "bar",
    "copied",
    "correct",
    "drop_phone",
    "edit",
    "merge",
    "named_or_found",
    "part",
    "pinyin",
    "where_found",
    "write_note",
]
