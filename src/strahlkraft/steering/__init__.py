"""How projects are accompanied: from an idea over board, milestones and check-ins to closure and handover."""
