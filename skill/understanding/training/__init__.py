"""Builds the model that the understanding loads: nothing here is imported when it runs.

    python -m skill.understanding.training WHEEL

needs the `training` dependency group and the pinned wheel that `base.py` names. The encoder is the
public one, tuned on our own sentences; the heads are fitted on top of it.
"""
