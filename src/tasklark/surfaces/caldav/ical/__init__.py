"""iCalendar (RFC 5545) as CalDAV needs it: read, told in the words of tasks, written, queried.

Pure: no input or output, no clock of its own.
"""
