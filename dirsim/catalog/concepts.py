"""Meanings of whole sentences, by the things and states that they name.

A record lists groups of tokens: a sentence has its meaning where it has a token of each group, and no token besides that is not in
a group, in the record's further tokens, or among the words that carry no meaning. A token that is not listed refuses the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.sentence import Concept, token_groups

_WHERE = (
    "site office branch hotel store shop plant factory depot clinic ward school hospital department location room campus line work working keep "
    "continue continued continuing survive survived surviving resilient tolerate tolerated tolerant robust login logon log sign signin "
    "authentication authenticate authenticated access desktop server app local locally headquarter prem premise center data without "
    "loss case event short longer hour minute day temporary temporarily function functioning usable available"
)
_LINE = "dsl broadband satellite lte starlink cable fiber line vpn link internet tunnel wan dx direct connect connection circuit network mpls connectivity uplink isp"
_DOWN = (
    "down cut fail failing failed failure lost loss outage broken break breaking unavailable interrupted interruption dead offline drop dropped "
    "drops disconnected unreachable gone missing disruption disrupted"
)
_SECOND = "second separate additional extra new another duplicate duplicated two double more further parallel different"
_CHANGE = "change changed changing modify modified modifying adapt adapted adapting touch touching rewrite alteration altered modification"
_COPY = "copy copied copying replica replicate replicated replicating replication duplicate mirror mirrored clone extend extended stored storing store"

_TO = "both site office to all headquarter main data center aws over internet branch on prem hq company single existing one between dsl broadband lte satellite fiber public mobile cellular network 4g 5g cable starlink line tunnel gateway"

UNDISTURBED = token_groups(
    f"{_LINE}|{_DOWN}|stop interrupt affect block prevent hinder disturb disrupt impact influence"
)
"""Groups of tokens of a sentence such as *a VPN outage must not stop work*, in which *not* denies the harm."""

CONCEPTS: Mapping[str, tuple[Concept, ...]] = {
    "connectivity": (
        Concept("vpn", "vpn ipsec", _TO),
        Concept("dx", "dx", _TO),
        Concept("dx", "direct|connect", _TO),
        Concept(
            "none",
            "internet",
            "lte dsl satellite fiber fibre broadband public only mobile 4g 5g cable starlink home plain connection access line",
        ),
    ),
    "need": (
        Concept("survive-outage", f"{_LINE}|{_DOWN}", _WHERE),
        Concept(
            "survive-outage",
            "work working login logon sign authentication|without|vpn line link internet tunnel wan dx connection data prem premise headquarter",
            _WHERE,
        ),
        Concept(
            "existing-credentials",
            "same existing current their ad domain windows corporate company present normal usual today keep reuse|"
            "password credential account login logon identity username",
            "log sign signin keep reuse use using set name user staff employee work desktop single one unchanged in into retain continue continuing",
        ),
        Concept(
            "survive-outage",
            f"{_LINE}|{_DOWN}|work working login logon log sign use keep continue survive resilient stay open run running operate go remain function trade sell",
            free=True,
        ),
        Concept(
            "existing-credentials",
            "log sign login logon signin authenticate|ad domain windows corporate existing current same|"
            "account user password credential name identity login",
            free=True,
        ),
        Concept(
            "customer-identity",
            "customer consumer patient citizen visitor shopper buyer subscriber|"
            "sign log login register registration signup facebook google social apple account",
            free=True,
        ),
        Concept("customer-identity", "sign|up", free=True, never="staff employee team colleague back"),
        Concept(
            "customer-identity",
            "customer consumer patient citizen visitor shopper buyer subscriber member fan guest donor reader listener|create open|account",
            "new own online self",
        ),
        Concept(
            "customer-identity",
            "google facebook apple social|log sign login register registration signup",
            free=True,
            never="staff employee team colleague admin developer engineer workspace",
        ),
        Concept(
            "customer-identity",
            "register registration signup|themselves itself self online",
            "member user customer visitor guest",
        ),
        Concept(
            "existing-credentials",
            "log sign login logon signin authenticate|ad",
            "staff user employee existing using work office our machine",
        ),
        Concept(
            "existing-credentials",
            "keep keeping same retain reuse|password login account credential logon username|their existing current ad windows old same",
            free=True,
            never="secret secure safe private separate expire length complexity",
        ),
        Concept(
            "survive-region-loss",
            "region|loss lost outage failure fail down disaster failover",
            "one whole entire complete second another aws survive survived survives sign login log single other",
        ),
        Concept(
            "lowest-cost",
            "cheap cheapest inexpensive affordable economical",
            "very free or as reasonably really rather quite most directory option design",
        ),
        Concept(
            "groups-from-ad",
            "ad|group",
            "file folder share resource app application database decide decides control controls determine determines permission right access role map mapped mapping see sees "
            "authorization authorize based drive drives existing security membership assign assigned granted grant via follow rely reuse used",
        ),
        Concept(
            "audit",
            "who|did do does done|what",
            "traceable see seen know known check checked show prove record evidence trace",
        ),
        Concept(
            "audit",
            "audit audited auditable auditor traceable traceability|access login sign permission right action everything",
            "trail log review able",
        ),
        Concept(
            "audit-logs",
            "log logged logging record recorded|access login sign everything action activity event use",
            "all every central centrally",
        ),
        Concept(
            "mfa",
            "mfa 2fa otp totp",
            "admin administrator remote outside external internet home console desktop workspace login logon vpn employee staff "
            "phone token app code time push enabled user strong",
        ),
        Concept(
            "lowest-cost",
            "cost price budget spend spending expense money|low lower lowest little small save saving minimal minimum minimize reduce reduced "
            "tight limited cheap cheapest few less least down sensitive",
            "monthly running total directory as",
        ),
        Concept(
            "least-ops",
            "admin administration administrative administrator maintenance maintain op operation operational effort work management manage overhead run "
            "operate administer upkeep burden|little low lower lowest minimal minimum less least few fewer small reduced reduce easy easier simple "
            "minimize minimise",
            "team as it day daily",
        ),
        Concept(
            "windows-acl",
            "ntfs file folder share windows smb|permission acl right",
            "keep kept existing preserve preserved work working unchanged group retain user same continue",
        ),
        Concept(
            "seamless-domain-join",
            "join joined joining member membership|domain ad",
            "server instance machine ec2 automatic automatically vm windows linux new "
            "launch automatically seamless seamlessly auto host computer during creation",
        ),
        Concept(
            "trust-to-existing-ad",
            "trust|forest domain ad prem premise existing headquarter parent",
            "relationship between both keep using via use",
        ),
        Concept(
            "encryption-at-rest",
            "encrypt encrypted encryption|rest disk storage volume stored data",
            "kms key drive file db s3 all",
        ),
        Concept(
            "automatic-provisioning",
            "provision provisioned provisioning onboard onboarding offboard offboarding deprovisioning joiner leaver mover|"
            "automatic automatically automated auto user account group scim employee lifecycle",
            "new leave hr process itself themselves create created disable disabled",
        ),
        Concept(
            "dns-resolution",
            "dns name hostname|resolve resolved resolving resolution forward forwarding forwarder lookup",
            "both way direction prem premise between internal private on vpc conditional zone existing ad domain",
        ),
        Concept(
            "rdp-access",
            "rdp|server windows machine admin host instance jump ad account",
            "desktop remote login session",
        ),
        Concept(
            "shell-access",
            "ssh|server linux machine admin host instance ad account user login credential domain key",
            "shell login session log",
        ),
        Concept(
            "group-policy",
            "group gpo|policy gpo",
            "must continue stay keep function functioning in place as today apply applied manage managed management desktop server machine keep kept existing work working our windows enforce enforced",
        ),
        Concept(
            "ldaps",
            "ldap|tls ssl encrypted secure secured encryption",
            "over certificate only bind connection app application",
        ),
        Concept(
            "kerberos",
            "kerberos",
            "ticket based use support sso authentication service app application db database web server",
        ),
        Concept(
            "windows-auth-db",
            "windows ad integrated domain kerberos|auth authentication login logon log sign|sql db mssql rds",
            "server via use using user account credential s existing",
        ),
        Concept(
            "multi-region",
            "region|several two multiple many three more second different across",
            "need use aws deployed active local",
        ),
        Concept(
            "multi-account",
            "account|several multiple many across all aws|aws multiple many several across",
            "access central use single place from one",
        ),
        Concept(
            "high-availability",
            "az zone availability|two three several multiple multi redundant across both",
            "spread high deployment domain controller dc failure",
        ),
        Concept(
            "sso-console",
            "sso single federated federation one|aws console",
            "sign on login log access management account ad user admin into using in credential",
        ),
        Concept(
            "sso-console",
            "log sign login access|console|aws",
            "engineer developer admin administrator staff user with their ad account employee team cloud op devops",
        ),
        Concept(
            "sso-console",
            "developer engineer admin administrator|access log sign login|aws",
            "with their ad account existing user corporate domain own",
        ),
        Concept("sso-saas-apps", "sso|saas salesforce zoom slack servicenow third", "app party other cloud login into"),
        Concept(
            "least-privilege",
            "privilege permission right|least minimal minimum only necessary needed few fewest",
            "role user app as access principle grant granted",
        ),
        Concept(
            "no-directory-data-in-cloud",
            "directory ad identity|data|premise prem home house",
            "stay keep kept remain our remain",
        ),
        Concept(
            "users-managed-on-prem",
            "user account identity|manage managed management administer administered administration maintained create created|prem premise ad",
            "stay keep kept remain existing only continue where is still central",
        ),
    ),
    "forbidden": (
        Concept(
            "duplicate-accounts",
            f"{_SECOND}|password account login identity credential username logon",
            "set user staff employee pair person for name create creating management "
            "maintain maintaining remember administer",
        ),
        Concept(
            "credentials-in-cloud",
            "password credential|leave leaving left outside outgoing cloud aws amazon",
            "network data center premise prem our the house building domain store "
            "stored storing save saved user kept ad keep keeping existing country",
        ),
        Concept(
            "credential-replication",
            "hash|leave leaving outside cloud aws network replicate replicated replicating replication copy copied copying store stored",
            "password leave leaving outside cloud aws network data center premise prem our replicate replicated replicating replication copy copied copying store stored",
        ),
        Concept(
            "password-sync",
            "sync syncing synced synchronize synchronized synchronizing synchronization synchronise synchronising|password hash",
            "cloud user ad aad entra azure",
        ),
        Concept(
            "user-sync",
            "sync syncing synced synchronize synchronized synchronizing synchronization synchronise synchronising|user account identity directory ad group",
            "cloud azure entra data tool agent object",
        ),
        Concept(
            "directory-copy-in-cloud",
            f"{_COPY}|ad directory",
            "cloud aws our existing data another place outside premise on prem domain info information db object",
        ),
        Concept(
            "directory-copy-in-cloud",
            "controller dc|cloud aws outside",
            "domain place placing running run deploy deploying our existing on prem own more put putting",
        ),
        Concept(
            "directory-copy-in-cloud",
            "ad directory|data info information db object|outside cloud aws leave leaving",
            "our center premise prem network country building any the store stored",
        ),
        Concept(
            "extra-directory",
            f"{_SECOND} own|ad directory domain forest",
            "cloud aws active create creating build building user store maintain in introduce introducing",
        ),
        Concept("iam-users", "iam|user account", "create creating local any classic individual personal long lived"),
        Concept(
            "long-lived-keys",
            "key credential|access static permanent long longlived lived iam api fixed",
            "term user developer person for cli valid forever eternal",
        ),
        Concept(
            "stored-keys",
            "key credential|laptop disk server file machine notebook pc computer",
            "access store stored storing saved on aws developer local copied config configuration",
        ),
        Concept(
            "onprem-dependency",
            "depend depending dependent dependence dependency rely reliance relying|prem premise vpn link line data headquarter office internet dx connection",
            "center login sign authentication on running hq our network controller server ad",
        ),
        Concept(
            "servers",
            "server vm dc controller instance machine|manage managing managed run running own new maintain maintaining operate operating extra additional more administer "
            "patch patching deploy deploying",
            "domain virtual ec2 to our windows self by ourselves yourself new ad",
        ),
        Concept("app-change", f"{_CHANGE}|app application software program", "code our existing legacy client"),
        Concept(
            "client-change",
            f"{_CHANGE} install installing reinstall|client laptop pc workstation endpoint notebook device",
            "software agent our existing anything new",
        ),
        Concept(
            "plain-ldap",
            "ldap|unencrypted plain clear cleartext plaintext 389 insecure unsecured",
            "text bind port connection without tls traffic",
        ),
        Concept(
            "manual-provisioning",
            "manual manually hand|user account provisioning onboarding offboarding creation create creating",
            "create creating creation maintain maintaining by management administration",
        ),
        Concept(
            "hardcoded",
            "secret password key credential|script image template config hardcoded hard ami",
            "coded in file store stored ami configuration code",
        ),
        Concept(
            "in-source-code",
            "secret password key credential|source code repo repository git github",
            "in stored store control version hardcoded commit committed shared",
        ),
    ),
}
"""The concepts of each word list; a list without them has no entry."""


def concept(name: str, parts: tuple[str, ...]) -> str:
    """The word of a list that a sentence means by its concept; empty where there is none, or more than one.

    Args:
        name: The name of the word list.
        parts: The tokens of the sentence.
    """
    found = {one.word for one in CONCEPTS.get(name, ()) if one.fits(frozenset(parts))}
    return found.pop() if len(found) == 1 else ""
