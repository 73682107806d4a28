"""What keeps the registrations of one client: one thread, however many there are."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import weakref
from collections.abc import Iterable
from contextlib import suppress

from yamtam_nb.agents.claim import Standing, holders, take
from yamtam_nb.agents.entry import RegistrationState
from yamtam_nb.agents.farewell import farewell
from yamtam_nb.agents.presence import FAREWELL, Presence
from yamtam_nb.agents.registration import Registration
from yamtam_nb.agents.returns import Returns
from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.client import Client
from yamtam_nb.errors import ClientClosed, LeaseNotFound, NameTaken, YamtamError

_log = logging.getLogger("yamtam_nb.registry")

_LOOK = 2.0
_AT_EXIT = 1.5
_JOIN = 1.0


class Registrar:
    """Registers anew what was lost, and calls the roll: once a TTL it looks whether the keys are still there.

    The roll call is what notices that a key was deleted by hand or taken over: the lease itself knows nothing of
    that. It reads many keys in one request, so it costs about one request a TTL.

    Its thread lives as long as there are registrations. It closes them all before its client is closed.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self.pid = os.getpid()
        self._wake = threading.Condition()
        self._members: set[Registration] = set()
        self._returns: Returns[Registration] = Returns()
        self._untold: list[tuple[Registration, str]] = []
        self._roll_at = 0.0
        self._thread: threading.Thread | None = None
        client.on_close(self._close_all)

    def enlist(self, registration: Registration, *, replace: bool, timeout: float | None) -> None:
        """Register for the first time, on this thread.

        Raises:
            NameTaken: another has the name, and ``replace`` is false.
            EtcdError: etcd did not do it.
        """
        entry = registration.entry
        presence = Presence.start(self.client, entry.ttl, timeout=timeout)
        try:
            entry.adopts(presence)
            lease_id = presence.lease_id
            standing = take(self.client, entry.key, entry.value, lease_id, replace=replace, timeout=timeout)
            self._check(registration, standing)
        except BaseException:
            entry.ends(RegistrationState.CLOSED)
            presence.end()
            raise
        entry.holds(standing.mod_revision, lease_id)
        self._add(registration)
        self._listen(registration, presence)

    def rewrite(self, registration: Registration, timeout: float | None = None) -> None:
        """Write the entry's value to its key, if it has one at the moment. The caller holds ``entry.writing``.

        Raises:
            NameTaken: another has the name now.
            EtcdError: etcd did not do it.
        """
        entry = registration.entry
        lease_id, guard = entry.lease_id, entry.mod_revision
        if entry.lost or not lease_id:
            return
        try:
            standing = take(self.client, entry.key, entry.value, lease_id, guard=guard, timeout=timeout)
        except LeaseNotFound:
            self._lease_lost(registration, lease_id)
            return
        try:
            self._check(registration, standing)
        except NameTaken as error:
            self._replaced(registration, str(error))
            raise
        entry.holds(standing.mod_revision, lease_id)

    def close(self, registrations: Iterable[Registration], *, timeout: float = FAREWELL) -> bool:
        """Deregister these. Returns False when etcd could not be told of each of them in time."""
        leaving = list(registrations)
        names = [
            (registration.key, presence)
            for registration in leaving
            if registration.entry.ends(RegistrationState.CLOSED)
            and (presence := registration.entry.presence) is not None
        ]
        with self._wake:
            for registration in leaving:
                self._forget(registration)
            thread = None if self._members else self._thread
        told = farewell(self.client, names, timeout) if names else True
        if thread is not None and thread is not threading.current_thread():
            thread.join(_JOIN)
        return told

    def close_all(self, *, timeout: float = FAREWELL) -> bool:
        """Deregister everybody. Returns False when etcd could not be told of each of them in time."""
        with self._wake:
            members = list(self._members)
        return self.close(members, timeout=timeout) if members else True

    def _close_all(self) -> None:
        self.close_all()

    # ---- what happens -----------------------------------------------------------------------------

    def _add(self, registration: Registration) -> None:
        with self._wake:
            self._members.add(registration)
            if self._thread is None:
                self._roll_at = self.client.clock.now() + registration.entry.ttl
                self._thread = threading.Thread(target=self._run, name="yamtam-registrar", daemon=True)
                self._thread.start()

    def _forget(self, registration: Registration) -> None:
        self._members.discard(registration)
        self._returns.drop(registration)
        self._wake.notify_all()

    def _listen(self, registration: Registration, presence: Presence) -> None:
        presence.on_lost(lambda lease_id: self._lease_lost(registration, lease_id))

    def _lease_lost(self, registration: Registration, lease_id: int) -> None:
        reason = f"its lease {lease_id:x} is gone (expired or revoked)"
        if registration.entry.loses_lease(lease_id, reason):
            self._register_anew(registration, reason)

    def _register_anew(self, registration: Registration, reason: str) -> None:
        with self._wake:
            if registration in self._members:
                self._untold.append((registration, reason))
                self._returns.add(registration, self.client.clock.now())
                self._wake.notify_all()

    def _replaced(self, registration: Registration, reason: str) -> None:
        if not registration.entry.ends(RegistrationState.REPLACED, reason):
            return
        with self._wake:
            self._untold.append((registration, reason))
            self._forget(registration)
        presence = registration.entry.presence
        if presence is not None:
            presence.end()

    def _check(self, registration: Registration, standing: Standing) -> None:
        if standing.holder is None:
            return
        lease_id = standing.holder.lease
        who, left = "by a key that never expires", ""
        if lease_id:
            with suppress(YamtamError):
                seconds = self.client.lease.time_to_live(lease_id, timeout=_LOOK).ttl
                left = f", {max(seconds, 0)} s left unless it is renewed"
            who = f"by another agent (lease {lease_id:x}{left})"
        raise NameTaken(
            f"{registration.name!r} is registered already, {who}. Take another name, wait until it is gone, or pass "
            "replace=True to take it over."
        )

    # ---- the thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        while self._step():
            pass

    def _step(self) -> bool:
        """Tell, take names anew, call the roll, or wait. False when nothing is left."""
        with self._wake:
            untold, self._untold = self._untold, []
            if not untold and (not self._members or self.client.closed):
                self._thread = None
                return False
            now = self.client.clock.now()
            due = self._returns.due(now)
            if not untold and not due and now < self._roll_at:
                self._wake.wait(min(self._roll_at, self._returns.next()) - now)
                return True
        for registration, reason in untold:
            registration.tell_lost(reason)
        if due:
            at_once(self._try, due, name="yamtam-registrar")
        elif now >= self._roll_at:
            self._call_roll()
        return True

    def _try(self, registration: Registration) -> None:
        try:
            self._return(registration)
        except ClientClosed:
            with self._wake:
                self._forget(registration)
            return
        except NameTaken as error:
            self._replaced(registration, str(error))
        except YamtamError as error:
            _log.warning("%r cannot be registered anew at the moment: %s", registration.name, error)
        except Exception:  # noqa: BLE001 - a thread that dies in silence would leave everybody unregistered
            _log.exception("Registering %r anew failed by a fault of its own", registration.name)
        with self._wake:
            if registration.entry.lost:
                self._returns.failed(registration, self.client.clock.now())
            else:
                self._returns.drop(registration)

    def _return(self, registration: Registration) -> None:
        """Take the name again, with the lease that is there or with a new one."""
        entry = registration.entry
        old = entry.presence
        presence = old or self._new_presence(registration)
        if presence is None or not entry.lost:
            return
        written, lease_id = entry.value, presence.lease_id
        try:
            standing = take(self.client, entry.key, written, lease_id, mine=entry.bygone)
        except LeaseNotFound:
            presence.stop()
            entry.loses_lease(lease_id, "")
            if old is None:
                raise
            self._return(registration)
            return
        self._check(registration, standing)
        if entry.holds(standing.mod_revision, lease_id):
            entry.flaps += 1
            with entry.writing:
                if entry.value != written:
                    self.rewrite(registration)

    def _new_presence(self, registration: Registration) -> Presence | None:
        presence = Presence.start(self.client, registration.entry.ttl)
        if not registration.entry.adopts(presence):
            presence.end()
            return None
        self._listen(registration, presence)
        return presence

    def _call_roll(self) -> None:
        with self._wake:
            members = [(member, member.lease_id) for member in self._members if not member.entry.lost]
            ttl = min((member.entry.ttl for member in self._members), default=1)
            self._roll_at = self.client.clock.now() + ttl
        try:
            found = holders(self.client, [member.key for member, _ in members], timeout=_LOOK)
        except YamtamError as error:
            _log.info("the registered names could not be looked at: %s", error)
            return
        for member, lease_id in members:
            kv = found[member.key]
            if kv is None:
                if member.entry.loses_key(lease_id, reason := "its key was deleted"):
                    self._register_anew(member, reason)
            elif kv.lease != lease_id == member.lease_id:
                who = f"another agent (lease {kv.lease:x})" if kv.lease else "a key that never expires"
                self._replaced(member, f"its name was taken over by {who}")

    def __repr__(self) -> str:
        return f"<Registrar of {len(self._members)} registrations>"


_registrars: weakref.WeakValueDictionary[int, Registrar] = weakref.WeakValueDictionary()
"""``id(client)`` -> its registrar, which keeps the client from being collected, and so its ID from being used again."""

_guard = threading.Lock()


def registrar_of(client: Client) -> Registrar:
    """The registrar that all registrations of a client share."""
    with _guard:
        registrar = _registrars.get(id(client))
        if registrar is None:
            _registrars[id(client)] = registrar = Registrar(client)
        return registrar


@atexit.register
def _close_all() -> None:
    for registrar in list(_registrars.values()):
        if registrar.pid == os.getpid() and not registrar.client.closed:
            registrar.close_all(timeout=_AT_EXIT)
