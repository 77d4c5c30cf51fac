"""A sketch made definite, with everything that was assumed."""

from dirsim.recommend.ground import ground_of


def test_a_sketch_says_what_it_assumes(sketch):
    """An empty estate with needs about existing accounts is given a domain, a Region and a line, each written down."""
    ground = ground_of(sketch(["workspaces"], ["existing-credentials"]))
    assert ground.has_ad
    assert len(ground.homes) == len(ground.regions) == 1
    assert len(ground.assumptions) >= 3


def test_what_is_said_is_not_assumed(sketch):
    """Counts that the file states are taken as they are."""
    estate = {
        "on_prem_ad": {"domains": 5, "forests": 2, "users": 700, "objects": 9000},
        "connectivity": "dx",
        "aws": {"accounts": 4, "regions": 3},
    }
    ground = ground_of(sketch(["ec2-windows"], ["multi-account", "multi-region"], estate=estate))
    assert (len(ground.homes), len(ground.forests), len(ground.regions), ground.accounts) == (5, 2, 3, 4)
    assert (ground.users, ground.objects, ground.accounts_known) == (700, 9000, True)
    assert ground.topology.links["direct-connect"].kind == "direct-connect"
    assert not ground.new_link


def test_no_directory_means_none(sketch):
    """Where the file says that there is no directory, none is assumed, whatever the needs."""
    ground = ground_of(sketch(["workspaces"], ["existing-credentials"], estate={"on_prem_ad": False}))
    assert (ground.homes, ground.has_ad) == ((), False)


def test_a_missing_line_is_built(sketch):
    """Without a path to the premises one is put there, and the ground says that it has to be built."""
    ground = ground_of(sketch(["workspaces"], estate={"on_prem_ad": True, "connectivity": "none"}))
    assert ground.new_link
    assert any("built" in entry for entry in ground.assumptions)


def test_a_directory_on_ec2_needs_no_line(sketch):
    """A directory that runs on EC2 stands in the Region: there are no premises and no line to them."""
    ground = ground_of(sketch(["fsx-windows"], estate={"self_managed_ad_on_ec2": True}))
    assert ground.on_ec2
    assert ground.premises == ""
    assert all(link.public for link in ground.topology.links.values())


def test_detail_and_sketch_say_the_same(sketch):
    """The same office as counts and in detail gives the same domains, controllers and answerable size."""
    short = ground_of(sketch(["workspaces"], estate={"on_prem_ad": {"domains": 1, "users": 50}, "connectivity": "vpn"}))
    long = ground_of(
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
    hosts = ground_of(sketch(["aws-console"], estate={"on_prem_ad": True, "identity_providers": ["adfs", "entra-id"]}))
    adfs, entra = (hosts.topology.hosts[word] for word in ("adfs", "entra-id"))
    assert (adfs.site, entra.site) == (hosts.premises, "internet")
    assert adfs.resolvers
    assert entra.resolvers == ()


def test_each_forest_has_a_root(sketch):
    """Five domains in three forests are three roots and their children."""
    ground = ground_of(sketch(["ec2-windows"], estate={"on_prem_ad": {"domains": 5, "forests": 3}}))
    roots = [ground.root(forest) for forest in ground.forests]
    assert len(set(roots)) == 3
    assert set(roots) <= set(ground.homes)


def test_a_counting_word_is_an_assumption(ask):
    """An answer that rests on 'multiple' accounts says how many it counted."""
    answer = ask(["aws-console"], ["multi-account"], estate={"on_prem_ad": True, "aws": {"accounts": "multiple"}})
    assert any("'multiple' accounts are counted as" in entry for entry in answer.assumptions)
