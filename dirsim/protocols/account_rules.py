"""Account rules that outages depend on, each a named and tested function.

A change of any of them changes recommendations; a test inverts each and expects a recommendation to fail.
"""

from __future__ import annotations

from dirsim.model.topology import Connector, Principal
from dirsim.protocols.view import View


def password_domains(view: View, principal: Principal) -> tuple[str, ...]:
    """Domains whose controllers can verify a principal's password: its home domain, and no other.

    A trust shares a key between two realms so that tickets can be referred; it copies no password. Source: RFC 4120
    section 1.2 (cross-realm operation).
    """
    del view  # the home domain alone decides; the view is a parameter for rules that would look further
    return (principal.domain,)


def connector_answers_alone(view: View, connector: Connector) -> bool:
    """True where a connector can answer a sign-in without a controller: never, since it stores and caches nothing.

    Source: fact ``ad-connector--caches-credentials``.
    """
    del view, connector
    return False


def connector_serves(view: View, connector: Connector, domain: str) -> bool:
    """True where a connector looks up users of a domain: of its one domain only; it follows no trust.

    Source: facts ``ad-connector--one-to-one-domain-rule`` and ``ad-connector--transitive-trust-use``.
    """
    del view
    return connector.domain == domain
