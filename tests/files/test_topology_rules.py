"""Topology files: every name that is used is defined, and what contradicts itself is refused."""

import pytest

from dirsim.files.topology_reader import parse_topology

FILE = """\
dirsim: topology/v1
name: lab
sites: {hq: on-premises, fra: {kind: aws-region, region: eu-central-1}, inet: internet}
links:
  vpn: {between: [hq, fra]}
directories:
  corp: {domains: {corp.example: {controllers: {hq: 2}}}}
  aws: {kind: managed-microsoft-ad, site: fra, domains: aws.example}
  adc: {kind: ad-connector, site: fra, domains: corp.example, radius: rad}
hosts:
  rad: {site: hq, roles: radius}
  db: {site: fra, roles: [member-server], domain: aws.example, resolvers: [dc1.aws.example]}
  relay: {site: hq, roles: [dns], passes_to: [relay2]}
  relay2: {site: fra, roles: [dns]}
  idp: {site: inet, roles: [identity-provider]}
clients:
  laptop: {site: hq, domain: corp.example}
services:
  erp: {host: db, realm: aws.example}
  ws: {kind: aws-application, directory: adc}
  web: {host: db}
principals:
  ana: {domain: corp.example}
  eva: {domain: idp}
dns: {corp.example: [aws.example]}
configurations:
  krb5: {kdcs: {corp.example: [dc1.corp.example]}}
caches:
  morning: {user: ana, tickets: [corp.example, erp], life: 8h}
flows:
  one: {kind: service-access, user: ana, service: erp, client: laptop}
  two: {kind: service-ticket, user: ana, service: erp, client: laptop, configuration: krb5, cache: morning, after: [one]}
scenarios:
  lost: [{kind: link-down, of: vpn, start: 1h, lasts: 2h, towards: fra}]
"""


@pytest.fixture
def edited(refused):
    """A function: replacements in the file to the problems of the edited file."""

    def problems(*pairs):
        text = FILE
        for old, new in pairs:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return refused(text)

    return problems


