"""What goes to the authority and the Land: figures as of a day, reports as frozen snapshots, answers to parliament."""
