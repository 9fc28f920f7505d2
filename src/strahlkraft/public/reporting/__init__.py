"""What people of a project say by a link in a letter, without an account: check-ins, tasks, ideas."""
