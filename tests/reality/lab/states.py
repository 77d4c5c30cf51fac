"""Fault states: how each is put in place and taken away again."""

from __future__ import annotations

import lab
import topology as T

RPC = "135, 139, 445, 49152-65535"


class State:
    """One fault.  Everything is silent drop on the VPN unless it says otherwise."""

    def __init__(
        self, name, text, rules=(), vpn=None, link=None, hosts_off=(), stop_dcs=(), stop_adc=False, faketime=None
    ):
        self.name, self.text = name, text
        self.rules, self.vpn, self.link = rules, vpn, link
        self.hosts_off, self.stop_dcs, self.stop_adc = hosts_off, stop_dcs, stop_adc
        self.faketime = faketime

    def apply(self):
        if self.rules:
            lab.nsx(
                "r-aws",
                "nft",
                "-f",
                "-",
                inp="table ip fault {\nchain f {\n"
                "type filter hook forward priority 0\n" + "\n".join(self.rules) + "\n}\n}\n",
            )
        if self.vpn:
            lab.set_vpn(**self.vpn)
        if self.link == "down":
            lab.vpn_updown(False)
        for key in self.hosts_off:
            site = T.SITES[T.HOSTS[key].site]
            lab.nsx(site.router, "ip", "link", "set", "p-" + key, "down")
        for key in self.stop_dcs:
            lab.stop_dc(key)
        if self.stop_adc:
            lab.stop_adc()

    def undo(self):
        if self.rules:
            lab.nsx("r-aws", "nft", "delete", "table", "ip", "fault")
        if self.vpn:
            lab.set_vpn()
        if self.link == "down":
            lab.vpn_updown(True)
        for key in self.hosts_off:
            site = T.SITES[T.HOSTS[key].site]
            lab.nsx(site.router, "ip", "link", "set", "p-" + key, "up")
        for key in self.stop_dcs:
            lab.start_dc(key)
        for key in self.stop_dcs:
            lab.wait_dc(key)
        if self.stop_adc:
            lab.start_adc()


def _a2o(match=""):
    return f'oifname "vpn0" {match} drop'


def _o2a(match=""):
    return f'iifname "vpn0" {match} drop'


def _port(ports, protos=("tcp", "udp"), verdict="drop"):
    """Connections to these ports, whichever site they start from.

    Only the direction that opened the connection is matched.  A stateless rule
    for 49152-65535 would also hit answers to clients' own ephemeral ports.
    """
    out = []
    for p in protos:
        v = verdict
        if verdict == "reject":
            v = "reject with tcp reset" if p == "tcp" else "reject with icmp type port-unreachable"
        for dev in ("iifname", "oifname"):
            out.append(f'ct direction original {dev} "vpn0" {p} dport {{ {ports} }} {v}')
    return tuple(out)


STATES = [
    State("none", "healthy"),
    State("vpn_drop", "VPN loses every packet, both ways, silently", (_a2o(), _o2a())),
    State("vpn_down", "VPN interfaces down, routes withdrawn: routers answer ICMP unreachable", link="down"),
    State("drop_a2o", "only packets aws->onprem lost", (_a2o(),)),
    State("drop_88", "port 88 tcp+udp dropped on the VPN", _port("88")),
    State("drop_88_udp", "port 88 udp only dropped on the VPN", _port("88", ("udp",))),
    State("drop_389", "port 389 tcp+udp dropped on the VPN", _port("389")),
    State("drop_rpc", "ports 135,139,445,49152-65535 dropped on the VPN", _port(RPC, ("tcp",))),
    State("drop_53", "port 53 tcp+udp dropped on the VPN", _port("53")),
    State("corp1_off", "corp dc1 powered off (no ARP answer), dc2 alive", hosts_off=("cdc1",)),
    State("corp1_stopped", "samba and DNS on corp dc1 stopped, host answers RST/ICMP", stop_dcs=("cdc1",)),
    State("corp_stopped", "samba and DNS stopped on both corp DCs", stop_dcs=("cdc1", "cdc2")),
    State("mad_stopped", "samba and DNS on mad dc1 stopped", stop_dcs=("mdc1",)),
    State("proxy_stopped", "AD Connector stand-in processes stopped", stop_adc=True),
    State("latency_2s", "VPN adds 1 s each way (2 s round trip)", vpn={"delay": 1.0}),
    State("loss_30", "VPN loses 30 % of packets each way", vpn={"loss_a2o": 0.3, "loss_o2a": 0.3}),
    State("skew_ahead_10m", "client clock 10 minutes ahead", faketime="+600s"),
    # Further states: the stored measurements do not have them, so they show whether the model is general.
    State("drop_o2a", "only packets onprem->aws lost", (_o2a(),)),
    State("corp2_off", "corp dc2 powered off, dc1 alive", hosts_off=("cdc2",)),
    State("corp_off", "both corp DCs powered off", hosts_off=("cdc1", "cdc2")),
    State("mad_off", "mad dc1 powered off", hosts_off=("mdc1",)),
    State("proxy_off", "AD Connector stand-in powered off", hosts_off=("adc",)),
    State("reject_88", "port 88 refused on the VPN", _port("88", verdict="reject")),
    State("reject_389", "port 389 refused on the VPN", _port("389", verdict="reject")),
    State("drop_464", "port 464 tcp+udp dropped on the VPN", _port("464")),
    State("latency_200ms", "VPN adds 100 ms each way", vpn={"delay": 0.1}),
    State("skew_behind_10m", "client clock 10 minutes behind", faketime="-600s"),
]
BY_NAME = {s.name: s for s in STATES}
