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
# # Several Regions, many accounts
#
# Woodgrove's servers run in three Regions and must continue to sign users in when another Region fails. Adatum has hundreds
# of accounts and its own identity provider.
#
# **Which designs span Regions and accounts, and which only appear to?**

# %%
import dirsim as ds

woodgrove = ds.recommend(ds.examples.woodgrove())
woodgrove

# %% [markdown]
# ## A Region fails
#
# The design has domain controllers in each Region. What happens in the other Regions when one fails?

# %%
net = woodgrove.topology
regions = [name for name, site in net.sites.items() if site.kind == "aws-region"]
lost = ds.Scenario("one Region lost", [ds.SiteDown(regions[0])])
outcomes = {name: ds.trace(net, name, lost).outcome for name in net.flows}
outcomes

# %% [markdown]
# Sign-ins to the servers of the failed Region are lost. These continue, each at domain controllers of the local Region:

# %%
works = sorted(name for name, outcome in outcomes.items() if outcome in ("succeeded", "degraded"))
works

# %% [markdown]
# ## Standard Edition
#
# Standard Edition costs less. Why is it not sufficient?

# %%
for verdict in woodgrove.why("managed-ad-standard"):
    if verdict.verdict != "met":
        print(f"{verdict.requirement}: {verdict.because} {list(verdict.facts)}")

# %% [markdown]
# ## Hundreds of accounts
#
# Adatum's users sign in to the console of every account. Designs with a directory or a connector in each account grow with
# the number of accounts.

# %%
adatum = ds.recommend(ds.examples.adatum())
adatum

# %%
for label in ("ad-connector-per-account", "ad-connector", "managed-ad-standard+two-way-trust+shared"):
    try:
        one = adatum.candidate(label)
    except ds.UsageError:
        continue
    print(f"{label}: {one.status}, {sum(times for _, times in one.design.tasks)} recurring tasks")
    for reason in one.reasons[:2]:
        print(f"    {reason.requirement}: {reason.because}")

# %% [markdown]
# ## The decision
#
# Several Regions need the right edition; many accounts need an access portal in front of them. A connector provides neither:
# it is in one VPC of one account, and serves one domain.

# %%
assert woodgrove.design == "managed-ad-enterprise+multi-region"
assert adatum.design == "identity-center-external-idp"
assert works
assert not any(name.endswith(f"@{regions[0]}") for name in works)
assert all("@" in name for name in works)
print(woodgrove.design, "|", adatum.design)
