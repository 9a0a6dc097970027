"""What is wrong with a configuration, and how to mend it; nothing is changed, no secret is told."""
