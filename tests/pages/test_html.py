"""Pages as HTML for notebooks."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from dirsim.pages.blocks import Code, Heading, Items, Prose, Source, Table
from dirsim.pages.html import html

ALLOWED = {"div", "h3", "h4", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "pre"}


class Tags(HTMLParser):
    """Collects the tags and attributes that a browser would see."""

    def __init__(self):
        super().__init__()
        self.tags = set()
        self.attributes = set()

    def handle_starttag(self, tag, attrs):
        """Remember a tag."""
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def page(name):
    """A page that has a name everywhere."""
    return (Heading(name, 1), Prose(name), Items([name, (name, Source(name))]), Table((name,), [(name,)]), Code(name))


@given(st.text() | st.sampled_from(["<img src=x onerror=alert(1)>", '"><script>', "javascript:alert(1)", "&lt;b&gt;"]))
def test_no_name_becomes_a_tag(name):
    """Whatever a name holds, the page has our own tags and no script or event in it."""
    seen = Tags()
    seen.feed(html(page(name)))
    assert seen.tags <= ALLOWED
    assert seen.attributes <= {"class", "style", "href", "rel"}


def test_only_web_addresses_become_links():
    """A script in place of an address is shown as text."""
    assert "<a " not in html((Prose((Source("javascript:alert(1)"),)),))
    assert '<a href="https://docs.example/?a=1&amp;b=2"' in html((Prose((Source("https://docs.example/?a=1&b=2"),)),))
