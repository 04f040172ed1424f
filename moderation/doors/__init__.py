"""The doors: each speaks one protocol, and they are strangers to one another."""
