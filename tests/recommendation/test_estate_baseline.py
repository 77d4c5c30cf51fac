"""A sketch made definite, with everything that was assumed."""

from copy import deepcopy

import pytest

from dirsim.recommendation.engine import recommend
from dirsim.recommendation.estate_baseline import baseline_of


def test_a_sketch_says_what_it_assumes(sketch):
    """An empty estate with needs about existing accounts is given a domain, a Region and a line, each written down."""
    baseline = baseline_of(sketch(["workspaces"], ["existing-credentials"]))
    assert baseline.has_ad
    assert len(baseline.homes) == len(baseline.regions) == 1
    assert len(baseline.assumptions) >= 3


def test_what_is_said_is_not_assumed(sketch):
    """Counts that the file states are taken as they are."""
    estate = {
        "on_prem_ad": {"domains": 5, "forests": 2, "users": 700, "objects": 9000},
        "connectivity": "dx",
        "aws": {"accounts": 4, "regions": 3},
    }
    baseline = baseline_of(sketch(["ec2-windows"], ["multi-account", "multi-region"], estate=estate))
    assert (len(baseline.homes), len(baseline.forests), len(baseline.regions), baseline.accounts) == (5, 2, 3, 4)
    assert (baseline.users, baseline.objects, baseline.accounts_known) == (700, 9000, True)
    assert baseline.topology.links["direct-connect"].kind == "direct-connect"
    assert not baseline.new_link


def test_no_directory_means_none(sketch):
    """Where the file says that there is no directory, none is assumed, whatever the needs."""
    baseline = baseline_of(sketch(["workspaces"], ["existing-credentials"], estate={"on_prem_ad": False}))
    assert (baseline.homes, baseline.has_ad) == ((), False)


def test_a_missing_line_is_built(sketch):
    """Without a path to the premises one is put there, and the ground says that it has to be built."""
    baseline = baseline_of(sketch(["workspaces"], estate={"on_prem_ad": True, "connectivity": "none"}))
    assert baseline.new_link
    assert "built" in baseline.assumed_link


def test_a_directory_on_ec2_needs_no_line(sketch):
    """A directory that runs on EC2 stands in the Region: there are no premises and no line to them."""
    baseline = baseline_of(sketch(["fsx-windows"], estate={"self_managed_ad_on_ec2": True}))
    assert baseline.on_ec2
    assert baseline.premises == ""
    assert all(link.public for link in baseline.topology.links.values())


def test_detail_and_sketch_say_the_same(sketch):
    """The same office as counts and in detail gives the same domains, controllers and answerable size."""
    short = baseline_of(
        sketch(["workspaces"], estate={"on_prem_ad": {"domains": 1, "users": 50}, "connectivity": "vpn"})
    )
    long = baseline_of(
        sketch(
            ["workspaces"],
            estate={
                "sites": {"premises": {"kind": "on-premises"}, "aws": {"kind": "aws-region"}},
                "links": {"vpn": {"between": ["premises", "aws"], "kind": "site-to-site-vpn"}},
                "directories": {
                    "corp": {
                        "kind": "active-directory",
                        "domains": {"corp.example": {"controllers": {"premises": 2}, "users": 50}},
                    }
                },
            },
        )
    )
    assert short.homes == long.homes
    assert short.users == long.users
    assert short.premises == long.premises
    assert set(short.topology.hosts) == set(long.topology.hosts)


def test_a_provider_in_front_of_a_directory_stands_beside_it(sketch):
    """AD FS is put on the premises and asks the controllers there; Entra ID is put on the internet and asks nobody."""
    hosts = baseline_of(
        sketch(["aws-console"], estate={"on_prem_ad": True, "identity_providers": ["adfs", "entra-id"]})
    )
    adfs, entra = (hosts.topology.hosts[word] for word in ("adfs", "entra-id"))
    assert (adfs.site, entra.site) == (hosts.premises, "internet")
    assert adfs.resolvers
    assert entra.resolvers == ()


def test_each_forest_has_a_root(sketch):
    """Five domains in three forests are three roots and their children."""
    baseline = baseline_of(sketch(["ec2-windows"], estate={"on_prem_ad": {"domains": 5, "forests": 3}}))
    roots = [baseline.root(forest) for forest in baseline.forests]
    assert len(set(roots)) == 3
    assert set(roots) <= set(baseline.homes)


def test_a_counting_word_is_an_assumption(ask):
    """An answer that rests on 'multiple' accounts says how many it counted."""
    answer = ask(["aws-console"], ["multi-account"], estate={"on_prem_ad": True, "aws": {"accounts": "multiple"}})
    assert any("'multiple' accounts are counted as" in entry for entry in answer.assumptions)


