"""Reads a page as a browser would, for tests that look at every element of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from lxml import html as lxml_html

HOSTILE = '</script><script>run()</script><img src=x onerror="run()">\'{{7*7}}{% if %}{#\u2028&amp;`${run()}`'
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Tag:
    """An element: its name, attributes, and the text directly in it."""

    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page in their order."""

    html: str
    tags: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Tag] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Tag(tag, {name: value or "" for name, value in attrs})
        self.tags.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def all(self, name: str) -> list[Tag]:
        """Every element of that name."""
        return [tag for tag in self.tags if tag.name == name]


def faults(html: str) -> list[str]:
    """What no page of ours may have: inline styles and handlers, scripts without a nonce, foreign addresses."""
    found = []
    for tag in Page(html).tags:
        for name, value in tag.attributes.items():
            address = name in ("src", "href", "action", "formaction", "poster", "data", "xlink:href")
            plain_link = tag.name == "a" and value.startswith(("https://", "http://"))
            foreign = address and not plain_link and (value.startswith("//") or not value.startswith(("/", "#")))
            if foreign or name == "style" or name.startswith("on"):
                found.append(f"{tag.name} {name}={value}")
            elif plain_link and "noreferrer" not in tag.attributes.get("rel", ""):
                found.append(f"a link that tells the other site where its reader comes from: {value}")
        if tag.name == "script" and not tag.attributes.get("nonce"):
            found.append(f"script without a nonce: {tag.text[:60]}")
        if tag.name in ("iframe", "object", "embed", "base") or (tag.name == "img" and "alt" not in tag.attributes):
            found.append(f"{tag.name} {tag.attributes}")
    return found


def text_of(page: str) -> str:
    """What a reader sees of a page's main part, with single spaces."""
    return " ".join(" ".join(lxml_html.fromstring(page).xpath("//main//text()")).split())
