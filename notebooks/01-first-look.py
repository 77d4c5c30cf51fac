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
# Contoso moves its ERP database (SQL Server on Amazon RDS) and its people's desktops (Amazon WorkSpaces) to AWS. The
# Active Directory stays at headquarters; a VPN joins the two.
#
# **Which directory design should Contoso build, and what breaks when the VPN dies?**

# %%
import dirsim as ds

# %% [markdown]
# ## What Contoso needs
#
# The requirements are a file; this one comes with the library. `ds.read_requirements("your-file.yaml")` reads yours.

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
# It is the cheapest way to let people use the passwords that they have. Each verdict below names what it rests on: a
# dated statement of the vendor, or a run.

# %%
choice.why("ad-connector")

# %% [markdown]
# ## What would change the answer?
#
# The smallest changes of the requirements that lead to another design. If one of them is likely, decide that first.

# %%
choice.flips()

# %% [markdown]
# ## What breaks when the VPN dies?
#
# The chosen design is a topology. Its flows are the sign-ins that people and machines make in it.

# %%
net = choice.topology
sorted(net.flows)

# %% [markdown]
# The VPN is lost two hours into the day, for eight hours. An hour later somebody signs in to the database.

# %%
outage = ds.Scenario("VPN lost", [ds.LinkDown("vpn", start=ds.hours(2), lasts=ds.hours(8))])
sign_in = next(name for name in sorted(net.flows) if "erp-db" in name)
ds.trace(net, sign_in, outage, at=ds.hours(3))

# %% [markdown]
# It gets through: controllers of the users' own domain stand in AWS. Now the same sign-in over a managed forest with a
# trust, which many would have chosen.

# %%
with_trust = choice.candidate("managed-ad-standard+two-way-trust").design.topology
ds.trace(with_trust, sign_in, outage, at=ds.hours(3))

# %% [markdown]
# Read it from the top: each row is one request and its reply. It stops where a reply did not come: the trust has moved no
# password, so a controller at headquarters has to be found and asked, and nothing gets there.
#
# ## Who loses what, and when?
#
# People who signed in before the outage hold tickets. The timeline shows for how long those still open the database.

# %%
ds.timeline(with_trust, outage)

# %% [markdown]
# ## The decision, and what it rests on
#
# A trust does not move passwords. Whatever the design, a person whose account is at headquarters needs a domain
# controller of headquarters' domain for a first ticket. The needs say that they must sign in during the outage, so
# controllers of that domain have to stand in AWS too.

# %%
before = ds.trace(with_trust, sign_in, outage, at=ds.hours(1))
during = ds.trace(with_trust, sign_in, outage, at=ds.hours(3))
chosen = ds.trace(net, sign_in, outage, at=ds.hours(3))

assert choice.status == "recommended"
assert before.outcome == "succeeded"
assert during.outcome == "timed-out"
assert chosen.outcome == "succeeded"
print(f"{req.name}: {choice.design}")
