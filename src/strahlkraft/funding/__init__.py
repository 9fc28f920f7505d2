"""Money and law: grants and their notices, plans, ledger, drawdowns, changes, proofs, settlement (FUNDING.md)."""
