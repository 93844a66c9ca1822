"""What the administrator has set about signing in: passwords, a provider of identities, the header of a portal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from perfdata.core.errors import UnusableFileError
from perfdata.usecases.installation import is_on, setting, told

Networks = tuple[IPv4Network | IPv6Network, ...]
_HEADER = re.compile(r"[A-Za-z0-9-]{2,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """An OpenID Connect provider that knows the dashboard as ``client_id``.

    Who signs in is the account that their subject was registered for, else where ``name_claim`` is set the account of
    the name that this claim says.
    """

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    name_claim: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """The header in which a portal names who is there, and the computers that alone are believed to."""

    header: str
    proxies: Networks


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSettings:
    """The ways to sign in; ``with_passwords`` is False where the form for passwords is switched off."""

    oidc: Oidc | None
    portal: Portal | None
    with_passwords: bool


def sign_in_settings() -> SignInSettings:
    """PERFDATA_OIDC_…, PERFDATA_PORTAL_… and PERFDATA_PASSWORDS, else ``[oidc]``, ``[portal]`` and ``[access]``.

    Raises UnusableFileError with what is missing or cannot be.
    """
    oidc, portal = _oidc(), _portal()
    is_sign_in_demanded()  # it must be clear before anybody comes
    with_passwords = is_on(told("PERFDATA_PASSWORDS", "access", "passwords") or "on", name="PERFDATA_PASSWORDS")
    if not with_passwords and oidc is None and portal is None:
        raise UnusableFileError("PERFDATA_PASSWORDS=off 之前须先配置 PERFDATA_OIDC_ISSUER 或 PERFDATA_PORTAL_HEADER。")
    return SignInSettings(oidc=oidc, portal=portal, with_passwords=with_passwords)


def is_sign_in_demanded() -> bool:
    """Whether ``[access] accounts`` lets nobody in even before there is an account. UnusableFileError if unclear."""
    return is_on(setting("access", "accounts") or "off", name="[access] accounts")


def is_within(address: str | None, networks: Networks) -> bool:
    """Whether an address is one of the networks'; IPv4 within IPv6 is IPv4."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


def _oidc() -> Oidc | None:
    said = {
        name: told(f"PERFDATA_OIDC_{name.upper()}", "oidc", name)
        for name in ("issuer", "client_id", "client_secret", "name_claim")
    }
    issuer, client_id = said["issuer"], said["client_id"]
    if issuer is None and client_id is None:
        return None
    if issuer is None or client_id is None:
        raise UnusableFileError("统一身份认证须同时写明 PERFDATA_OIDC_ISSUER 和 PERFDATA_OIDC_CLIENT_ID。")
    if urlsplit(issuer).scheme not in ("https", "http") or not urlsplit(issuer).netloc:
        raise UnusableFileError(f"PERFDATA_OIDC_ISSUER 写的是“{issuer}”，应为以 https:// 开头的地址。")
    return Oidc(issuer=issuer, client_id=client_id, client_secret=said["client_secret"], name_claim=said["name_claim"])


def _portal() -> Portal | None:
    header = told("PERFDATA_PORTAL_HEADER", "portal", "header")
    proxies = told("PERFDATA_PORTAL_PROXIES", "portal", "proxies")
    if header is None and proxies is None:
        return None
    if header is None or proxies is None:
        raise UnusableFileError("门户登录须同时写明 PERFDATA_PORTAL_HEADER 和 PERFDATA_PORTAL_PROXIES。")
    if not _HEADER.fullmatch(header):
        raise UnusableFileError(f"PERFDATA_PORTAL_HEADER 写的是“{header}”，应为请求头的名字，如 X-Remote-User。")
    return Portal(header=header.lower(), proxies=networks_of(proxies))


def networks_of(text: str) -> Networks:
    """Addresses and networks that are parted by commas. Raises UnusableFileError."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ip_network(part))
        except ValueError as error:
            raise UnusableFileError(
                f"PERFDATA_PORTAL_PROXIES 中的“{part}”不是地址，应为 10.0.0.2 或 10.0.0.0/24。"
            ) from error
    return tuple(found)