def test_the_file_is_valid(edited):
    """The file that the other tests edit has no problem."""
    assert edited() == []


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("rad: {site: hq", "rad: {site: paris", "hosts.rad.site", "unknown site 'paris'"),
        ("laptop: {site: hq", "laptop: {site: paris", "clients.laptop.site", "unknown site 'paris'"),
        ("[dc1.aws.example]}", "[dc9.aws.example]}", "hosts.db.resolvers[0]", "unknown host 'dc9.aws.example'"),
        ("domain: aws.example, res", "domain: x.example, res", "hosts.db.domain", "unknown domain 'x.example'"),
        ("laptop: {site: hq, domain: corp.example}", "laptop: {site: hq, domain: no.example}", "clients.laptop.domain", "unknown domain 'no.example'"),
        ("radius: rad}", "radius: [rad, rad9]}", "directories.adc.radius[1]", "unknown host 'rad9'"),
        ("dns: {corp.example: [aws.example]}", "dns: {corp.example: [x.example]}", "dns['corp.example'][0]", "unknown domain 'x.example'"),
        ("ana: {domain: corp.example}", "ana: {domain: x.example}", "principals.ana.domain", "unknown domain 'x.example'"),
        ("erp: {host: db", "erp: {host: db9", "services.erp.host", "unknown host 'db9'"),
        ("realm: aws.example}", "realm: x.example}", "services.erp.realm", "unknown domain 'x.example'"),
        ("directory: adc}", "directory: [adc, adx]}", "services.ws.directory", "unknown directory 'adx'"),
        ("user: ana, service: erp, client: laptop}", "user: eve, service: erp, client: laptop}", "flows.one.user", "unknown principal 'eve'"),
        ("user: ana, service: erp, client: laptop}", "user: ana, service: ert, client: laptop}", "flows.one.service", "unknown service 'ert'"),
        ("user: ana, service: erp, client: laptop}", "user: ana, service: erp, client: pc}", "flows.one.client", "unknown host 'pc'"),
        ("configuration: krb5", "configuration: krb6", "flows.two.configuration", "unknown configuration 'krb6'"),
        ("cache: morning", "cache: evening", "flows.two.cache", "unknown cache 'evening'"),
        ("after: [one]", "after: [one, three]", "flows.two.after[1]", "unknown flow 'three'"),
        ("kdcs: {corp.example:", "kdcs: {x.example:", "configurations.krb5.kdcs['x.example']", "unknown domain 'x.example'"),
        ("[dc1.corp.example]}}", "[dc7.corp.example]}}", "configurations.krb5.kdcs['corp.example'][0]", "unknown host 'dc7.corp.example'"),
        ("morning: {user: ana", "morning: {user: bob", "caches.morning.user", "unknown principal 'bob'"),
        ("tickets: [corp.example, erp]", "tickets: [corp.example, crm]", "caches.morning.tickets[1]", "unknown domain or service 'crm'"),
        ("passes_to: [relay2]", "passes_to: [relay9]", "hosts.relay.passes_to[0]", "unknown host 'relay9'"),
        ("of: vpn, start", "of: vpm, start", "scenarios.lost[0].of", "unknown link 'vpm'"),
        ("towards: fra", "towards: paris", "scenarios.lost[0].towards", "unknown site 'paris'"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_refused_at_its_place(edited, old, new, path, message):
    """A name that nothing in the file has is the only problem, with its path and its kind."""
    ((found, text, hint),) = edited((old, new))
    assert (found, text) == (path, message)
    assert isinstance(hint, str)


def test_a_near_name_is_suggested_and_few_names_are_listed(edited, refused):
    """The hint names the nearest name; where none is near, it lists up to eight known ones, or names one of many; of none it says so."""
    assert edited(("configuration: krb5", "configuration: krb6"))[0][2] == "did you mean 'krb5'?"
    assert edited(("laptop: {site: hq", "laptop: {site: paris"))[0][2] == "expected one of: fra, hq, inet"
    assert edited(("of: vpn, start", "of: x, start"))[0][2] == "expected one of: vpn"
    assert edited(("client: laptop}", "client: nothing-like-it}"))[0][2] == "such as db"
    assert (
        refused("dirsim: topology/v1\nclients: {pc: {site: hq}}")[0][2] == "no site is listed: list it, or leave it out"
    )


def test_addresses_and_subnets_are_read_as_such(edited):
    """What decides the AD site of a client is an IP address and a network; anything else is refused at its place."""
    named = "laptop: {site: hq, domain: corp.example"
    controllers = "corp: {domains: {corp.example: {controllers: {hq: 2}}}"
    for right in ("10.1.0.7", "2001:db8::7"):
        assert edited((named, f"{named}, address: '{right}'")) == []
    assert edited((named, f"{named}, address: 10.1.0.700"))[0][:2] == (
        "clients.laptop.address",
        "invalid IP address '10.1.0.700'",
    )
    for subnet, problems in (("10.1.0.0/16", 0), ("10.1.0.7/16", 0), ("10.1.0.0/40", 1), ("nonsense", 1)):
        sites = f"{controllers}, ad_sites: {{L: {{place: hq, subnets: [10.2.0.0/16, '{subnet}']}}}}"
        found = edited((controllers, sites))
        assert len(found) == problems
        for path, message, _ in found:
            assert (path, message) == ("directories.corp.ad_sites.L.subnets[1]", f"invalid subnet {subnet!r}")


def test_a_principal_may_live_at_a_provider(edited):
    """An account's home is a domain, a host that is a provider, or a provider that a service names."""
    assert edited(("eva: {domain: idp}", "eva: {domain: corp.example}")) == []
    named = ("web: {host: db}", "web: {kind: federated, host: db, provider: okta}")
    assert edited(named, ("eva: {domain: idp}", "eva: {domain: okta}")) == []
    assert edited(("eva: {domain: idp}", "eva: {domain: rad}"))[0][1] == "unknown domain 'rad'"


def test_a_service_names_a_directory_or_a_domain(edited):
    """An application is registered with a directory by its name or by its domain."""
    assert edited(("directory: adc}", "directory: aws.example}")) == []
    assert edited(("directory: adc}", "directory: corp}")) == []


def test_a_client_and_a_host_have_different_names(edited):
    """A client with the name of a host is refused at its key."""
    assert edited(("laptop: {site: hq, domain", "rad: {site: hq, domain"), ("service: erp, client: laptop}\n", "service: erp, client: rad}\n"), ("erp, client: laptop, conf", "erp, client: rad, conf")) == [
        ("clients", "the name 'rad' is already used by a host", "use another name")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("site: fra, domains: corp.example,", "domains: corp.example,", ("directories.adc", "an AD Connector needs a site", "add 'site:'")),
        ("site: fra, domains: corp.example,", "site: fra,", ("directories.adc", "an AD Connector needs a domain", "add 'domains: [corp.example]'")),
        ("site: fra, domains: aws.example}", "site: fra, domains: aws.example, radius: rad}", ("directories.aws.radius", "only ad-connector has RADIUS servers in a topology file", "")),
    ],
)  # fmt: skip
def test_a_connector_is_complete(edited, old, new, problem):
    """A connector has a site and a domain, and RADIUS servers are those of a connector."""
    assert problem in edited((old, new))


