"""What people wrote and said: read, redacted, coded, counted, quoted. Nothing of it leaves its partnership."""
