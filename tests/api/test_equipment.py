"""The list of equipment over HTTP: kept with a history, in and out as the form has it."""

import base64
import io
import zipfile

import openpyxl
import pytest
from flask_babel import refresh

from tests.api.cast import Browser, Centre

PIECE = {
    "code": "DH-001",
    "name": "话机耳麦",
    "model": "H390",
    "brand": "罗技",
    "quantity": 12,
    "unit": "副",
    "bought_on": "2025-03-01",
    "price_minor": 19_900,
    "place": "A01–A12",
    "keeper_code": "lead1",
    "warranty_until": "2027-03-01",
    "supplier": "扬州讯通",
    "supplier_phone": "0514-87654321",
    "note": "=1+1",
}


def made(browser: Browser, **changes: object) -> dict[str, object]:
    answer = browser.call("POST", "/equipment", PIECE | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def test_a_piece_is_added_changed_and_its_history_says_by_whom(centre: Centre) -> None:
    browser = centre.browser("super")
    piece = made(browser)
    assert (piece["keeper_name"], piece["state"], piece["version"]) == ("Lead1", "in_use", 1)
    path = f"/equipment/{piece['id']}"
    assert browser.call("POST", "/equipment", PIECE).json["code"] == "code_taken"
    changed = browser.call("PATCH", path, {"state": "repair", "quantity": 11}, **{"If-Match": "1"})
    assert (changed.json["state"], changed.json["quantity"], changed.json["version"]) == ("repair", 11, 2)
    assert browser.call("PATCH", path, {"note": ""}, **{"If-Match": "1"}).json["code"] == "stale_version"
    told = browser.get(f"{path}/history").json["changes"]
    assert [one["deed"] for one in told] == ["edited", "added"]
    assert told[0]["changes"] == {"quantity": [12, 11], "state": ["in_use", "repair"]}
    assert told[0]["by"] == "Super"


def test_a_retired_piece_leaves_the_list_and_stays_in_the_register(centre: Centre) -> None:
    browser = centre.browser("admin")
    path = f"/equipment/{made(browser)['id']}"
    assert browser.call("PATCH", path, {"state": "retired"}).json["code"] == "retire_instead"
    assert browser.call("PUT", f"{path}/retirement", {}).status_code == 422
    assert browser.call("PUT", f"{path}/retirement", {"reason": "线断了"}).json["state"] == "retired"
    assert browser.call("PUT", f"{path}/retirement", {"reason": "again"}).json["code"] == "equipment_retired"
    assert browser.call("PATCH", path, {"note": "x"}).json["code"] == "equipment_retired"
    assert browser.get("/equipment").json["items"] == []
    assert [one["code"] for one in browser.get("/equipment?state=all").json["items"]] == ["DH-001"]
    assert browser.call("DELETE", f"{path}/retirement", {"reason": "修好了"}).json["state"] == "spare"
    assert [one["deed"] for one in browser.get(f"{path}/history").json["changes"]][:2] == ["returned", "retired"]


def test_the_list_finds_narrows_and_goes_on_page_by_page(centre: Centre) -> None:
    browser = centre.browser("super")
    for number in range(3):
        made(browser, code=f"PC-{number}", name="座席电脑", place=f"B0{number}", state="in_use" if number else "spare")
    assert [one["code"] for one in browser.get("/equipment?q=B01").json["items"]] == ["PC-1"]
    assert [one["code"] for one in browser.get("/equipment?q=Lead1&state=spare").json["items"]] == ["PC-0"]
    first = browser.get("/equipment?limit=2").json
    second = browser.get(f"/equipment?limit=2&after={first['next']}").json
    assert [one["code"] for one in (*first["items"], *second["items"])] == ["PC-0", "PC-1", "PC-2"]
    assert second["next"] is None
    assert first["counts"] == {"in_use": 24, "spare": 12}
    assert browser.get("/equipment?q=%25").json["items"] == []


@pytest.mark.parametrize(
    "change", [{"quantity": -1}, {"price_minor": 1.5}, {"bought_on": "soon"}, {"code": ""}, {"keeper_code": "nobody"}]
)
def test_a_piece_that_is_none_is_refused(centre: Centre, change: dict[str, object]) -> None:
    assert centre.browser("super").call("POST", "/equipment", PIECE | change).status_code == 422


def test_who_may_look_and_who_may_write(centre: Centre) -> None:
    assert centre.browser("lead1").get("/equipment").status_code == 200
    assert centre.browser("inspector").get("/equipment").status_code == 200
    for login in ("agent1", "viewer"):
        assert centre.browser(login).get("/equipment").status_code == 403
    assert centre.browser("lead1").call("POST", "/equipment", PIECE).status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_goes_out_comes_in_again_unchanged(centre: Centre, kind: str, language: str) -> None:
    browser = centre.browser("super")
    made(browser)
    made(browser, code="1002", keeper_code=None, keeper="外包", price_minor=None, bought_on=None)
    browser.client.set_cookie("rexian_lang", language)
    refresh()
    raw = browser.get(f"/equipment?format={kind}").data
    taken = browser.call("POST", "/equipment/imports", {"content": base64.b64encode(raw).decode()})
    assert (taken.status_code, taken.json) == (200, {"added": 0, "edited": 0}), taken.text
    text = raw.decode("utf-8-sig").replace("DH-001", "DH-009") if kind == "csv" else None
    if text is not None:
        again = browser.call(
            "POST", "/equipment/imports", {"content": base64.b64encode(text.encode("gb18030")).decode()}
        )
        assert again.json == {"added": 1, "edited": 0}
        added = next(one for one in browser.get("/equipment?q=DH-009").json["items"])
        assert (added["quantity"], added["price_minor"], added["bought_on"]) == (12, 19_900, "2025-03-01")
        assert (added["state"], added["note"]) == ("in_use", "=1+1")


def test_the_workbook_has_the_columns_of_the_form_and_no_formula(centre: Centre) -> None:
    browser = centre.browser("super")
    made(browser)
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/equipment?format=xlsx").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len([cell for cell in rows[3] if cell]) == 15
    assert rows[4][1:6] == ("DH-001", "话机耳麦", "H390", "罗技", 12)
    assert (rows[4][8], rows[4][14]) == (199, "=1+1")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("nonsense!", "bad_file"),
        (b"PK\x03\x04zip", "bad_file"),
        (b"a,b\r\n1,2\r\n", "no_head"),
        (b"\xff\xff", "bad_file"),
    ],
)
def test_a_file_that_is_no_list_is_refused(centre: Centre, content: str | bytes, code: str) -> None:
    text = content if isinstance(content, str) else base64.b64encode(content).decode()
    answer = centre.browser("super").call("POST", "/equipment/imports", {"content": text})
    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_one_bad_row_keeps_the_whole_file_out(centre: Centre) -> None:
    browser = centre.browser("super")
    made(browser)
    raw = browser.get("/equipment?format=csv").data.decode("utf-8-sig").splitlines()
    rows = [raw[0], raw[1].replace("DH-001", "DH-010"), raw[1].replace("DH-001", "DH-011").replace(",12,", ",many,")]
    content = base64.b64encode("\r\n".join(rows).encode()).decode()
    answer = browser.call("POST", "/equipment/imports", {"content": content})
    assert (answer.status_code, answer.json["code"], answer.json["params"]["row"]) == (422, "bad_row", 2)
    assert len(browser.get("/equipment").json["items"]) == 1


def test_the_same_key_adds_a_piece_once(centre: Centre) -> None:
    browser = centre.browser("super")
    answers = [browser.call("POST", "/equipment", PIECE, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json["id"] == answers[1].json["id"]


@pytest.mark.parametrize(
    "broken", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_a_damaged_workbook_is_refused(centre: Centre, broken: str) -> None:
    browser = centre.browser("super")
    made(browser)
    whole = io.BytesIO(browser.get("/equipment?format=xlsx").data)
    damaged = io.BytesIO()
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(damaged, "w") as copy:
        for name in parts.namelist():
            copy.writestr(name, b"<broken" if name == broken else parts.read(name))
    content = base64.b64encode(damaged.getvalue()).decode()
    answer = browser.call("POST", "/equipment/imports", {"content": content})
    assert (answer.status_code, answer.json["code"]) == (422, "bad_file")
