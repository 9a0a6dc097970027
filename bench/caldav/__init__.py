"""CalDAV against the two best-kept open servers of it, on one machine, in turns."""
