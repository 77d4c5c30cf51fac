"""NTLM binds: Microsoft's own form (sicily), and NTLM inside SASL.

pyspnego creates the tokens.

Source: [MS-ADTS] 5.1.1.1.3 (sicily), 5.1.1.1.2 (GSS-SPNEGO), [MS-SPNG] 3.2.5 (NTLM without a wrapper).
"""

from __future__ import annotations

from typing import Any

from ldap3.operation.bind import bind_operation
from ldap3.protocol.sasl.sasl import send_sasl_negotiation

from dirsim.directory.discovery.ldap.settings import SignIn, SignInError

_SUCCESS, _NO_METHOD, _IN_PROGRESS = 0, 7, 14
_KEY_EXCHANGE = 0x40000000
"""NTLMSSP_NEGOTIATE_KEY_EXCH, [MS-NLMP] 2.2.2.5."""


class NtlmTokens:
    """The two tokens of one NTLM authentication, with the method names that ldap3 expects.

    Only pyspnego receives the password: the connection never holds it.
    """

    def __init__(self, host: str, sign_in: SignIn) -> None:
        r"""Prepare the tokens; nothing is sent yet.

        Args:
            host: The server's name or address.
            sign_in: A user written as ``DOMAIN\user``, and a password.

        Raises:
            SignInError: pyspnego is not installed.
        """
        try:
            import spnego  # noqa: PLC0415 -- an extra; it loads cryptography
        except ImportError:
            raise SignInError("an NTLM bind needs pyspnego: pip install 'dirsim[ldap-ntlm]'") from None
        self._challenge = b""
        self._context = spnego.client(
            sign_in.user,
            sign_in.password,
            hostname=host,
            service="ldap",
            context_req=spnego.ContextReq.none,  # no signing: TLS encrypts the connection instead
            protocol="ntlm",
            options=spnego.NegotiateOptions.use_ntlm,  # the same implementation on every operating system
        )
        # Without signing there is no key to exchange. pyspnego offers the exchange regardless and then sends a key of
        # one byte, which Samba refuses like a wrong password; pyspnego has no public option to omit the offer.
        self._context._context_req &= ~_KEY_EXCHANGE  # noqa: SLF001 -- see above

    def create_negotiate_message(self) -> bytes:
        """The negotiate token."""
        return self._context.step() or b""

    def parse_challenge_message(self, challenge: bytes) -> None:
        """Process the server's challenge."""
        self._challenge = challenge

    def create_authenticate_message(self) -> bytes:
        """The authenticate token, in response to the challenge."""
        return self._context.step(self._challenge) or b""


def bind_ntlm(connection: Any, tokens: NtlmTokens, *, inside_sasl: bool) -> bool:
    """Bind; true if the server accepts. The connection's result holds the server's last response."""
    return _inside_sasl(connection, tokens) if inside_sasl else _sicily(connection, tokens)


def _sicily(connection: Any, tokens: NtlmTokens) -> bool:
    packages = _sent(connection, "SICILY_PACKAGE_DISCOVERY")
    if packages["result"] != _SUCCESS:
        return False
    if b"NTLM" not in packages.get("server_creds", b"").split(b";"):
        connection.result = packages | {
            "result": _NO_METHOD
        }  # an anonymous bind, to a server that does not support this form
        return False
    challenge = _sent(connection, "SICILY_NEGOTIATE_NTLM", tokens)
    if challenge["result"] != _SUCCESS:
        return False
    answer = _sent(connection, "SICILY_RESPONSE_NTLM", tokens, challenge["server_creds"])
    return bool(answer["result"] == _SUCCESS)


def _sent(
    connection: Any, step: str, tokens: NtlmTokens | None = None, challenge: bytes | None = None
) -> dict[str, Any]:
    request = bind_operation(connection.version, step, tokens, challenge)
    connection.post_send_single_response(connection.send("bindRequest", request, None))
    result: dict[str, Any] = connection.result
    return result


def _inside_sasl(connection: Any, tokens: NtlmTokens) -> bool:
    connection.sasl_mechanism = "GSS-SPNEGO"
    result = send_sasl_negotiation(connection, None, tokens.create_negotiate_message())
    if result["result"] != _IN_PROGRESS:
        return False
    tokens.parse_challenge_message(result["saslCreds"])
    result = send_sasl_negotiation(connection, None, tokens.create_authenticate_message())
    return bool(result["result"] == _SUCCESS)
