"""What the web app costs a browser: bytes, time to the first list, time to answer."""
