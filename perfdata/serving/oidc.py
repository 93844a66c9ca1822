"""An OpenID Connect provider: the way in by authorization code with PKCE, state and nonce, and the way out.

Authlib is imported where a provider is configured and somebody signs in by it, and nowhere else.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from perfdata.core.errors import PerfdataError
from perfdata.usecases.sign_in_settings import Oidc

_LOG = logging.getLogger("perfdata")
_SECONDS = 5
_KEPT_SECONDS = 3600.0
_PAUSE_SECONDS = 5.0
_LEEWAY = 120  # seconds that the clocks of two computers may differ
# Signatures that only the provider can make; those of a shared secret and "none" are not among them.
_SIGNATURES = {f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)} | {"EdDSA", "Ed25519"}


_SILENT = "统一身份认证服务器没有正常回答，请稍后再试；若一直如此，请联系管理员。"


class ProviderError(PerfdataError):
    """The provider cannot be asked, or what it says cannot be believed; ``str()`` is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What one sign-in began with; it comes back, or belongs to another one."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom the provider vouches for; ``name`` is what the name claim says, where one is asked for."""

    subject: str
    name: str | None
    id_token: str


class Provider:
    """What it says of itself is kept an hour; its keys too, unless one is missing."""

    def __init__(self, settings: Oidc):
        self._settings = settings
        self._lock = Lock()
        self._kept: dict[str, Any] = {}
        self._until = self._not_before = float("-inf")

    def way_in(self, redirect_uri: str) -> tuple[str, Begun]:
        """Where to send the browser, and what to keep meanwhile. Raises ProviderError."""
        begun = Begun(
            state=secrets.token_urlsafe(24), nonce=secrets.token_urlsafe(24), verifier=secrets.token_urlsafe(48)
        )
        with self._session(redirect_uri) as session:
            url, _ = session.create_authorization_url(
                self._said("authorization_endpoint"),
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
            )
        return url, begun

    def identity(self, begun: Begun, *, code: str, issuer: str | None, redirect_uri: str) -> Identity:
        """Whom a code stands for. Raises ProviderError where anything about it is not as it must be."""
        is_stated = self._metadata.get("authorization_response_iss_parameter_supported")
        if (issuer is not None or is_stated) and issuer != self._settings.issuer:
            raise ProviderError("统一身份认证的回答不是来自所配置的服务器，没有登录。")
        with self._session(redirect_uri) as session, _told("换取登录凭证"):
            token = session.fetch_token(self._said("token_endpoint"), code=code, code_verifier=begun.verifier)
            claims = self._claims(session, token, begun.nonce)
            name = self._name(session, claims)
        return Identity(subject=claims["sub"], name=name, id_token=token["id_token"])

    def way_out(self, id_token: str | None, *, back: str) -> str | None:
        """Where the browser is to go to end the provider's session too; None where there is no such way."""
        from authlib.common.urls import add_params_to_uri

        end = self._metadata.get("end_session_endpoint")
        if not end:
            return None
        said = [("client_id", self._settings.client_id), ("post_logout_redirect_uri", back)]
        return add_params_to_uri(end, [*said, ("id_token_hint", id_token)] if id_token else said)

    def _session(self, redirect_uri: str | None = None) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        methods = self._metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic, secret = "client_secret_basic" in methods, self._settings.client_secret
        return OAuth2Session(
            self._settings.client_id,
            secret,
            token_endpoint_auth_method=("client_secret_basic" if basic else "client_secret_post") if secret else "none",
            scope="openid profile" if self._settings.name_claim else "openid",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            default_timeout=_SECONDS,
        )

    def _claims(self, session: Any, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of an ID token that is signed by the provider, for us, now, and for this sign-in."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jws import JWSRegistry

        offered = self._metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=sorted(_SIGNATURES.intersection(offered)), strict_check_header=False)
        try:
            read = jwt.decode(token["id_token"], self._keys(session), registry=registry)
        except InvalidKeyIdError:
            read = jwt.decode(token["id_token"], self._keys(session, anew=True), registry=registry)
        wanted: Any = {"iss": self._settings.issuer, "aud": self._settings.client_id}
        options: Any = {key: {"essential": True, "value": value} for key, value in wanted.items()}
        said = {"nonce": nonce, "client_id": self._settings.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, options | {"sub": {"essential": True}}, said)
        claims.validate(leeway=_LEEWAY)
        return dict(claims)

    def _name(self, session: Any, claims: dict[str, Any]) -> str | None:
        """What the name claim says, in the ID token or to whoever asks for the user's details."""
        asked = self._settings.name_claim
        if asked is None:
            return None
        if asked not in claims and (endpoint := self._metadata.get("userinfo_endpoint")):
            answer = session.get(endpoint)
            answer.raise_for_status()
            details = answer.json()
            if details.get("sub") != claims["sub"]:
                raise ProviderError("统一身份认证给出的用户信息不是登录的人，没有登录。")
            claims = details
        name = claims.get(asked)
        return name.strip() or None if isinstance(name, str) else None

    def _keys(self, session: Any, *, anew: bool = False) -> Any:
        from joserfc.jwk import KeySet

        if anew or "keys" not in self._kept:
            answer = session.get(self._said("jwks_uri"), withhold_token=True)
            answer.raise_for_status()
            self._kept["keys"] = KeySet.import_key_set(answer.json())
        return self._kept["keys"]

    def _said(self, name: str) -> str:
        if not isinstance(value := self._metadata.get(name), str):
            raise ProviderError(f"统一身份认证服务器没有说明 {name}，不能登录：请联系管理员。")
        return value

    @property
    def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself; where it does not answer nobody asks again for five seconds."""
        with self._lock:
            if time.monotonic() > self._until:
                if time.monotonic() < self._not_before:
                    raise ProviderError(_SILENT)
                self._not_before = time.monotonic() + _PAUSE_SECONDS
                self._kept = {"metadata": self._discovered()}
                self._until = time.monotonic() + _KEPT_SECONDS
            return self._kept["metadata"]

    def _discovered(self) -> dict[str, Any]:
        import requests

        with _told("查询"):
            address = f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            answer = requests.get(address, timeout=_SECONDS)
            answer.raise_for_status()
            found = answer.json()
        if found.get("issuer") != self._settings.issuer:
            _LOG.error("the provider calls itself %r, not %r", found.get("issuer"), self._settings.issuer)
            raise ProviderError("统一身份认证服务器自称的地址与 PERFDATA_OIDC_ISSUER 不同，不能登录：请联系管理员。")
        return found


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Whatever goes wrong with the provider, or with what it says, lets nobody in; the log says what it was."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        yield
    except (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
        _LOG.error("the provider of identities (%s): %s: %s", what, type(error).__name__, error)
        raise ProviderError(_SILENT) from error