@pytest.mark.parametrize(("count", "valid"), [(2000, True), (2001, False)])
def test_controllers_are_countable(refused, count, valid):
    """An estate has at most as many controllers as the table of limits says, counted over its sites; more are refused."""
    text = "dirsim: topology/v1\nsites: {hq: on-premises, dr: on-premises}\n"
    text += f"directories: {{corp: {{domains: {{corp.example: {{controllers: {{hq: 400, dr: {count - 400}}}}}}}}}}}"
    found = refused(text)
    assert bool(found) is not valid
    assert valid or "2,000" in found[0][1]


@pytest.mark.parametrize(
    ("kind", "given", "missing"),
    [
        ("service-access", "user: ana, client: laptop", ["service"]),
        ("ntlm-access", "service: erp, client: laptop", ["user"]),
        ("ldap-bind", "client: laptop", ["user", "service"]),
        ("aws-sign-in", "user: ana, service: ws", ["client"]),
        ("initial-ticket", "client: laptop", ["user"]),
        ("service-ticket", "user: ana, client: laptop", ["service"]),
        ("renew-ticket", "user: ana, client: laptop", ["cache"]),
        ("present-ticket", "user: ana, client: laptop", ["service", "cache"]),
        ("password-change", "client: laptop", ["user"]),
        ("machine-logon", "client: laptop", ["user"]),
        ("ldap-session", "user: ana, client: laptop", ["server"]),
        ("ntlm-logon", "user: ana, client: laptop", ["server"]),
        ("open-session", "client: laptop", ["user", "server"]),
        ("name-lookup", "user: ana", ["client"]),
    ],
)
def test_a_flow_has_the_keys_of_its_kind(edited, kind, given, missing):
    """Each kind of flow needs its own keys; the problem names the kind and each missing key."""
    found = edited(
        ("one: {kind: service-access, user: ana, service: erp, client: laptop}", f"one: {{kind: {kind}, {given}}}")
    )
    assert sorted(found) == [
        ("flows.one", f"a flow of kind {kind} needs the key {key!r}", "") for key in sorted(missing)
    ]


def test_a_seamless_join_needs_its_endpoint(edited):
    """A seamless join names the endpoint of Systems Manager as its client; without it the flow could not run."""
    flow = "one: {kind: seamless-join, user: ana, service: erp}"
    found = edited(("one: {kind: service-access, user: ana, service: erp, client: laptop}", flow))
    assert found == [("flows.one", "a flow of kind seamless-join needs the key 'client'", "")]


@pytest.mark.parametrize(("after", "loops"), [("[two]", True), ("[one]", True), ("[]", False)])
def test_a_flow_does_not_wait_for_itself(edited, after, loops):
    """A flow that runs after itself, directly or through another, is refused at every flow of the circle."""
    found = edited(
        ("service: erp, client: laptop}\n", f"service: erp, client: laptop, after: {after}}}\n"),
    )
    assert bool(found) is loops
    assert all(text.endswith("depends on itself") for _, text, _ in found)
    assert {path for path, _, _ in found} == (
        {"flows.one.after", "flows.two.after"} if after == "[two]" else {"flows.one.after"} if loops else set()
    )


