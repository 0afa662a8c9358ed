"""What a wave brings in: counted by the database, looked over for doubts, and decided on by people."""
