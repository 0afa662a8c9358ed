"""What people wrote and said: read, redacted, coded to themes, counted, quoted. Nothing of it leaves its partnership."""
