"""The city's own warnings: templates, drafts, and the release by a second pair of eyes."""
