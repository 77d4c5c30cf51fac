import pytest

from dirsim.parsing.file_kinds import recognise


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\n" * 200_000 + "x", None),
        (" \n" * 50_000 + "dn: CN=a\n", "ldif"),
        ("#\n" * 50 + "\n \n\t\nversion: 1\n# c\n\ndn: CN=a\n", "ldif"),
        ("\r\n\r\ndn:: QQ==\r\n", "ldif"),
        ("\n  dirsim: requirements/v1\n", None),
        ('# a\n\n  resource "aws_vpc" "a" {\n}\n', "terraform-source"),
        ("\n\nResources:\n  A:\n    Type: AWS::EC2::VPC\n", "cloudformation"),
    ],
)
def test_kinds_are_recognised_after_any_number_of_blank_lines(text, kind):
    """Blank lines and comments before the content change nothing, however many they are."""
    found = recognise(text)
    assert (found.name if found else None) == kind
