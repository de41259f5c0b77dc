"""Reminders through Alexa: whether there is leave to set one, and setting it.

Its time is on the clock of the device, whose time zone Alexa tells without anybody's leave.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_model.services import (
    ApiClient,
    ApiConfiguration,
    ServiceClientFactory,
    ServiceException,
)
from ask_sdk_model.services.reminder_management import (
    AlertInfo,
    PushNotification,
    PushNotificationStatus,
    ReminderRequest,
    SpokenInfo,
    SpokenText,
    Trigger,
    TriggerType,
)

from content.reminders import Moment, Reminders, Soon
from skill.alexa.fields import Json, text, within
from skill.alexa.permissions import REMINDERS
from skill.alexa.serializer import TolerantSerializer
from skill.errands import How, Remind

log = logging.getLogger(__name__)

SOONEST = timedelta(minutes=5)
"""Ours: a moment nearer than this counts as past."""


class _Lenient(TolerantSerializer):
    """An answer whose text cannot be read still has its status."""

    def deserialize(self, payload: str | bytes | None, obj_type: Any) -> Any:  # noqa: ANN401 - the SDK's interface
        """An instance of `obj_type`, or None."""
        try:
            return super().deserialize(payload, obj_type)
        except SerializationException:
            return None


_SERIALIZER = _Lenient()


class Errands(Protocol):
    """What can be done outside a conversation for somebody who has said yes to it."""

    def possible(self, envelope: Json) -> bool:
        """Whether the request carries what is needed."""

    def denied(self, envelope: Json) -> bool:
        """Whether the account is known not to give leave."""

    def carry_out(self, errand: Remind, envelope: Json, locale: str) -> How:
        """Do it; "not_allowed" when the account turns out not to give leave."""


@dataclass(frozen=True, slots=True)
class _Account:
    """What a request carries for calls on behalf of its account."""

    endpoint: str
    token: str
    device: str


class AlexaReminders:
    """Sets reminders with Alexa's own service."""

    def __init__(
        self,
        words: Reminders,
        services: ApiClient,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._words = words
        self._services = services
        self._now = now

    def possible(self, envelope: Json) -> bool:
        """Whether the request carries what is needed."""
        return _account(envelope) is not None

    def denied(self, envelope: Json) -> bool:
        """Whether the account is known not to give leave; where nothing is known, asking tells."""
        permissions = within(envelope, "context", "System", "user", "permissions")
        return within(permissions, "scopes", REMINDERS).get("status") == "DENIED"

    def carry_out(self, errand: Remind, envelope: Json, locale: str) -> How:
        """Set the reminder."""
        account = _account(envelope)
        if account is None or not self._words.has(errand.when, errand.hour):
            return "failed"
        calls = ServiceClientFactory(
            ApiConfiguration(_SERIALIZER, self._services, account.token, account.endpoint)
        )
        try:
            place = calls.get_ups_service().get_system_time_zone(account.device)
            zone = ZoneInfo(place if isinstance(place, str) else "")
        except (ServiceException, ZoneInfoNotFoundError, ValueError, OSError):
            return _failed("the time zone is not to be had")
        now = self._now().astimezone(zone)
        at = due(self._words.moments[errand.when], now, errand.hour)
        if at is None:
            return "past"
        reminder = self._reminder(now, at, zone.key, locale)
        try:
            calls.get_reminder_management_service().create_reminder(reminder)
        except ServiceException as error:
            return _refusal(error)
        return "done"

    def _reminder(self, now: datetime, at: datetime, zone: str, locale: str) -> ReminderRequest:
        return ReminderRequest(
            request_time=now,
            trigger=Trigger(
                object_type=TriggerType.SCHEDULED_ABSOLUTE,
                scheduled_time=at.replace(tzinfo=None),
                time_zone_id=zone,
            ),
            alert_info=AlertInfo(SpokenInfo([SpokenText(locale=locale, text=self._words.label)])),
            # Nothing on a telephone that others may look at.
            push_notification=PushNotification(PushNotificationStatus.DISABLED),
        )


def due(moment: Moment | Soon, now: datetime, hour: int | None = None) -> datetime | None:
    """When `moment` comes, at `hour` or its own, on the clock of `now`; None when it is past."""
    if isinstance(moment, Soon):
        return now + timedelta(minutes=moment.minutes)
    at = now.replace(hour=moment.hour if hour is None else hour, minute=0, second=0, microsecond=0)
    if moment.weekday is not None:
        at += timedelta(days=(moment.weekday - now.weekday() - 1) % 7 + 1)
    else:
        at += timedelta(days=moment.days)
    if at - now >= SOONEST:
        return at
    return at + timedelta(days=1) if moment.rolls else None


def _account(envelope: Json) -> _Account | None:
    system = within(envelope, "context", "System")
    endpoint, token = text(system, "apiEndpoint"), text(system, "apiAccessToken")
    device = text(within(system, "device"), "deviceId")
    if not (endpoint and token and device):
        return None
    return _Account(endpoint, token, device)


def _refusal(error: ServiceException) -> How:
    """What the service's answer means; its codes for a 403 are documented by example only."""
    code = str(getattr(error.body, "code", None) or "")
    match error.status_code:
        case 401:
            return "not_allowed"
        case 403 if "DEVICE" in code or "NOT_SUPPORTED" in code:
            return "not_here"
        case 403 if "MAX" in code or "LIMIT" in code or "EXCEEDED" in code:
            return "full"
        case 403:
            return "not_here"
        case status:
            return _failed(f"the service answered {status}")


def _failed(reason: str) -> How:
    log.warning("no reminder was set: %s", reason)
    return "failed"
