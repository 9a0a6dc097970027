"""Repeating: rules of RFC 5545, their slots, and what follows when one is done."""
