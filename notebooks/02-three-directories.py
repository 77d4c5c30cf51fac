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
# Fabrikam's users in Leeds will use Amazon WorkSpaces in London with their existing accounts. There are three candidate
# directories: an AD Connector in front of the domain, AWS Managed Microsoft AD with a trust, and domain controllers of the
# domain itself on EC2.
#
# **Where does each of them check a password, and what still works when the VPN is down?**

# %%
import dirsim as ds

req = ds.examples.fabrikam()
choice = ds.recommend(req)
labels = ["ad-connector", "managed-ad-standard+two-way-trust", "self-managed-ec2+ad-connector"]
designs: dict[str, ds.Candidate] = {label: choice.candidate(label) for label in labels}

# %% [markdown]
# ## The same sign-in over three designs
#
# Each design is a topology, and the same flow runs over each. First the connector: it stores nothing and forwards every
# request to Leeds.

# %%
flow = next(iter(designs["ad-connector"].design.topology.flows))
ds.trace(designs["ad-connector"].design.topology, flow)

# %% [markdown]
# Now the managed forest with a trust. It finds the user across the trust, but the password is still in Leeds: find the AS
# exchange and its target.

# %%
ds.trace(designs["managed-ad-standard+two-way-trust"].design.topology, flow)

# %% [markdown]
# With domain controllers of the domain on EC2, the AS exchange stays in London.

# %%
ds.trace(designs["self-managed-ec2+ad-connector"].design.topology, flow)

# %% [markdown]
# ## The VPN fails
#
# Predict before you run the next cell: which of the three designs can still sign users in?

# %%
lost = ds.Scenario("VPN lost", [ds.LinkDown("vpn")])
outcomes = {label: ds.trace(one.design.topology, flow, lost).outcome for label, one in designs.items()}
outcomes

# %% [markdown]
# A trust does not copy passwords. The two domain controllers of the managed forest in London do not help: they do not hold
# the accounts of Fabrikam's users.
#
# ## Cost and tasks of each design

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
# Fabrikam forbids a copy of its directory in the cloud, and no need mentions outages: the connector is right, and its
# dependency on the VPN is known. With a need to survive the loss of the VPN the answer differs.

# %%
choice.flips()

# %%
assert choice.design == "ad-connector"
assert outcomes["ad-connector"] == "timed-out"
assert outcomes["managed-ad-standard+two-way-trust"] == "timed-out"
assert outcomes["self-managed-ec2+ad-connector"] == "succeeded"
print(f"{req.name}: {choice.design}, and a trust would not have saved the morning")
