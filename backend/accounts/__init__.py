"""Foundation slice: devices, accounts, sessions, roles and organisations. Reading anything public never comes here."""