def test_relays_end(edited):
    """Relays that pass on to each other are a loop, at each of them; a relay of a relay is not."""
    found = edited(("relay2: {site: fra, roles: [dns]}", "relay2: {site: fra, roles: [dns], passes_to: relay}"))
    assert [(path, text) for path, text, _ in found] == [
        ("hosts.relay.passes_to", "relay loop through 'relay'"),
        ("hosts.relay2.passes_to", "relay loop through 'relay2'"),
    ]
    assert edited(("relay2: {site: fra, roles: [dns]}", "relay2: {site: fra, roles: [dns], passes_to: rad}")) == []


def test_a_domain_does_not_forward_to_itself(edited):
    """A conditional forwarder from a domain to itself is refused at its entry."""
    found = edited(("dns: {corp.example: [aws.example]}", "dns: {corp.example: [aws.example, corp.example]}"))
    assert found == [("dns['corp.example'][1]", "the domain 'corp.example' forwards to itself", "")]


def test_tickets_are_for_services_with_a_realm(edited):
    """No KDC issues a ticket for a service without a realm, asked for or cached."""
    asked = edited(
        ("two: {kind: service-ticket, user: ana, service: erp", "two: {kind: service-ticket, user: ana, service: web")
    )
    assert asked == [
        ("flows.two.service", "no KDC issues tickets for 'web', which has no realm", "add 'realm:' to the service")
    ]
    cached = edited(("tickets: [corp.example, erp]", "tickets: [corp.example, web]"))
    assert cached == [("caches.morning.tickets[1]", "no KDC issues tickets for 'web', which has no realm", "")]


@pytest.mark.parametrize(
    ("life", "valid"), [("10h", True), ("1s", True), ("601m", False), ("0h", False), ("2d", False)]
)
def test_a_cached_tgt_lives_ten_hours_at_most(edited, life, valid):
    """The lifetime of a cached TGT is more than nothing and at most the ten hours of Active Directory's default."""
    found = edited(("life: 8h", f"life: {life}"))
    assert found == ([] if valid else [("caches.morning.life", "a TGT lives at most 10 h", "use a shorter lifetime")])


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("{kind: link-down, of: vpn}", None),
        ("{kind: link-down, of: hq}", ("of", "unknown link 'hq'")),
        ("{kind: loss, of: vpn, share: 0.1}", None),
        ("{kind: loss, of: db, share: 0.1}", ("of", "unknown link 'db'")),
        ("{kind: latency, of: vpn, by: 10ms}", None),
        ("{kind: latency, of: db, by: 10ms}", None),
        ("{kind: latency, of: hq, by: 10ms}", ("of", "unknown link or host 'hq'")),
        ("{kind: port-blocked, of: db, port: 88}", None),
        ("{kind: port-blocked, of: hq, port: 88}", ("of", "unknown link or host 'hq'")),
        ("{kind: site-down, of: hq}", None),
        ("{kind: site-down, of: vpn}", ("of", "unknown site 'vpn'")),
        ("{kind: host-down, of: db}", None),
        ("{kind: host-down, of: ana}", ("of", "unknown host 'ana'")),
        ("{kind: password-expired, of: ana}", None),
        ("{kind: password-expired, of: db}", ("of", "unknown principal 'db'")),
        ("{kind: service-down, of: db, service: controller}", None),
        ("{kind: service-down, of: db, service: bakery}", ("service", "unknown role 'bakery'")),
        ("{kind: link-down, of: vpn, towards: hq}", None),
        ("{kind: link-down, of: vpn, towards: inet}", ("towards", "the link 'vpn' does not reach 'inet'")),
        ("{kind: latency, of: vpn}", ("", "a fault of kind latency needs an amount")),
        ("{kind: clock-skew, of: db}", ("", "a fault of kind clock-skew needs an amount")),
        ("{kind: loss, of: vpn}", ("", "a fault of kind loss needs an amount")),
        ("{kind: link-down, of: vpn, lasts: 0h}", ("lasts", "expected a duration greater than zero")),
        ("{kind: link-down, of: vpn, lasts: 1s}", None),
    ],
)  # fmt: skip
def test_a_fault_happens_to_what_can_have_it(edited, fault, problem):
    """Each kind of fault has its kind of element, its amount and its direction."""
    old = "[{kind: link-down, of: vpn, start: 1h, lasts: 2h, towards: fra}]"
    found = [(path, text) for path, text, _ in edited((old, f"[{fault}]"))]
    if problem is None:
        assert found == []
    else:
        key, text = problem
        assert found == [(f"scenarios.lost[0].{key}".rstrip("."), text)]


