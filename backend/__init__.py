"""One city's app: live parking, places and open city data, served as an API and as a progressive web app."""
