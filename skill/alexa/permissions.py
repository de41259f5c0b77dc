"""What an account may give us leave to do."""

REMINDERS = "alexa::alerts:reminders:skill:readwrite"
"""Setting reminders. Declared in the manifest, asked for when the first one is wished for."""
