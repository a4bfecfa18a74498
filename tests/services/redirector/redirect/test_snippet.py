import json
import shutil
import subprocess
from importlib.resources import files
from typing import Any

import pytest

import services.redirector.redirect

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")

FIRST, SECOND = "AAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBB"

# A browser as far as the snippet sees one: given a page's facts, it runs the snippet and tells what it did.
BROWSER = """
const { page, snippet } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const posted = [], forms = page.forms.map((names, at) => ({
  fields: names.map(name => ({ name, value: "" })),
  hasAttribute: name => page.marked === at && name === "data-plaudit",
  querySelector: wanted => forms[at].fields.find(field => wanted === `input[name="${field.name}"]`),
  appendChild: field => forms[at].fields.push(field),
}));
const storage = kept => ({
  getItem: key => { if (page.private) throw new Error("refused"); return kept[key] ?? null; },
  setItem: (key, value) => { if (page.private) throw new Error("refused"); kept[key] = value; },
});
globalThis.window = { Shopify: page.shopify ? { routes: { root: "/de/" } } : undefined };
globalThis.location = { search: page.search, protocol: "https:" };
globalThis.localStorage = storage(page.local);
globalThis.sessionStorage = storage(page.session);
globalThis.fetch = (url, options) => { posted.push([url, JSON.parse(options.body)]); return Promise.resolve({ ok: true }); };
const cookies = page.cookies;
globalThis.document = {
  currentScript: { getAttribute: () => null }, readyState: "complete",
  get cookie() { return Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join("; "); },
  set cookie(text) { const [pair] = text.split("; "); const [name, value] = pair.split("="); cookies[name] = value; },
  createElement: () => ({}),
  querySelectorAll: wanted => wanted.startsWith("form") ? forms
    : forms.flatMap(form => form.fields).filter(field => wanted.includes(`"${field.name}"`)),
};
new Function(snippet)();
setTimeout(() => console.log(JSON.stringify({
  clicks: window.plaudit.clicks(), posted, cookies, local: page.local, session: page.session,
  forms: forms.map(form => form.fields),
})), 5);
"""


def visit(**facts: Any) -> dict[str, Any]:
    page = {"search": "", "cookies": {}, "local": {}, "session": {}, "forms": [], "shopify": False} | facts
    snippet = files(services.redirector.redirect).joinpath("t.js").read_text("utf-8")
    done = subprocess.run(
        [str(NODE), "-e", BROWSER], input=json.dumps({"page": page, "snippet": snippet}), capture_output=True,
        text=True, check=False, timeout=30,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def landed(click_id: str, **facts: Any) -> dict[str, Any]:
    return visit(search=f"?utm_source=x&plaudit_click={click_id}", **facts)


def again(former: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Another page of the same browser."""
    return {"cookies": former["cookies"], "local": former["local"], "session": former["session"]} | facts


def test_the_path_of_clicks_is_kept_oldest_first() -> None:
    first = landed(FIRST)
    second = landed(SECOND, **again(first))
    assert second["clicks"] == [FIRST, SECOND]
    assert second["cookies"]["plaudit_click"] == f"{FIRST}-{SECOND}"
    assert visit(**again(second))["clicks"] == [FIRST, SECOND]


def test_an_id_that_comes_again_keeps_its_place() -> None:
    path = landed(SECOND, **again(landed(FIRST)))
    assert landed(FIRST, **again(path))["clicks"] == [FIRST, SECOND]


def test_the_last_eight_ids_are_kept_in_at_most_200_characters() -> None:
    state = visit()
    ids = [character * 22 for character in "ABCDEFGHJK"]
    for click_id in ids:
        state = landed(click_id, **again(state))
    assert state["clicks"] == ids[-8:]
    assert len(state["cookies"]["plaudit_click"]) <= 200


@pytest.mark.parametrize("junk", ["evil", "<script>", "A" * 21, "A" * 23, "0" * 22, "%00"])
def test_what_is_no_click_id_is_never_stored(junk: str) -> None:
    state = landed(junk, shopify=True, forms=[["plaudit_click"]])
    assert (state["clicks"], state["cookies"], state["local"], state["posted"]) == ([], {}, {}, [])


def test_where_storage_is_refused_the_cookie_remembers() -> None:
    state = landed(FIRST, private=True)
    assert state["local"] == {}
    assert visit(**again(state), private=True)["clicks"] == [FIRST]


def test_ids_that_are_too_old_are_forgotten() -> None:
    assert visit(local={"plaudit_click": json.dumps({"ids": FIRST, "until": 1})})["clicks"] == []


def test_shopifys_cart_gets_the_path_once_a_cart() -> None:
    state = landed(FIRST, shopify=True, cookies={"cart": "one"})
    assert state["posted"] == [["/de/cart/update.js", {"attributes": {"plaudit_click": FIRST}}]]
    assert visit(**again(state), shopify=True)["posted"] == []
    paid = again(state, cookies=state["cookies"] | {"cart": "two"})
    assert len(visit(**paid, shopify=True)["posted"]) == 1
    assert len(landed(SECOND, **again(state), shopify=True)["posted"]) == 1


def test_a_cart_that_can_not_be_told_gets_it_on_every_page() -> None:
    state = landed(FIRST, shopify=True)
    assert len(visit(**again(state), shopify=True)["posted"]) == 1


def test_fields_of_forms_are_filled_or_added() -> None:
    state = landed(FIRST, forms=[["plaudit_click"], ["quantity"], ["attributes[plaudit_click]"]], marked=0)
    assert state["forms"] == [
        [{"name": "plaudit_click", "value": FIRST}],
        [
            {"name": "quantity", "value": ""},
            {"type": "hidden", "name": "attributes[plaudit_click]", "value": FIRST},
        ],
        [{"name": "attributes[plaudit_click]", "value": FIRST}],
    ]


def test_other_shops_can_ask_for_the_path() -> None:
    assert landed(f"{FIRST}-{SECOND}")["clicks"] == [FIRST, SECOND]
