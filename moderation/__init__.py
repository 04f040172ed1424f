"""Ad Rem: everything between a comment and its verdict."""

__version__ = "0.1.0"
