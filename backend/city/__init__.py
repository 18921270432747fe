"""Foundation slice: what the city is called, where it lies, which languages the app speaks."""
