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
# Wingtip's designers work on file shares in AWS. Some have their account in the company's own domain, some in the managed
# domain in AWS. At ten in the morning the VPN goes down and stays down for six hours.
#
# **Who loses what, and when? And what happens at four, when it comes back?**

# %%
import dirsim as ds

choice = ds.recommend(ds.examples.wingtip())
net = choice.topology
outage = ds.Scenario("VPN lost at ten", [ds.LinkDown("vpn", start=ds.hours(10), lasts=ds.hours(6))])
choice.design

# %% [markdown]
# ## The timeline
#
# Every band is the outcome of a run at that moment: a new sign-in, a service whose ticket is held, a session that is open.
# Tickets and sessions end when their lifetimes say, which is why losses come hours after the line went down.

# %%
line = ds.timeline(net, outage)
line

# %% [markdown]
# In words: what works no longer, from when, and whether it comes back by itself.

# %%
for row in line.rows:
    if row.lost_at is not None:
        back = "not within the timeline" if row.back_at is None else f"{row.back_at / 3600:g} h"
        print(f"{row.domain:16} {row.activity:22} lost at {row.lost_at / 3600:g} h, back at {back}")

# %% [markdown]
# ## Two people, one question
#
# It is eleven. Somebody of each domain signs in to the shares.

# %%
shares = [name for name in net.flows if name.startswith("shares/") and "membership" not in name]
at_eleven = {name: ds.trace(net, name, outage, at=ds.hours(11)) for name in shares}
{name: run.outcome for name, run in at_eleven.items()}

# %% [markdown]
# The one who fails, step by step:

# %%
failing = next(run for run in at_eleven.values() if not run.through)
failing

# %% [markdown]
# ## A whole company, minute by minute
#
# The same flows for a thousand people with tickets and working hours. After the line is back they all try again: the peak
# shows what the controllers must bear.

# %%
people = ds.population(net, 1_000, scenario=outage)
people

# %% [markdown]
# ## The decision
#
# People of the managed domain lose nothing. People of the company's own domain go on as long as their tickets live, and
# nobody of them gets a new one: whoever needs the shares during an outage belongs in the managed domain, or needs a
# controller of the own domain in AWS.

# %%
through = {name.rpartition("/")[2]: run.through for name, run in at_eleven.items()}
own = next(domain for domain in through if domain != "studio.example")
assert through == {own: False, "studio.example": True}
assert not [row for row in line.rows if row.domain == "studio.example" and row.lost_at is not None]
print(f"{choice.design}: studio.example works on, {own} waits for the line")
