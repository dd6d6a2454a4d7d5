"""Language and theme go with the person, from one browser to another; before that they are the browser's own."""

from tests.api.cast import Browser, Centre
from ticketing.pages.words import COOKIE


def opened(browser: Browser, query: str = "") -> str:
    text = browser.client.get(f"/tickets{query}").text
    return text[: text.index("<head>")]


def test_what_a_person_chose_follows_them_to_another_browser(centre: Centre) -> None:
    one = centre.browser("agent1")
    assert 'lang="zh-CN"' in opened(one)
    assert "data-theme" not in opened(one)
    assert one.call("PUT", "/session/preferences", {"language": "en", "theme": "dark"}).status_code == 200
    other = centre.browser("agent1")
    other.client.set_cookie(COOKIE, "zh")
    assert 'lang="en"' in opened(other)
    assert 'data-theme="dark"' in opened(other)
    assert 'lang="zh-CN"' in opened(centre.browser("agent2"))


def test_who_has_chosen_nothing_reads_what_the_browser_was_told(centre: Centre) -> None:
    browser = centre.browser("agent1")
    assert browser.get("/session").json["person"]["language"] == "zh"
    assert 'lang="en"' in opened(browser, "?lang=en")
    assert 'lang="en"' in opened(browser)


def test_an_address_that_names_a_language_is_read_in_it_once(centre: Centre) -> None:
    browser = centre.browser("agent1")
    browser.call("PUT", "/session/preferences", {"language": "en"})
    assert 'lang="zh-CN"' in opened(browser, "?lang=zh")
    assert 'lang="en"' in opened(browser)


def test_a_refusal_is_said_in_the_persons_language(centre: Centre) -> None:
    browser = centre.browser("agent1")
    browser.call("PUT", "/session/preferences", {"language": "en"})
    assert browser.get("/people").json["title"] == "You have no right to do this."


def test_the_theme_of_the_machine_is_a_choice_too(centre: Centre) -> None:
    browser = centre.browser("agent1")
    browser.call("PUT", "/session/preferences", {"theme": "light"})
    assert 'data-theme="light"' in opened(browser)
    browser.call("PUT", "/session/preferences", {"theme": "system"})
    assert "data-theme" not in opened(browser)


def test_keys_that_were_laid_elsewhere_are_on_every_page_and_a_taken_one_is_refused(centre: Centre) -> None:
    browser = centre.browser("agent1")
    laid = browser.call("PUT", "/session/preferences", {"keys": {"presses": {"answer": "Ctrl+F2", "find": ""}}})
    assert laid.json["keys"]["presses"]["answer"] == "Ctrl+F2"
    assert browser.call("PUT", "/session/preferences", {"keys": {"off": True}}).json["keys"]["off"] is True
    refused = browser.call("PUT", "/session/preferences", {"keys": {"presses": {"answer": "F4"}}})
    assert (refused.status_code, refused.json["code"]) == (422, "bad_keys")
    assert refused.json["errors"]["keys"]["answer"] == ["key_taken"]
    page = centre.browser("agent1").client.get("/settings").text
    assert '"answer": "Ctrl+F2"' in page
    assert '"off": true' in page
    assert "<kbd" not in page[page.index('class="finder"') : page.index('class="tools"')]
    assert 'id="usual-keys"' in page
