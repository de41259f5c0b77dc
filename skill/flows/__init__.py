"""The flows: pure steps from a turn and a position to a reply and the next state.

Every flow module has functions that take a `Context` and return `(Reply, State)`. `skill.dialogue`
decides which one is asked; it has handled quick exit, urgent help and stop before.
"""
