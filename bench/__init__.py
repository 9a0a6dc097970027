"""How fast Tasklark is: measured in turns with a plain stack and the database's own floor."""