def test_an_existing_managed_directory_has_two_controllers_in_two_zones(sketch):
    """AWS Managed Microsoft AD has two controllers, dc1 and dc2, in two zones of its Region."""
    made = baseline_of(sketch(estate={"on_prem_ad": False, "current_directory": "managed-ad-standard"}))
    hosts = {name: host for name, host in made.topology.hosts.items() if host.managed and "controller" in host.roles}
    assert sorted(name.partition(".")[0] for name in hosts) == ["dc1", "dc2"]
    assert {name.partition(".")[0]: host.zone[-1] for name, host in hosts.items()} == {"dc1": "a", "dc2": "b"}
    assert len({host.site for host in hosts.values()}) == 1


@pytest.mark.parametrize("new", ["cloud-only-directory", "consolidation", "migrate-directory"])
@pytest.mark.parametrize(
    ("kept", "accounts"), [(None, True), ("existing-credentials", False), ("users-managed-on-prem", False)]
)
def test_people_get_new_accounts_only_where_the_old_ones_are_not_kept(sketch, new, kept, accounts):
    """A new home for the accounts is one only where neither the credentials nor their management stay."""
    needs = [new] if kept is None else [new, kept]
    assert baseline_of(sketch(["workspaces"], needs)).new_accounts is accounts


def test_without_a_new_home_no_account_is_new(sketch):
    """Needs that ask for no new directory leave the accounts where they are."""
    assert not baseline_of(sketch(["workspaces"], ["mfa"])).new_accounts


@pytest.mark.parametrize(("kind", "assumed"), [("internet", True), ("vpc-peering", False)])
def test_only_a_private_link_joins_two_regions(sketch, kind, assumed):
    """Regions that the file joins by a private link are joined; a path over the internet does not count."""
    estate = {
        "sites": {
            "milan": {"kind": "aws-region", "region": "eu-south-1"},
            "ireland": {"kind": "aws-region", "region": "eu-west-1"},
            "internet": {"kind": "internet"},
        },
        "links": (
            {name: {"between": ["internet", name], "kind": "internet"} for name in ("milan", "ireland")}
            if kind == "internet"
            else {"peer": {"between": ["milan", "ireland"], "kind": kind}}
        ),
        "on_prem_ad": False,
    }
    baseline = baseline_of(sketch(["workspaces"], estate=estate))
    assert any("joined inside AWS" in entry for entry in baseline.assumptions) is assumed


FOREST = {
    "kind": "active-directory",
    "ad_sites": {"HQ": {"place": "hq"}, "Cloud": {"place": "cloud"}},
    "domains": {
        "corp.example": {
            "controllers": {"hq": 2, "cloud": 1},
            "domain_controllers": {"dc-9": {"ad_site": "Cloud", "read_only": True}},
        }
    },
}
REMOTE = {
    "sites": {"hq": {"kind": "on-premises"}, "cloud": {"kind": "aws-region"}, "far": {"kind": "aws-region"}},
    "links": {"vpn": {"between": ["hq", "cloud"]}, "peer": {"between": ["cloud", "far"], "kind": "vpc-peering"}},
    "directories": {"corp": FOREST},
}


def test_a_read_only_controller_is_read_only_in_every_design(sketch):
    """What the file says of a controller holds in the built designs, and the open question of its passwords is an assumption."""
    baseline = baseline_of(sketch(["ec2-windows"], estate=REMOTE))
    assert [host.site for host in baseline.topology.hosts.values() if host.read_only] == ["cloud"]
    assert "the read-only domain controllers of corp.example keep no passwords" in baseline.assumptions


@pytest.mark.parametrize(("writable", "verdict"), [(False, "rejected"), (True, "feasible")])
def test_a_read_only_controller_survives_no_outage_alone(sketch, writable, verdict):
    """With the link lost, a read-only controller in AWS that keeps no passwords signs no one in; a writable one does."""
    estate = deepcopy(REMOTE)
    estate["directories"]["corp"]["domains"]["corp.example"]["domain_controllers"]["dc-9"]["read_only"] = not writable
    answer = recommend(sketch(["ec2-windows"], [{"survive-outage": {"of": "vpn"}}], estate=estate))
    assert answer.candidate("existing-ad-direct").status == verdict


def test_an_estate_as_built_has_no_link_that_the_file_does_not_name(sketch):
    """A recommendation assumes the missing path to a Region; what is judged as built has the links of the file alone."""
    file = sketch({"desks": {"kind": "workspaces", "site": "far"}}, estate=REMOTE)
    private = [
        {name for name, link in baseline_of(file, as_built=built).topology.links.items() if not link.public}
        for built in (False, True)
    ]
    assert private[1] == {"vpn", "peer"} < private[0]
    open_file = sketch(["workspaces"], estate={**REMOTE, "links": {}})
    assert any(not link.public for link in baseline_of(open_file, as_built=True).topology.links.values())
