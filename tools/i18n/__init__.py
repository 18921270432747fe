"""One gettext home for both sides: collects the German source texts, keeps the PO files, compiles and checks them.

German is the source and needs no catalogue. `translations/<locale>/LC_MESSAGES/backend.po` serves the server,
`pwa.po` serves the app and holds the labels of `content/` as well, because the app translates those.
"""
