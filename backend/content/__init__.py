"""Foundation slice: town-hall pages in every language, their glossary, and what keeps them plain and true."""