def test_an_amount_is_hinted_by_its_key(edited):
    """The hint of a missing amount is the key that the kind takes."""
    old = "[{kind: link-down, of: vpn, start: 1h, lasts: 2h, towards: fra}]"
    hints = [edited((old, f"[{{kind: {kind}}}]".replace("}]", f", of: {of}}}]")))[0][2] for kind, of in (("latency", "vpn"), ("loss", "vpn"), ("clock-skew", "db"))]  # fmt: skip
    assert hints == ["add 'by:'", "add 'share:'", "add 'by:'"]


@pytest.mark.parametrize(
    ("faults", "overlaps"),
    [
        ("{kind: link-down, of: vpn, lasts: 1h}, {kind: link-down, of: vpn, start: 1h, lasts: 1h}", False),
        ("{kind: link-down, of: vpn, lasts: 1h}, {kind: link-down, of: vpn, start: 59m, lasts: 1h}", True),
        ("{kind: link-down, of: vpn, start: 2h, lasts: 1h}, {kind: link-down, of: vpn, lasts: 3h}", True),
        ("{kind: link-down, of: vpn, start: 5h}, {kind: link-down, of: vpn, lasts: 5h}", False),
        ("{kind: link-down, of: vpn}, {kind: link-down, of: vpn, start: 50h}", True),
        ("{kind: link-down, of: vpn}, {kind: link-down, of: vpn, towards: fra}", False),
        ("{kind: host-down, of: db}, {kind: host-down, of: rad}", False),
        ("{kind: port-blocked, of: db, port: 88}, {kind: port-blocked, of: db, port: 389}", False),
        ("{kind: port-blocked, of: db, port: 88}, {kind: port-blocked, of: db, port: 88}", True),
        ("{kind: port-blocked, of: db, protocol: tcp}, {kind: port-blocked, of: db, protocol: udp}", False),
        ("{kind: service-down, of: db, service: dns}, {kind: service-down, of: db, service: radius}", False),
    ],
)
def test_equal_faults_do_not_overlap(edited, faults, overlaps):
    """The same fault of one element twice at a time is refused; one after the other, or another fault, is not."""
    found = edited(("[{kind: link-down, of: vpn, start: 1h, lasts: 2h, towards: fra}]", f"[{faults}]"))
    assert [path for path, _, _ in found] == (["scenarios.lost[1]"] if overlaps else [])
    assert all("overlaps an earlier fault of the same scenario" in text for _, text, _ in found)


def test_two_scenarios_do_not_meet(edited):
    """The same fault in two scenarios is two stories, not an overlap."""
    more = "towards: fra}]\n  again: [{kind: link-down, of: vpn, start: 1h, lasts: 2h, towards: fra}]"
    assert edited(("towards: fra}]", more)) == []


def test_the_long_form_of_a_scenario_has_its_own_path(edited):
    """A problem in the long form of a scenario is at ``faults``; in the short form it is at the entry itself."""
    old = "lost: [{kind: link-down, of: vpn, start: 1h, lasts: 2h, towards: fra}]"
    (problem,) = edited((old, "lost: {faults: [{kind: link-down, of: nothing}]}"))
    assert problem[0] == "scenarios.lost.faults[0].of"


