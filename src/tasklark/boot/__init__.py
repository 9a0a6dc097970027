"""Where everything is put together: the one room that knows all others."""
