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
# # From a live directory to a recommendation
#
# Most companies do not start from an empty file: they have a forest with twenty years of history.
#
# **What does the directory contain, and which design follows from it?**
#
# `dirsim discover ldap ldaps://dc1.corp.example --user reader@corp.example -o estate.yaml` reads a directory over LDAP.
# This notebook has no live directory, so it reads an export as `ldifde` writes it; all later steps are the same.

# %%
import tempfile
from pathlib import Path

import dirsim as ds

folder = Path(tempfile.mkdtemp())
export = folder / "corp.ldf"
export.write_text(
    """\
dn: DC=corp,DC=example
changetype: add
objectClass: domainDNS
msDS-Behavior-Version: 7
gPLink: [LDAP://cn={31B2F340-016D-11D2-945F-00C04FB984F9},cn=policies,cn=system,DC=corp,DC=example;0]

dn: OU=Domain Controllers,DC=corp,DC=example
changetype: add
objectClass: organizationalUnit

dn: CN=DC1,OU=Domain Controllers,DC=corp,DC=example
changetype: add
objectClass: user
objectClass: computer
userAccountControl: 532480
dNSHostName: dc1.corp.example
operatingSystem: Windows Server 2019 Standard

dn: CN=db1,CN=Computers,DC=corp,DC=example
changetype: add
objectClass: user
objectClass: computer
userAccountControl: 4096
servicePrincipalName: MSSQLSvc/db1.corp.example:1433
servicePrincipalName: HOST/db1.corp.example

dn: CN=Ana,CN=Users,DC=corp,DC=example
changetype: add
objectClass: user
userAccountControl: 512
userPrincipalName: ana@corp.example
""",
    encoding="utf-8",
)
found = ds.discover("ldif", export)

# %% [markdown]
# ## Discovered data and missing data
#
# The result is the beginning of a requirements file. Data that an export does not contain is listed, not guessed.

# %%
estate = found.to_dict()
list(estate["estate"]["directories"])

# %%
for gap in estate["unread"][:8]:
    print(f"{gap['what']}: {gap['why']}")

# %% [markdown]
# ## Findings before the design
#
# Checks that need no design: an old krbtgt password, single domain controllers, unconstrained delegation.

# %%
for check in found.checks:
    print(f"{check.level.value:8} {check.message}")

# %% [markdown]
# ## From the estate to a recommendation
#
# The SQL Server was found by its service principal name. It is a candidate: the move to AWS is not confirmed. Confirm it, add
# the needs, and request a recommendation.

# %%
from attrs import evolve
from dirsim.model.requirements import Need

req = evolve(
    found.requirements,
    as_of="2026-11-01",
    needs=(Need(word="windows-auth-db"), Need(word="existing-credentials")),
    estate=evolve(found.requirements.estate, connectivity="vpn"),
)
choice = ds.recommend(req)
choice

# %% [markdown]
# ## The decision
#
# Read the assumptions: they are the questions for the next meeting. Add the answers to the file, and run it again.

# %%
choice.assumptions

# %%
assert any(workload.candidate for workload in found.requirements.workloads.values())
assert choice.status in ("recommended", "tie")
print(f"{req.name}: {choice.design}")
