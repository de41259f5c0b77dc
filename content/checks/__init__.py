"""The checks over content, a module for each concern; `content.check` is their face."""
