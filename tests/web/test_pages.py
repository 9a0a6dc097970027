"""What the route of the web app answers, held against a built app of a few files."""

from pathlib import Path

import pytest

from tasklark.surfaces.rest import application as rest
from tasklark.surfaces.web import built
from tasklark.surfaces.web.pages import Pages
from tests.api.problems import problem
from tests.web.inside import Inside

PAGE = "<!doctype html><title>Tasklark</title>" + "<p>one task store, every client" * 20
SCRIPT = "export const answer = 42;" * 20
FILES = {
    "index.html": PAGE,
    "index.html.br": "a page, smaller",
    "index.html.gz": "a page, small",
    "sw.js": "self",
    "manifest.webmanifest": "{}",
    "assets/index-1a2b.js": SCRIPT,
    "assets/index-1a2b.js.gz": "a script, small",
    ".sources": "what was built",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def web(folder: Path) -> Inside:
    return client(folder)


def client(folder: Path) -> Inside:
    """Return a client of an application whose web app was built in a folder."""
    app = rest.application("0")
    app.router.routes.append(Pages(built.read(folder)))
    return Inside(rest.surrounded(app, []))


@pytest.mark.parametrize(
    "place",
    [
        *("/", "/index.html", "/today", "/project/01a1ff6e", "/quick?title=Rake", "/täglich"),
        *("/label/v1.0", "/filter/created%20before:%20-3.5"),
    ],
)
def test_every_place_shows_the_page(web: Inside, place: str) -> None:
    shown = web.get(place)
    assert (shown.status_code, shown.text) == (200, PAGE)
    assert shown.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "address",
    [
        *("/api", "/api/", "/api/nope", "/docs/nope", "/health/nope", "/metrics", "/assets/nope"),
        *(
            "/nope.txt",
            "/today.html",
            "/index.html.br",
            "/.sources",
            "/assets",
            "/redoc/x",
            "/%0a.js",
        ),
    ],
)
def test_what_is_no_place_is_nowhere(web: Inside, address: str) -> None:
    problem(web.get(address), 404)


@pytest.mark.parametrize(
    "address",
    [
        "/../built.py",
        "/assets/../../pages.py",
        "/%2e%2e/pages.py",
        "/assets/..%2f..%2fpages.py",
        "/assets/%5c..%5cpages.py",
        "//etc/passwd.txt",
        "//api/tasks",
        "//today",
        "/assets//etc/passwd",
    ],
)
def test_no_address_leads_out_of_the_folder(web: Inside, address: str) -> None:
    problem(web.get(f"http://tasklark.test{address}"), 404)


def test_what_has_a_hash_in_its_name_is_kept_for_a_year(web: Inside) -> None:
    kept = web.get("/assets/index-1a2b.js")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("address", ["/", "/today", "/sw.js", "/manifest.webmanifest"])
def test_what_has_none_is_asked_for_each_time(web: Inside, address: str) -> None:
    first = web.get(address)
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = web.get(address, headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "no-cache"
        assert "content-length" not in again.headers
    assert web.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("BR", "br"),
        ("gzip;q=1.0, br;q=0.5", "br"),
        ("gzip, br;q=0", "gzip"),
        ("br;q=0.000 , gzip; q=0.1", "gzip"),
        ("gzip;q=0", None),
        ("deflate", None),
        ("*", None),
        ("", None),
    ],
)
def test_the_smallest_form_that_the_browser_takes_is_sent(
    web: Inside, accepted: str, coding: str | None
) -> None:
    sent = web.get("/", headers={"Accept-Encoding": accepted})
    assert sent.headers.get("content-encoding") == coding
    assert sent.headers["content-length"] == str(len(sent.content))
    assert "Accept-Encoding" in sent.headers["vary"]
    ending = {"br": ".br", "gzip": ".gz", None: ""}[coding]
    assert sent.content.decode() == FILES[f"index.html{ending}"]


def test_each_form_has_an_entity_tag_of_its_own(web: Inside) -> None:
    forms = ("identity", "gzip", "br")
    tags = {web.get("/", {"Accept-Encoding": form}).headers["etag"] for form in forms}
    assert len(tags) == 3


def test_a_file_without_a_smaller_form_is_sent_as_it_is(web: Inside) -> None:
    sent = web.get("/sw.js", headers={"Accept-Encoding": "br, gzip"})
    assert sent.text == "self"
    assert "content-encoding" not in sent.headers
    assert "Accept-Encoding" not in sent.headers["vary"]


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("address", ["/", "/today", "/assets/index-1a2b.js"])
def test_nothing_but_reading_is_allowed(web: Inside, verb: str, address: str) -> None:
    told = web.request(verb, address)
    problem(told, 405)
    assert told.headers["allow"] == "GET, HEAD"


def test_pages_may_run_only_what_comes_from_here(web: Inside) -> None:
    headers = web.get("/today").headers
    assert headers.get_list("content-security-policy") == [
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
        " connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    ]
    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["x-request-id"]


def test_other_surfaces_keep_their_own_policy(web: Inside) -> None:
    policies = {
        address: web.get(address).headers["content-security-policy"]
        for address in ("/api/nope", "/docs", "/redoc")
    }
    assert policies["/api/nope"].startswith("default-src 'none'")
    assert "style-src" not in policies["/docs"]
    assert "style-src 'self' 'unsafe-inline'" in policies["/redoc"]


def test_where_no_app_was_built_the_page_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    unbuilt = client(tmp_path)
    assert "The web app is not built" in caplog.text
    for place in ("/", "/today"):
        told = unbuilt.get(place)
        assert told.status_code == 404
        assert "TASKLARK_WITHOUT_WEB" in told.text
        assert unbuilt.get(place, headers={"If-None-Match": "*"}).status_code == 404
    problem(unbuilt.get("/sw.js"), 404)
    assert unbuilt.get("/health").status_code == 200
