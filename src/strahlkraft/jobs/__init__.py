"""The door of the clock and the shell: commands and what is due."""
