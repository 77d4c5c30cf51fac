"""Words outside the model, each with a hint.

Files have no word for them. A hint that states this keeps people from looking for another spelling. A word may leave this list when a need or a workload kind is added for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from dirsim.catalog.spelling import close_key

_STORAGE = "storage without Active Directory needs no directory part"
_SERVICE = "a service that no directory user signs in to needs no directory part"
_RUNNING = "running the machines is not modelled"
_LEAVE = "move it to not_modelled, and judge it beside the answer"


def _each(texts: str, hint: str) -> dict[str, str]:
    return {close_key(text): hint for text in texts.split(", ")}


OUTSIDE: Mapping[str, str] = {
    **_each(
        "smart card, smartcard, piv, piv card, cac, cac card, yubikey, fido, fido2, passkey, webauthn, biometrics, certificate authentication, certificate login, security key, hardware token, windows hello",
        f"the files have no word for smart cards, security keys and biometrics; mfa is a second factor of any kind; {_LEAVE}",
    ),
    **_each(
        "fsx file gateway, amazon fsx file gateway, fsx gateway",
        "FSx File Gateway is closed to new customers and is not modelled; storage-gateway-smb is S3 File Gateway, and "
        "fsx-windows serves the shares without a gateway",
    ),
    **_each(
        "hybrid join, hybrid azure ad join, azure ad hybrid join, entra hybrid join, azure ad join, entra join, device registration, conditional access, zero trust, device compliance, risk-based access, geo-blocking, ip allow list",
        f"rules of an identity provider are not modelled; {_LEAVE}",
    ),
    **_each(
        "fips, fips 140, data residency, data sovereignty, gdpr, hipaa, pci, pci dss, iso 27001, soc 2, fedramp, c5, dora, nis2, sovereign cloud",
        f"compliance programmes are not modelled; {_LEAVE}, or name what they ask for, such as no-directory-data-in-cloud, encryption-at-rest or audit",
    ),
    **_each(
        "backup, backups, restore, snapshot, snapshots, monitoring, siem, patching, edr, session recording, screen recording",
        f"{_RUNNING}; {_LEAVE}",
    ),
    **_each(
        "self-service password reset, sspr, password reset, password change, account lockout, lockout, laps, rodc, read-only domain controller, sid history, selective authentication, ldap signing, ldap channel binding, channel binding, smb signing, sudo, sudo rules, sudo rights, sudo by group, sudo by ad group, sudo via ad, just-in-time access, jit, posix attributes, unix attributes, uid, rfc2307, vendor lock-in, inbound ports, open ports, public ip, internet, public internet, bitlocker, session timeout, session length, session duration, session limits, idle timeout, screen lock, concurrent sessions, internet access, shared accounts, shared passwords, shared logins, generic accounts, identity governance, pim, privileged identity management",
        f"the files have no word for it; {_LEAVE}",
    ),
    **_each(
        "tls, tls everywhere, encryption in transit, encrypted connections, encrypted traffic, encrypt traffic, https, https only, certificates, transport encryption",
        f"of encryption in transit, only LDAP over TLS is modelled: ldaps; {_LEAVE}",
    ),
    **_each(
        "wifi, wlan, wifi authentication, radius for wifi, radius for wlan, nps for wifi, 802.1x, wpa enterprise, logon hours, login hours, software deployment, software distribution, ntlm support, ntlm must work, ntlm still works, legacy apps with ntlm, spn, spns, service principal names, customer managed keys, customer-managed keys, cmk, byok, fast recovery, phased migration, step by step migration, gradual migration, later migration, migration later, migration in phases, predictable costs, password self service, global catalog, fsmo, fsmo roles, time sync, home drives, compliance reports, sudo for ad group, single tenant, multi tenant, multi-tenant, tenant separation, tenant isolation, roaming profiles, roaming profile, profile management, printing, print services, printing from desktops, network printing, usb redirection, multi-monitor, dual monitors, gpu, graphics acceleration, golden image, images, image management, mobile devices, byod, linked servers, linked server, read replicas, read replica, sql agent, sql server agent, sql agent jobs, ssis packages, point-in-time recovery, performance insights, deduplication, quotas, shadow copies, previous versions, file history, session manager, ssm session manager, session manager access, private endpoints, vpc endpoints, static ip, fixed ip addresses, ipv6, firewall rules, network segmentation, micro-segmentation, pay as you go, free tier, aws free tier, reserved instances, spot instances, future-proof, future proof, extensible, support for growth, good performance, high performance, green it, sustainability, vendor support, 24x7 support, support contract, exit strategy, documentation, training for admins, no additional staff, no new staff, no extra staff, few staff, change management, penetration test, pen test, dlp, data loss prevention, ransomware protection, vulnerability scanning, malware protection, time synchronization, legacy protocols, smb1, tls 1.0, pam, privileged access management, privileged access, jit admin access, just-in-time admin, security logging to siem, ci/cd, gitops, versioning, german language, multi-language, dark mode",
        f"the files have no word for it; {_LEAVE}",
    ),
    **_each(
        "public endpoints, public endpoint, public access, internet exposure, exposure to the internet, internet-facing, public ips, public ip addresses, open rdp, rdp from internet, rdp from the internet, rdp over internet, open ssh, inbound internet access, internet-facing servers, data loss, loss of data, password sharing, sharing passwords, shadow it, weak passwords, end-of-life software, eol software, unsupported software",
        f"the files have no word for it; {_LEAVE}",
    ),
    **_each(
        "data in germany, data in the eu, data residency in germany, data residency in the eu, data stays in eu, data stays in the eu, data stays in germany, data must stay in the eu, no data outside eu, no data outside the eu, no patient data outside eu, no patient data outside the eu, data outside eu, data outside the eu, data leaves the eu, data outside germany, eu only, only eu regions, no us cloud, eu regions only, german regions only, germany only, data must not leave the country, data must not leave the eu, schrems ii, swiss data protection, eu data residency, ccpa, sox, glba, ferpa, basel, bafin, kritis, bsi, bsi grundschutz, tisax, gxp, fda 21 cfr part 11, nist, nist 800-53, cis benchmark, cis benchmarks, essential eight, hitrust",
        f"compliance programmes are not modelled; {_LEAVE}, or name what they ask for, such as no-directory-data-in-cloud, encryption-at-rest or audit",
    ),
    **_each(
        "deadline, timeline, go-live, project plan, budget, skills, training",
        "the project is not modelled; what the directory costs is in every answer: optimize: [cost, effort] orders by it",
    ),
    **_each(
        "multi-domain, multiple domains, several domains, many domains, multi-forest, multi forest, multiple forests, several forests, child domain, child domains, domain tree, parent domain",
        f"the estate counts domains and forests, as in on_prem_ad: {{domains: 2, forests: 2}}; {_LEAVE}",
    ),
    **_each(
        "nfs, ebs, fsx for lustre, lustre, block storage",
        f"{_STORAGE}: leave it out, or write efs or fsx-openzfs; fsx-ontap serves SMB and NFS",
    ),
    **_each(
        "dynamodb, elasticache, redis, valkey, memcached, memorydb, sqs, sns, eventbridge, kinesis, msk, kafka, documentdb, mongodb, neptune, timestream, cloudfront, cdn, waf, shield, guardduty, security hub, inspector, macie, cloudwatch, aws config, step functions, s3 glacier, glacier, polly, rekognition, bedrock, sagemaker endpoint, iot core, ses, amazon ses, nat gateway, network firewall, aws backup, antivirus, batch processing, message queue, queue, cache",
        f"{_SERVICE}: leave it out, or write aws-services where people sign in to it",
    ),
    **_each(
        "bandwidth, low bandwidth, little bandwidth, high bandwidth, throughput, jitter, qos",
        f"only latency, loss and availability of links count; {_LEAVE}",
    ),
}
"""The hint for each word, by its :func:`~dirsim.catalog.spelling.close_key`."""


def beside(hint: str) -> str:
    """The note for a need that dirsim does not model and lists as not evaluated; empty where it stays refused.

    Args:
        hint: The hint of the word, a value of :data:`OUTSIDE`.
    """
    return "" if hint.startswith((_STORAGE, _SERVICE)) else hint.replace(_LEAVE, "judge it beside the answer")


def without_directory(hint: str) -> str:
    """The note for a workload that needs no part of a directory and is left out; empty where it stays refused.

    Args:
        hint: The hint of the word, a value of :data:`OUTSIDE`.
    """
    return next((why for why in (_STORAGE, _SERVICE, _RUNNING) if hint.startswith(why)), "")
