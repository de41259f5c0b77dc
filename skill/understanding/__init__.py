"""From words to a request: `Understanding(catalog).recognize(text, expecting)`.

The outcome is a type: `Recognized` acts, `Unsure` asks, `NotRecognized` is left alone or met
gently. Importing this loads no model: `skill.understanding.matcher` has the `Understanding`.
"""

from skill.understanding.outcome import EXACT, NotRecognized, Outcome, Recognized, Unsure

__all__ = ["EXACT", "NotRecognized", "Outcome", "Recognized", "Unsure"]
