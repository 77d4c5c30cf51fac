"""NTLM inside SASL, for servers that do not know Microsoft's older form of it, which ldap3 speaks.

Source: [MS-ADTS] 5.1.1.1.2 (GSS-SPNEGO), [MS-SPNG] 3.2.5 (NTLM without a wrapper), [MS-NLMP] 1.3.1.
"""

from __future__ import annotations

from typing import Any

from ldap3.protocol.sasl.sasl import send_sasl_negotiation
from ldap3.utils.ntlm import NtlmClient

_IN_PROGRESS, _SUCCESS = 14, 0


def bind_ntlm(connection: Any) -> bool:
    r"""Sign in with the connection's user, as ``DOMAIN\\user``, and its password or hash; True where the server agrees."""
    domain, _, user = connection.user.partition("\\")
    client = NtlmClient(user_name=user, domain=domain, password=connection.password)
    connection.sasl_mechanism = "GSS-SPNEGO"
    result = send_sasl_negotiation(connection, None, client.create_negotiate_message())
    if result["result"] != _IN_PROGRESS:
        return False
    client.parse_challenge_message(result["saslCreds"])
    result = send_sasl_negotiation(connection, None, client.create_authenticate_message())
    return bool(result["result"] == _SUCCESS)
