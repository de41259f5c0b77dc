"""For every test: what the program forbids itself, the tests forbid themselves too."""

from datetime import timedelta

from hypothesis import settings

from skill.discretion import leave_no_traces

leave_no_traces()

# An example takes milliseconds, but the first one may have patterns to make, and every core may be
# busy with other tests: the usual 200 ms failed at random. Five seconds still find what hangs; how
# quick things are has tests of its own.
settings.register_profile("suite", deadline=timedelta(seconds=5))
settings.load_profile("suite")
