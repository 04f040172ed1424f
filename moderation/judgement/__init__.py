"""The pure heart: nouns, rules and the weighing. No network, no database, no clock."""
