"""Tasklark: one task store, every client."""