@pytest.mark.parametrize(
    ("cause", "problem"),
    [
        ("{power: {members: [vpn, hq, db, erp]}}", None),
        ("{power: {members: vpn}}", None),
        ("{power: {members: [vpn, moon]}}", ("causes.power.members[1]", "unknown element 'moon'")),
        ("{vpn: {members: [hq]}}", ("causes.vpn", "the name 'vpn' is already used by a link")),
        ("{hq: {members: [vpn]}}", ("causes.hq", "the name 'hq' is already used by a site")),
        ("{db: {members: [vpn]}}", ("causes.db", "the name 'db' is already used by a host")),
    ],
)
def test_a_cause_takes_along_what_exists(edited, cause, problem):
    """A common cause has members of the file and a name of its own."""
    found = [(path, text) for path, text, _ in edited(("name: lab\n", f"name: lab\ncauses: {cause}\n"))]
    assert found == ([] if problem is None else [problem])


def test_every_problem_is_listed_in_the_order_of_the_file(edited):
    """All problems of a file are reported together, by line and column."""
    found = edited(
        ("of: vpn, start", "of: vpm, start"),
        ("rad: {site: hq", "rad: {site: paris"),
        ("client: laptop}", "client: pc}"),
    )
    assert [path for path, _, _ in found] == ["hosts.rad.site", "flows.one.client", "scenarios.lost[0].of"]


def test_a_federated_sign_in_needs_a_host_of_its_provider(edited):
    """A provider is a host with the role, by its name or by its domain; a sign-in without one is refused with the hosts."""
    flow = "  one: {kind: service-access"
    sign_in = "  fed: {kind: federated-sign-in, user: eva, service: cons, client: laptop}\n" + flow
    service = "  web: {host: db}"
    known = (flow, sign_in), (service, service + "\n  cons: {kind: federated, host: db, provider: idp}")
    assert edited(*known) == []
    ((path, message, hint),) = edited(
        (flow, sign_in), (service, service + "\n  cons: {kind: federated, host: db, provider: okta}")
    )
    assert (path, "okta" in message, "idp" in hint) == ("flows.fed.service", True, True)


def test_an_application_may_name_its_managed_directory():
    """A service that is registered with a managed directory by the directory's name is registered with its domain."""
    text = FILE.replace("ws: {kind: aws-application, directory: adc}", "ws: {kind: aws-application, directory: aws}")
    net = parse_topology(text, "t.yaml")
    assert net.services["ws"].directory == ("aws.example",)
    assert net.principals["directory@aws.example"].domain == "aws.example"


@pytest.mark.parametrize(
    ("key", "accepted"),
    [("relay_answer: 2s", False), ("ldap_rounds: 3", False), ("channel_opening: 5s", False), ("icmp_burst: 1", True)],
)
def test_a_wait_belongs_to_a_program_of_its_host(edited, key, accepted):
    """A wait of a program that the host does not run has no effect and is refused; every host sends ICMP messages."""
    problems = edited(("resolvers: [dc1.aws.example]}", f"resolvers: [dc1.aws.example], waits: {{{key}}}}}"))
    assert (problems == []) is accepted
    assert all(path == f"hosts.db.waits.{key.partition(':')[0]}" for path, *_ in problems)


def test_a_subnet_is_in_one_ad_site(edited):
    """A subnet that two AD sites have is refused at the second one: a client in it could be in either."""
    controllers = "corp: {domains: {corp.example: {controllers: {hq: 2}}}"
    for other, problems in (("10.1.0.0/16", 1), ("10.1.2.3/16", 1), ("10.1.2.0/24", 0)):
        sites = f"{controllers}, ad_sites: {{L: {{subnets: [10.1.0.0/16]}}, M: {{subnets: [{other}]}}}}"
        found = edited((controllers, sites))
        assert len(found) == problems
        for path, message, hint in found:
            assert (path, message) == (
                "directories.corp.ad_sites.M.subnets[0]",
                f"subnet {other!r} is in two AD sites",
            )
            assert "'L' has it" in hint
