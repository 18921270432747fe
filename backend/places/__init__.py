"""Foundation slice: genuine places and districts of the city, searchable, each with its source and age."""
