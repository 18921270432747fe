"""Feature slice: official warnings, read from feeds, mapped to the city and told as one story each."""
