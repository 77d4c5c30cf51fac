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
# # A day without the VPN
#
# Wingtip's designers work on file shares in AWS. Some have their account in the company's domain, others in the managed
# domain in AWS. At ten in the morning the VPN fails, for six hours.
#
# **Which users lose access, and when? And what happens at four, when the VPN is restored?**

# %%
import dirsim as ds

choice = ds.recommend(ds.examples.wingtip())
net = choice.topology
outage = ds.Scenario("VPN lost at ten", [ds.LinkDown("vpn", start=ds.hours(10), lasts=ds.hours(6))])
choice.design

# %% [markdown]
# ## The timeline
#
# Every band is the outcome of a run at that time: a new sign-in, a service with a cached ticket, an open session. Tickets
# and sessions end with their lifetimes, so that users lose access hours after the link failed.

# %%
line = ds.timeline(net, outage)
line

# %% [markdown]
# In words: what stops working, from when, and whether it recovers without intervention.

# %%
for row in line.rows:
    if row.lost_at is not None:
        back = "not within the timeline" if row.back_at is None else f"{row.back_at / 3600:g} h"
        print(f"{row.domain:16} {row.activity:22} lost at {row.lost_at / 3600:g} h, back at {back}")

# %% [markdown]
# ## Two users, one question
#
# It is eleven. A user of each domain signs in to the shares.

# %%
shares = [name for name in net.flows if name.startswith("shares/") and "membership" not in name]
at_eleven = {name: ds.trace(net, name, outage, at=ds.hours(11)) for name in shares}
{name: run.outcome for name, run in at_eleven.items()}

# %% [markdown]
# The failed sign-in, step by step:

# %%
failing = next(run for run in at_eleven.values() if not run.through)
failing

# %% [markdown]
# ## A whole company, minute by minute
#
# The same flows for a thousand users with tickets and working hours. When the link is restored they all try again: the peak
# shows the load that the domain controllers must handle.

# %%
people = ds.population(net, 1_000, scenario=outage)
people

# %% [markdown]
# ## The decision
#
# Users of the managed domain lose nothing. Users of the company's domain can work until their tickets expire, and cannot get
# new ones: a user who needs the shares during an outage needs an account in the managed domain, or a domain controller of the
# company's domain in AWS.

# %%
through = {name.rpartition("/")[2]: run.through for name, run in at_eleven.items()}
own = next(domain for domain in through if domain != "studio.example")
assert through == {own: False, "studio.example": True}
assert not [row for row in line.rows if row.domain == "studio.example" and row.lost_at is not None]
print(f"{choice.design}: studio.example works on, {own} waits for the line")
