"""The few rules of the real world that outages turn on, each a named function, so that they can be read and tested.

Changing any of them changes recommendations; a test flips each and sees a recommendation fail.
"""

from __future__ import annotations

from dirsim.flows.view import View
from dirsim.model.topology import Connector, Principal


def password_domains(view: View, principal: Principal) -> tuple[str, ...]:
    """Domains whose controllers can verify a principal's password: its home domain, and no other.

    A trust shares a key between two realms so that tickets can be referred; it moves no password. Source: RFC 4120
    section 1.2 (cross-realm operation).
    """
    del view  # the home domain alone decides; the view is there for rules that would look further
    return (principal.domain,)


def connector_answers_alone(view: View, connector: Connector) -> bool:
    """Whether a connector can answer a sign-in without a controller: never, it keeps and caches nothing.

    Source: fact ``ad-connector--caches-credentials``.
    """
    del view, connector
    return False


def connector_serves(view: View, connector: Connector, domain: str) -> bool:
    """Whether a connector looks up users of a domain: of its one domain only; it follows no trust.

    Source: facts ``ad-connector--one-to-one-domain-rule`` and ``ad-connector--transitive-trust-use``.
    """
    del view
    return connector.domain == domain
