"""One instance with up to a million tasks: how what people do grows with it."""
