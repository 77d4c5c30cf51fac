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
# Nobody starts from a blank file: there is a forest, and twenty years of it.
#
# **What does the directory itself say that it has, and what would AWS make of it?**
#
# `dirsim discover ldap ldaps://dc1.corp.example --user reader@corp.example -o estate.yaml` reads a directory over LDAP.
# This notebook has no directory at hand, so it reads an export of one, as `ldifde` writes it; all that follows is the same.

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
# ## What it found, and what it could not see
#
# The result is the beginning of a requirements file. What an export does not show is listed, not guessed.

# %%
estate = found.to_dict()
list(estate["estate"]["directories"])

# %%
for gap in estate["unread"][:8]:
    print(f"{gap['what']}: {gap['why']}")

# %% [markdown]
# ## What strikes the eye before any design
#
# Checks that need no plan: old tickets' keys, single controllers, machines that anybody may impersonate.

# %%
for check in found.checks:
    print(f"{check.level.value:8} {check.message}")

# %% [markdown]
# ## From an estate to an answer
#
# The SQL Server was found by its service principal name. It is a candidate: nobody has said that it moves. Say so, say
# what is needed, and ask.

# %%
from attrs import evolve
from dirsim.model.requirements import Need

req = evolve(
    found.requirements,
    needs=(Need(word="windows-auth-db"), Need(word="existing-credentials")),
    estate=evolve(found.requirements.estate, connectivity="vpn"),
)
choice = ds.recommend(req)
choice

# %% [markdown]
# ## The decision
#
# Read the assumptions: they are the questions for the next meeting. With the answers in the file, ask again.

# %%
choice.assumptions

# %%
assert any(workload.candidate for workload in found.requirements.workloads.values())
assert choice.status in ("recommended", "tie")
print(f"{req.name}: {choice.design}")
