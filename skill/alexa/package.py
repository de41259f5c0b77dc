"""The skill package as the ASK CLI deploys it: manifest, interaction models, icons.

All of it is generated: `aftercare package DIR`. What is in `generated` is what came of it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from content import load
from skill.alexa.icon import icon
from skill.alexa.interaction_model import interaction_model
from skill.alexa.permissions import REMINDERS
from skill.alexa.store import Store, alexa_locales, content_locale, store
from skill.understanding.safety import Safety

DEFAULT_URL = "https://aftercare.example"
"""Where the service is reached; every deployment has its own."""

SMALL_ICON, LARGE_ICON = 108, 512
"""Pixels a side."""

_IMAGES = "assets/images"


@cache
def model(locale: str) -> dict[str, Any]:
    """The interaction model for one of Alexa's locales; it is not to be changed."""
    own = content_locale(locale)
    return interaction_model(load(own), locale, _safety(own))


@cache
def _safety(locale: str) -> Safety:
    return Safety(load(locale))


def manifest(url: str = DEFAULT_URL) -> dict[str, Any]:
    """skill.json, for a service at `url`."""
    url = url.rstrip("/")
    served = alexa_locales()
    pages = {locale: store(own) for locale, own in served.items()}
    endpoint = {"uri": f"{url}/alexa", "sslCertificateType": "Trusted"}
    return {
        "manifest": {
            "manifestVersion": "1.0",
            "publishingInformation": {
                "locales": {locale: _page(page, locale) for locale, page in pages.items()},
                "category": "HEALTH_AND_FITNESS",
                "isAvailableWorldwide": True,
                "distributionCountries": [],
                "testingInstructions": next(iter(pages.values())).testing_instructions,
            },
            "apis": {
                "custom": {
                    "endpoint": endpoint,
                    "interfaces": [{"type": "ALEXA_PRESENTATION_APL"}],
                }
            },
            "permissions": [{"name": REMINDERS}],
            "events": {
                "endpoint": endpoint,
                "subscriptions": [{"eventName": "SKILL_DISABLED"}],
            },
            "privacyAndCompliance": {
                "allowsPurchases": False,
                "usesPersonalInfo": False,
                "usesHealthInfo": False,
                "isChildDirected": False,
                "isExportCompliant": True,
                "containsAds": False,
                "locales": {
                    locale: {
                        "privacyPolicyUrl": f"{url}/privacy",
                        "termsOfUseUrl": f"{url}/terms",
                    }
                    for locale in pages
                },
            },
        }
    }


def _page(page: Store, locale: str) -> dict[str, Any]:
    return {
        "name": page.name,
        "summary": page.spelt_for(page.summary, locale),
        "description": page.spelt_for(page.description, locale),
        "keywords": list(page.keywords),
        "examplePhrases": [page.spelt_for(example.say, locale) for example in page.examples],
        "smallIconUri": f"file://{_IMAGES}/{_icon_name(SMALL_ICON)}",
        "largeIconUri": f"file://{_IMAGES}/{_icon_name(LARGE_ICON)}",
    }


def _icon_name(size: int) -> str:
    return f"icon-{size}.png"


def files(url: str = DEFAULT_URL) -> dict[str, bytes]:
    """Every file of the package by its path."""
    made = {"ask-resources.json": _json(_RESOURCES)}
    made["skill-package/skill.json"] = _json(manifest(url))
    for locale in alexa_locales():
        path = f"skill-package/interactionModels/custom/{locale}.json"
        made[path] = _json(model(locale))
    for size in (SMALL_ICON, LARGE_ICON):
        made[f"skill-package/{_IMAGES}/{_icon_name(size)}"] = icon(size)
    return made


_RESOURCES = {
    "askcliResourcesVersion": "2020-03-31",
    "profiles": {"default": {"skillMetadata": {"src": "./skill-package"}}},
}
"""What tells the ASK CLI where the package is; the code is deployed by other means."""


def write_package(folder: Path, url: str = DEFAULT_URL) -> int:
    """Write the package into `folder`; returns how many files it has."""
    folder.mkdir(parents=True, exist_ok=True)
    made = files(url)
    for path, data in made.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return len(made)


def _json(data: object) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
