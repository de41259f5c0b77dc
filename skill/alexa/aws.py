"""The skill on AWS Lambda: `skill.alexa.aws.handler`.

Lambda lets in only what the skill's trigger sends, so there is no signature to check; the id of the
skill is checked again.
"""

import os

from skill.alexa.api_client import AlexaServices
from skill.alexa.logs import to_stderr
from skill.alexa.reminders import AlexaReminders
from skill.alexa.skill import builder
from skill.alexa.wsgi import SKILL_ID, SkillIdMissingError, prepared
from skill.memory.service import visitors

_skill_id = os.environ.get(SKILL_ID)
if not _skill_id:
    raise SkillIdMissingError(f"{SKILL_ID} is not set.")
to_stderr()
_dialogue = prepared()
_builder = builder(
    _dialogue,
    people=visitors(_dialogue, os.environ),
    errands=AlexaReminders(_dialogue.catalog.reminders, AlexaServices()),
)
_builder.only_for = _skill_id
handler = _builder.lambda_handler()
