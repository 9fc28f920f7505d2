"""What strangers send to harm: files, addresses, headers, answers (docs/trust.md, "Hostile input")."""
