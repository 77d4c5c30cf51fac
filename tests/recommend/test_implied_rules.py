def test_a_connector_serves_desktops_in_its_own_vpc(ask, on_prem):
    """WorkSpaces in two VPCs are not served by one connector."""
    workloads = {"one": {"kind": "workspaces", "vpc": "a"}, "two": {"kind": "workspaces", "vpc": "b"}}
    answer = ask(workloads, ["existing-credentials"], estate=on_prem)
    facts = {fact for verdict in answer.candidate("ad-connector").reasons for fact in verdict.facts}
    assert "ad-connector--multi-vpc" in facts
