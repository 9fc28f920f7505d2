"""``python -m strahlkraft.jobs``: the same as the command ``strahlkraft``."""

from strahlkraft.jobs.cli import main

main()
