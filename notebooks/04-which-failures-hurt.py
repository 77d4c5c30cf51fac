# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Which failures hurt?
#
# Contoso has its design. There is money for one improvement, and everybody has a favourite: a second VPN, a third
# controller, another connector.
#
# **Which single failure stops people, which pairs do, and what is worth doubling?**

# %%
from attrs import evolve

import dirsim as ds

choice = ds.recommend(ds.examples.contoso())
net = choice.topology

# %% [markdown]
# ## Every single failure, and every pair
#
# The sign-ins are run over all of them at once: exact, no sampling.

# %%
hurts = ds.failures(net)
hurts

# %% [markdown]
# ## How often, and through what
#
# Availabilities come from the file, or from a vendor's commitment, and what nobody stated is named. Read the result as
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
# ## The favourite that does not help
#
# A second VPN between headquarters and Frankfurt. Predict first: how many minutes a year does it save?

# %%
vpn = net.links["vpn"]
doubled = net.adding(links={"vpn-2": vpn})
before = {flow.flow: flow.minutes_down_per_year for flow in known.flows}
after = {flow.flow: flow.minutes_down_per_year for flow in ds.availability(doubled).flows}
{name: round(before[name] - after[name], 3) for name in before}

# %% [markdown]
# Nothing: in this design no sign-in needs the VPN. What does matter is in the list of single points above. Suppose
# somebody measured the Region's availability; then the share of each element is known.

# %%
sites = dict(net.sites)
sites["frankfurt"] = evolve(sites["frankfurt"], availability=0.9999)
measured = ds.availability(evolve(net, sites=sites))
worst = max(measured.flows, key=lambda flow: flow.minutes_down_per_year)
dict(worst.minutes_by_element)

# %% [markdown]
# ## The decision
#
# Spend on what the cut sets name, not on what is talked about. Here that is the single host behind each workload and the
# Region, never the VPN.

# %%
assert all(abs(before[name] - after[name]) < 1e-9 for name in before)
assert all("vpn" not in found for found in singles.values())
assert "frankfurt" in worst.minutes_by_element
print("the VPN is no single point of failure of", choice.design)
