"""Records that no directory takes, whatever they are about."""

import pytest

from dirsim.api.directory_depth import check_extension


@pytest.mark.parametrize("dn", ["CN=a", "DC=corp,DC=example", "CN=x,CN=Schema,CN=Configuration,DC=X"])
def test_a_record_without_a_class_is_refused(tmp_path, dn):
    """An entry that is added has an objectClass, also one outside the schema: without it the answer is no."""
    (tmp_path / "in.ldf").write_text(f"dn: {dn}\ncn: a\n\n", encoding="utf-8")
    found = check_extension([tmp_path / "in.ldf"])
    assert [finding.message for finding in found.findings if finding.level == "error"][:1] == ["missing objectClass"]
