"""For every test: what the program forbids itself, the tests forbid themselves too."""

from skill.discretion import leave_no_traces

leave_no_traces()
