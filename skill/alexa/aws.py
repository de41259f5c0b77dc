"""The skill on AWS Lambda: `skill.alexa.aws.handler`.

Lambda lets in only what the skill's trigger sends, so there is no signature to check; the id of the
skill is checked again.
"""

import os

from content import load
from skill.alexa.logs import to_stderr
from skill.alexa.request import DEFAULT_LOCALE
from skill.alexa.skill import builder
from skill.alexa.wsgi import SKILL_ID, SkillIdMissingError
from skill.dialogue import Dialogue

_skill_id = os.environ.get(SKILL_ID)
if not _skill_id:
    raise SkillIdMissingError(f"{SKILL_ID} is not set.")
to_stderr()
_builder = builder(Dialogue(load(DEFAULT_LOCALE)))
_builder.only_for = _skill_id
handler = _builder.lambda_handler()
