"""The marketplace on one's machine: an HTTP server with the contract of the Octopia Seller API v2.

It imports nothing of the rest of the project, so that a misreading of the contract cannot hide in shared code.
"""
