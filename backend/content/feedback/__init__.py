""" "War das hilfreich?": counts for each page, and the list of pages that need an editor."""
