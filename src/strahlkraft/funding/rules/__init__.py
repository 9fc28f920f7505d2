"""What grant law asks and how money is counted; pure. Rules are numbered as in FUNDING.md (R1 to R42, I1 to I23)."""
