# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Which failures matter?
#
# Contoso has chosen its design. The budget allows one improvement, and there are several proposals: a second VPN, a third
# domain controller, another connector.
#
# **Which single failure interrupts sign-ins, which pairs do, and where does redundancy help?**

# %%
import networkx as nx
from attrs import evolve

import dirsim as ds

choice = ds.recommend(ds.examples.contoso())
net = choice.topology

# %% [markdown]
# ## All single failures and all pairs
#
# The sweep runs the sign-ins over all of them at once, exactly and without sampling.

# %%
hurts = ds.failures(net)
hurts

# %% [markdown]
# ## Frequency and causes
#
# Availabilities come from the file or from a vendor's commitment, and elements without either are named. Read the result as
# "at most this good, as far as is known".

# %%
known = ds.availability(net)
known

# %% [markdown]
# The smallest sets of failures that stop a sign-in. A set of one is a single point of failure.

# %%
singles = {}
for flow, sets in known.cut_sets(max_order=2).items():
    singles[flow] = [failed[0] for failed in sets if len(failed) == 1]
    print(flow, singles[flow])

# %% [markdown]
# ## The graph and the cut sets
#
# `ds.graph` returns the sites and links as a networkx graph. A bridge is a link whose removal splits the network into two
# parts, an articulation point is such a site. The graph contains no sign-ins: predict which of its weak points are in a cut
# set.

# %%
sites = ds.graph(net, hosts=False, public=False)
bridges = [link for one, other in nx.bridges(sites) for link in sites[one][other]]
joints = sorted(nx.articulation_points(sites))
stopping = {failed for found in singles.values() for failed in found}
{"bridges": bridges, "articulation points": joints, "in a cut set": sorted(stopping.intersection(bridges + joints))}

# %% [markdown]
# The VPN is a bridge, but its failure interrupts no sign-in: each site has the servers that its sign-ins need. The Region is
# in cut sets although no path leads through it: the desktops and the database are in it.

# %% [markdown]
# ## The improvement that does not help
#
# A second VPN between headquarters and Frankfurt. Predict first: how many minutes a year does it save?

# %%
vpn = net.links["vpn"]
doubled = net.adding(links={"vpn-2": vpn})
before = {flow.flow: flow.minutes_down_per_year for flow in known.flows}
after = {flow.flow: flow.minutes_down_per_year for flow in ds.availability(doubled).flows}
{name: round(before[name] - after[name], 3) for name in before}

# %% [markdown]
# None: in this design no sign-in needs the VPN. The list of single points above shows what matters. Suppose that the Region's
# availability has been measured; then the share of each element is known.

# %%
sites = dict(net.sites)
sites["frankfurt"] = evolve(sites["frankfurt"], availability=0.9999)
measured = ds.availability(evolve(net, sites=sites))
worst = max(measured.flows, key=lambda flow: flow.minutes_down_per_year)
dict(worst.minutes_by_element)

# %% [markdown]
# ## The decision
#
# Invest in the elements of the cut sets, not in the most popular proposal. Here these are the single host behind each workload
# and the Region, never the VPN.

# %%
assert all(abs(before[name] - after[name]) < 1e-9 for name in before)
assert all("vpn" not in found for found in singles.values())
assert "frankfurt" in worst.minutes_by_element
assert bridges == ["vpn"]
assert not stopping.intersection(bridges + joints)
print("the VPN is no single point of failure of", choice.design)
