"""Foundation slice: the rights of people over their data, carried out through the register that every slice joins."""
