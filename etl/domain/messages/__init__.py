"""Threads of messages: who wrote, what is said in which language, runs, claims, and what is owed by when."""
