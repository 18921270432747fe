"""Use cases of the assistant: questions, the one search, messages to the city, the editors' list."""
