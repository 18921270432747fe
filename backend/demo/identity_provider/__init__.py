"""A small OpenID provider inside the app, with made-up people for every role. For the demo only."""
