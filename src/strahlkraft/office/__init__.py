"""The door for the project offices: the workspace in which the register is kept."""
