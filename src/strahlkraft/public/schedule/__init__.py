"""The published programme of a congress: pages, one's own choice without an account, files for other programs."""
