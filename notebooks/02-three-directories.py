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
# # Three directories side by side
#
# Fabrikam's people in Leeds shall use Amazon WorkSpaces in London with the accounts that they have. Three directories
# are on the table: an AD Connector in front of the domain, AWS Managed Microsoft AD with a trust, and controllers of the
# domain itself on EC2.
#
# **Where does each of them ask for a password, and what is left of it when the VPN is down?**

# %%
from dirsim.recommend.recommendation import Candidate

import dirsim as ds

req = ds.examples.fabrikam()
choice = ds.recommend(req)
labels = ["ad-connector", "managed-ad-standard+two-way-trust", "self-managed-ec2+ad-connector"]
designs: dict[str, Candidate] = {label: choice.candidate(label) for label in labels}

# %% [markdown]
# ## The same sign-in, three roads
#
# Each design is a topology, and the sign-in is the same text run over each. First the connector: it keeps nothing and
# passes everything on to Leeds.

# %%
flow = next(iter(designs["ad-connector"].design.topology.flows))
ds.trace(designs["ad-connector"].design.topology, flow)

# %% [markdown]
# Now the managed forest with a trust. It finds the user across the trust, but the password still lies in Leeds: look for
# the AS exchange, and at whom it asks.

# %%
ds.trace(designs["managed-ad-standard+two-way-trust"].design.topology, flow)

# %% [markdown]
# And controllers of the domain on EC2: the AS exchange stays in London.

# %%
ds.trace(designs["self-managed-ec2+ad-connector"].design.topology, flow)

# %% [markdown]
# ## The VPN goes down
#
# Predict before you run the next cell: which of the three still sign people in?

# %%
lost = ds.Scenario("VPN lost", [ds.LinkDown("vpn")])
outcomes = {label: ds.trace(one.design.topology, flow, lost).outcome for label, one in designs.items()}
outcomes

# %% [markdown]
# A trust moves no passwords. It did not help that the managed forest has two controllers in London: none of them knows
# Fabrikam's people.
#
# ## What each costs and asks for

# %%
for label, one in designs.items():
    cost = one.cost.to_dict()
    tasks = sum(times for _, times in one.design.tasks)
    print(f"{label:36} {one.status:9} from {cost['amount']} {cost['currency']} a month, {tasks} recurring tasks")
    for reason in one.reasons:
        print(f"    {reason.requirement}: {reason.because}")

# %% [markdown]
# ## The decision
#
# Fabrikam forbids a copy of its directory in the cloud, and no need speaks of outages: the connector is right, and
# everybody knows what the VPN means for it. With a need to survive the VPN the answer is another one.

# %%
choice.flips()

# %%
assert choice.design == "ad-connector"
assert outcomes["ad-connector"] == "timed-out"
assert outcomes["managed-ad-standard+two-way-trust"] == "timed-out"
assert outcomes["self-managed-ec2+ad-connector"] == "succeeded"
print(f"{req.name}: {choice.design}, and a trust would not have saved the morning")
