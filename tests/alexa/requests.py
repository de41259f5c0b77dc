"""Envelopes as Alexa sends them."""

from typing import Any

APPLICATION = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000"


def envelope(request: dict[str, Any], **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A request in the envelope of an Echo Show, with `changes` to its top level."""
    application = {"applicationId": APPLICATION}
    user = {"userId": "amzn1.ask.account.TEST", "permissions": {"consentToken": "token"}}
    return {
        "version": "1.0",
        "session": {
            "new": False,
            "sessionId": "amzn1.echo-api.session.1",
            "application": application,
            "attributes": {"v": 1},
            "user": user,
        },
        "context": {
            "Viewports": [
                {
                    "type": "APL",
                    "id": "main",
                    "shape": "RECTANGLE",
                    "dpi": 213,
                    "presentationType": "STANDARD",
                    "canRotate": False,
                    "configuration": {
                        "current": {
                            "mode": "HUB",
                            "video": {"codecs": ["H_264_42", "H_264_41"]},
                            "size": {
                                "type": "DISCRETE",
                                "pixelWidth": 1280,
                                "pixelHeight": 800,
                            },
                        }
                    },
                }
            ],
            "Viewport": {
                "experiences": [{"arcMinuteWidth": 346, "arcMinuteHeight": 216}],
                "mode": "HUB",
                "shape": "RECTANGLE",
                "pixelWidth": 1280,
                "pixelHeight": 800,
                "dpi": 213,
                "currentPixelWidth": 1280,
                "currentPixelHeight": 800,
                "touch": ["SINGLE"],
                "video": {"codecs": ["H_264_42", "H_264_41"]},
            },
            "AudioPlayer": {"playerActivity": "IDLE"},
            "System": {
                "application": application,
                "user": user,
                "device": {
                    "deviceId": "amzn1.ask.device.TEST",
                    "supportedInterfaces": {
                        "Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.2"}}
                    },
                },
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": "token",
            },
        },
        "request": request,
        **changes,
    }


def launch(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A LaunchRequest."""
    return {
        "type": "LaunchRequest",
        "requestId": "amzn1.echo-api.request.1",
        "locale": "en-US",
        "timestamp": "2026-01-10T21:00:00Z",
        "shouldLinkResultBeReturned": False,
        **changes,
    }


def intent(name: str, slots: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """An IntentRequest."""
    return {
        "type": "IntentRequest",
        "requestId": "amzn1.echo-api.request.1",
        "locale": "en-US",
        "timestamp": "2026-01-10T21:00:00Z",
        "dialogState": "STARTED",
        "intent": {"name": name, "confirmationStatus": "NONE", "slots": slots or {}},
        **changes,
    }


def slot(name: str, value: str | None, *ids: str, code: str = "ER_SUCCESS_MATCH") -> dict[str, Any]:
    """A slot, with the ids that Alexa resolved it to."""
    filled: dict[str, Any] = {"name": name, "confirmationStatus": "NONE", "source": "USER"}
    if value is not None:
        filled["value"] = value
        filled["slotValue"] = {"type": "Simple", "value": value}
    if ids or code != "ER_SUCCESS_MATCH":
        filled["resolutions"] = {
            "resolutionsPerAuthority": [
                {
                    "authority": "amzn1.er-authority.echo-sdk.x.technique",
                    "status": {"code": code},
                    "values": [{"value": {"name": found, "id": found}} for found in ids],
                }
            ]
        }
    return filled
