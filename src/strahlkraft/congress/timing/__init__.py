"""The running order of a stage and what a delay moves; pure."""
