"""etcd's HTTP side of one member: ``/health`` and the JSON gateway. Never through a proxy."""

from __future__ import annotations

import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from yamtam_nb.sandbox.plan import TlsFiles


class GatewayError(Exception):
    """No answer, or an answer that says no."""


class Gateway:
    """One member's HTTP side; a new connection for every call.

    Args:
        endpoint: the member's client URL.
        tls: files to verify it with and to show it.
    """

    def __init__(self, endpoint: str, tls: TlsFiles | None = None) -> None:
        self._address = urlsplit(endpoint).netloc
        self._tls = _context(tls) if tls else None
        self._login: tuple[str, str] | None = None
        self._token = ""

    def log_in(self, user: str, password: str) -> None:
        """Use these from now on where the member asks who we are."""
        self._login, self._token = (user, password), ""

    def healthy(self, timeout: float) -> bool:
        """Whether the member answers linearizable reads, asked within ``timeout`` seconds."""
        try:
            status, answer = self._call("GET", "/health", None, timeout)
        except GatewayError:
            return False
        return status == http.client.OK and str(answer.get("health")).lower() == "true"

    def post(self, path: str, body: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Call the JSON gateway; logs in (again) once if the member asks who we are.

        Raises:
            GatewayError: no answer within ``timeout`` seconds, or the answer is an error.
        """
        status, answer = self._call("POST", path, body, timeout)
        if status != http.client.OK and self._login and path != "/v3/auth/authenticate":
            self._token = self.authenticate(*self._login, timeout)
            status, answer = self._call("POST", path, body, timeout)
        if status != http.client.OK:
            raise GatewayError(answer.get("message") or answer.get("error") or f"HTTP status {status}")
        return answer

    def authenticate(self, user: str, password: str, timeout: float) -> str:
        """A token for the user."""
        token: str = self.post("/v3/auth/authenticate", {"name": user, "password": password}, timeout)[
            "token"
        ]
        return token

    def _call(
        self, method: str, path: str, body: dict[str, Any] | None, timeout: float
    ) -> tuple[int, dict[str, Any]]:
        connection = (
            http.client.HTTPSConnection(self._address, timeout=timeout, context=self._tls)
            if self._tls
            else http.client.HTTPConnection(self._address, timeout=timeout)
        )
        headers = {"Authorization": self._token} if self._token else {}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, _object(response.read())
        except (OSError, http.client.HTTPException) as error:
            raise GatewayError(str(error) or type(error).__name__) from error
        finally:
            connection.close()


def _object(text: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except ValueError:
        return {"message": text.decode(errors="replace").strip()}
    return answer if isinstance(answer, dict) else {}


def _context(tls: TlsFiles) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(tls.ca_cert))
    context.load_cert_chain(tls.client_cert, tls.client_key)
    return context
