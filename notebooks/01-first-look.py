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
# # First look: Contoso moves to AWS
#
# Contoso moves its ERP database (SQL Server on Amazon RDS) and its users' desktops (Amazon WorkSpaces) to AWS. Active
# Directory stays at headquarters; a VPN joins the two.
#
# **Which directory design should Contoso build, and what breaks when the VPN fails?**

# %%
import dirsim as ds

# %% [markdown]
# ## Requirements
#
# The requirements are in a file; this one comes with the library. `ds.read_requirements("your-file.yaml")` reads yours.

# %%
req = ds.examples.contoso()
print(req.name)
for name, workload in req.workloads.items():
    print(f"  {name}: {workload.kind}")

# %% [markdown]
# ## The decision
#
# `recommend` builds every design, runs the same sign-ins over each of them, and ranks those that meet every need.

# %%
choice = ds.recommend(req)
choice

# %% [markdown]
# ## Why not simply an AD Connector?
#
# It is the cheapest way to keep the users' existing passwords. Each verdict below cites its evidence: a dated statement of
# the vendor, or a run.

# %%
choice.why("ad-connector")

# %% [markdown]
# ## What would change the answer?
#
# These are the smallest changes to the requirements that lead to another design. If one of them is likely, decide it first.

# %%
choice.flips()

# %% [markdown]
# ## What breaks when the VPN fails?
#
# The chosen design is a topology. Its flows are the sign-ins of users and machines.

# %%
net = choice.topology
sorted(net.flows)

# %% [markdown]
# The VPN fails two hours into the day, for eight hours. An hour later a user signs in to the database.

# %%
outage = ds.Scenario("VPN lost", [ds.LinkDown("vpn", start=ds.hours(2), lasts=ds.hours(8))])
sign_in = next(name for name in sorted(net.flows) if "erp-db" in name)
ds.trace(net, sign_in, outage, at=ds.hours(3))

# %% [markdown]
# It succeeds, because there are domain controllers of the users' domain in AWS. Now the same sign-in over a managed forest
# with a trust, a common choice.

# %%
with_trust = choice.candidate("managed-ad-standard+two-way-trust").design.topology
ds.trace(with_trust, sign_in, outage, at=ds.hours(3))

# %% [markdown]
# Read it from the top: each row is one request and its reply. It stops where a reply is missing: the trust does not copy
# passwords, so the client needs a domain controller at headquarters, which it cannot reach.
#
# ## Which users lose access, and when?
#
# Users who signed in before the outage hold tickets. The timeline shows how long these still open the database.

# %%
ds.timeline(with_trust, outage)

# %% [markdown]
# ## The decision and its evidence
#
# A trust does not copy passwords. In every design, a user whose account is at headquarters needs a domain controller of the
# headquarters domain for a TGT. The requirements demand sign-ins during the outage, so domain controllers of that domain
# must also be in AWS.

# %%
before = ds.trace(with_trust, sign_in, outage, at=ds.hours(1))
during = ds.trace(with_trust, sign_in, outage, at=ds.hours(3))
chosen = ds.trace(net, sign_in, outage, at=ds.hours(3))

assert choice.status == "recommended"
assert before.outcome == "succeeded"
assert during.outcome == "timed-out"
assert chosen.outcome == "succeeded"
print(f"{req.name}: {choice.design}")
