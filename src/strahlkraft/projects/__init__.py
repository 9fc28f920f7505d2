"""The register: programme, projects, phases, truths, facts with their sources."""
